#pragma once

#include "engine/base/result.h"
#include "engine/lab/load_statistics.h"
#include "engine/lab/scenario.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace causeway::lab {

class LoadCore;

struct LoadOptions
{
    net::SocketAddress target;
    LoadPlan plan;
    std::map<std::string, std::string> serviceOfInstance; // What X-Served-By tells → the name to count under.
    std::uint64_t seed = 1;
    std::chrono::milliseconds timeout{10'000};   // Of a whole request, from when it was sent.
    std::size_t connectionLimit = 8192;          // A request that would need one more fails: ConnectFailed.
    std::chrono::milliseconds idleLimit{20'000}; // Kept-alive connections unused for longer are closed by us.
};

/// Clients that call a gateway: an open loop, in which each request is sent when it is due, however many replies are
/// still missing. They never retry.
///
/// Latencies count from the moment a request was due, so that they tell of a gateway that stalls and of a generator
/// that falls behind alike.
///
/// Threads: all functions from any thread, while the loop runs; they wait for a turn of it unless they are called on
/// it.
class LoadGenerator
{
public:
    /// Begins at the plan's rate.
    static Result<std::unique_ptr<LoadGenerator>> start(net::EventLoop& loop, LoadOptions options);
    /// Abandons what is under way.
    ~LoadGenerator();
    LoadGenerator(const LoadGenerator&) = delete;
    LoadGenerator& operator=(const LoadGenerator&) = delete;

    /// Requests per second, held between 0 and the plan's maximum. 0 is a pause.
    void setRate(double perSecond);
    LoadStatistics statistics() const;
    /// Sends no more and waits for the replies under way, at most `patience`; then they count as abandoned. After it
    /// sent = requests that ended. Not on the loop's thread, which would wait for itself.
    void stop(std::chrono::milliseconds patience);

private:
    LoadGenerator(net::EventLoop& loop, std::unique_ptr<LoadCore> core);

    net::EventLoop& m_loop;
    std::unique_ptr<LoadCore> m_core; // The loop's only.
};

} // namespace causeway::lab
