#pragma once

#include "engine/base/random.h"
#include "engine/lab/answer_table.h"
#include "engine/lab/report.h"
#include "engine/lab/scenario.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/web/server.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::lab {

/// What is wrong with an instance on purpose.
struct InstanceFaults
{
    Duration delay{0};       // More, for each request; it keeps its place among those worked on all the while.
    double errorPercent = 0; // Of the requests: answered 500.
    bool isStopped = false;  // Does not listen, and what was open is closed.

    bool operator==(const InstanceFaults&) const = default;
};

/// One running copy of a sample service: takes the time that its latency model says, works on so many requests at once,
/// lets others wait, and answers 503 when too many do: a service that got slow saturates.
///
/// Threads: the loop's only.
class SampleInstance
{
public:
    static Result<std::unique_ptr<SampleInstance>> create(net::EventLoop& loop, const SampleServicePlan& plan,
                                                          const InstancePlace& place, const net::SocketAddress& address,
                                                          std::uint64_t seed);
    ~SampleInstance();
    SampleInstance(const SampleInstance&) = delete;
    SampleInstance& operator=(const SampleInstance&) = delete;

    const net::SocketAddress& address() const { return m_address; }
    const InstanceReport& counted() const { return m_counted; }
    const InstanceFaults& faults() const { return m_faults; }
    /// Unavailable when its port was taken while it was stopped; then it stays so.
    Result<> setFaults(const InstanceFaults& faults);
    std::size_t waiting() const { return m_queue.size(); }

private:
    class Work;
    struct Waiting
    {
        web::Response response;
        web::Responder responder;
    };

    SampleInstance(net::EventLoop& loop, const SampleServicePlan& plan, const InstancePlace& place, std::uint64_t seed);
    Result<> listen();
    void stop();
    void handle(const web::Request& request, web::Responder responder);
    bool isErrorDrawn();
    web::Response respond(const web::Request& request, std::string& countedAs);
    void count(const web::Request& request, const std::string& otherwise);
    void begin(Waiting waiting);
    void finished(Work& work);
    Duration drawLatency();

    net::EventLoop& m_loop;
    SampleServicePlan m_plan;
    AnswerTable m_answers;
    Random m_random;
    InstanceReport m_counted;
    InstanceFaults m_faults;
    net::SocketAddress m_address;
    std::string m_pattern; // Of downloads.
    std::deque<Waiting> m_queue;
    std::vector<std::unique_ptr<Work>> m_idle;
    std::vector<std::unique_ptr<Work>> m_busy; // At most the plan's concurrency.
    std::unique_ptr<web::Server> m_server;     // Null while stopped. Last: it goes first, then responders.
};

} // namespace causeway::lab
