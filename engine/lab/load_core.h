#pragma once

#include "engine/base/random.h"
#include "engine/lab/load_connection.h"
#include "engine/lab/load_generator.h"
#include "engine/lab/load_ledger.h"
#include "engine/lab/poisson_clock.h"
#include "engine/lab/precise_timer.h"
#include "engine/lab/request_shape.h"

#include <functional>
#include <memory>
#include <vector>

namespace causeway::lab {

/// The load generator as its loop sees it: what is due goes out, on a kept-alive connection that is free or on a new
/// one.
///
/// Threads: the loop's only.
class LoadCore final : private LoadConnectionOwner
{
public:
    static Result<std::unique_ptr<LoadCore>> create(net::EventLoop& loop, LoadOptions options);
    ~LoadCore();
    LoadCore(const LoadCore&) = delete;
    LoadCore& operator=(const LoadCore&) = delete;

    void setRate(double perSecond);
    LoadStatistics statistics();
    /// `stopped` is called once, when nothing is under way any more.
    void stop(std::chrono::milliseconds patience, std::function<void()> stopped);

private:
    LoadCore(net::EventLoop& loop, LoadOptions options);

    void sendDue();
    void sendOne(MonotonicTime due);
    std::size_t drawApi();
    LoadConnection* findConnection(bool isOneShot);
    static LoadConnection* takeLast(std::vector<LoadConnection*>& from);
    void book(const ClientRequest& request, const LoadLedger::Ending& ending);
    void keepHouse();
    void closeIdle();
    void forgetClosed();
    Duration longestWait() const;
    void abandon();
    void stopWhenBalanced();
    std::uint64_t underWay() const { return m_sent - m_ledger.ended(); }

    void replied(LoadConnection& connection, const ClientRequest& request, const ClientReply& reply) override;
    void failed(LoadConnection& connection, const ClientRequest& request, FailureKind failure) override;
    void closedOnUs(LoadConnection& connection) override;
    void lost(LoadConnection& connection) override;

    net::EventLoop& m_loop;
    LoadOptions m_options;
    MonotonicTime m_start;
    PoissonClock m_clock;
    Random m_random;
    std::unique_ptr<PreciseTimer> m_due;
    net::CallbackTimer m_housekeeping;
    net::CallbackTimer m_patience;
    std::vector<RequestShape> m_shapes;       // One for each API of the plan.
    std::vector<std::uint64_t> m_weightsUpTo; // Sums of the weights; the last is the sum of all.
    LoadLedger m_ledger;
    ClientScratch m_scratch;
    std::vector<std::unique_ptr<LoadConnection>> m_connections;
    std::vector<LoadConnection*> m_idle;   // Open and free; the last one used is the next.
    std::vector<LoadConnection*> m_closed; // To be opened again.
    std::uint64_t m_sent = 0;
    std::uint64_t m_lateStarts = 0;
    Duration m_worstLateness{0};
    std::uint64_t m_opened = 0;
    std::uint64_t m_closedOnUs = 0;
    std::function<void()> m_stopped; // Set while stopping.
};

} // namespace causeway::lab
