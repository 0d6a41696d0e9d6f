#pragma once

#include "engine/api/cluster_port.h"
#include "engine/base/random.h"
#include "engine/net/event_loop.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace causeway::runtime {

/// Does to a lab what an unlucky year does to a cluster: breaks and mends things, moves traffic, bends links, comes and
/// goes as a console, all drawn from a seed. Keeps at most a few faults at a time, so that most of the lab works.
///
/// Threads: one loop's; outcomes come from elsewhere and are posted to it.
class LabChaos
{
public:
    /// What it wants done.
    using Send = std::function<void(const api::ClusterCommand& command, const std::string& what)>;
    using View = std::function<std::shared_ptr<const api::ClusterView>()>;
    /// A console that goes away and comes back.
    using Reconnect = std::function<void()>;

    LabChaos(net::EventLoop& loop, std::uint64_t seed, Send send, View view, Reconnect reconnect);

    void begin() { m_loop.arm(m_tick, pause()); }
    /// Starts nothing more. What is broken is the caller's to mend.
    void stop();
    std::uint64_t actions() const { return m_actions; }

private:
    static constexpr std::size_t mostFaults = 3;

    Duration pause();
    void act();
    void breakSomething(const api::ClusterView& view);
    void mendSomething(const api::ClusterView& view);
    void moveTraffic(const api::ClusterView& view);
    void bendLink(const api::ClusterView& view);

    net::EventLoop& m_loop;
    Random m_random;
    const Send m_send;
    const View m_view;
    const Reconnect m_reconnect;
    net::CallbackTimer m_tick;
    std::uint64_t m_actions = 0;
    bool m_isStopped = false;
};

} // namespace causeway::runtime
