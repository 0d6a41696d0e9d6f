#pragma once

#include "engine/lab/link_probe.h"
#include "engine/lab/precise_timer.h"
#include "engine/lab/transit_hub.h"
#include "engine/lab/transit_relay.h"

#include <set>
#include <unordered_map>
#include <utility>

namespace causeway::lab {

/// The transit hub as its loop sees it.
///
/// Threads: the loop's only.
class TransitCore final : private RelayOwner
{
public:
    static Result<std::unique_ptr<TransitCore>> create(net::EventLoop& loop, TransitOptions options);
    ~TransitCore();
    TransitCore(const TransitCore&) = delete;
    TransitCore& operator=(const TransitCore&) = delete;

    Result<> setShape(const std::string& from, const std::string& to, LinkShape shape);
    std::vector<LinkMeasurement> links();
    Result<net::SocketAddress> addressOf(const std::string& zone) const;

private:
    /// A listening socket, and where what comes to it goes.
    struct Door final : net::ReadinessHandler
    {
        ~Door() { loop.unwatch(socket.get(), *this); }
        Door(TransitCore& owner, net::EventLoop& itsLoop)
            : core(owner)
            , loop(itsLoop)
        {
        }
        void ready(net::Readiness) override { core.accept(*this); }

        TransitCore& core;
        net::EventLoop& loop;
        std::string zone;
        net::FileDescriptor socket;
        net::SocketAddress address;
        net::SocketAddress target;
        TransitRelay::Counted counted = TransitRelay::Counted::Yes;
    };

    TransitCore(net::EventLoop& loop, TransitOptions options);
    Result<Door*> open(std::string zone, const net::SocketAddress& listen, const net::SocketAddress& target,
                       TransitRelay::Counted counted);
    Result<> openProbes();
    void accept(Door& door);
    void admit(Door& door, net::FileDescriptor client);
    TransitLink* find(const std::string& a, const std::string& b);
    const TransitOptions::Entry* entryOf(const std::string& zone) const;
    void wakeDue();
    void armNext();

    void schedule(RelayFlow& flow, MonotonicTime when) override;
    void unschedule(RelayFlow& flow) override;
    void ended(TransitRelay& relay) override;

    net::EventLoop& m_loop;
    const TransitOptions m_options;
    std::vector<std::unique_ptr<TransitLink>> m_links; // Before what borrows them.
    std::unique_ptr<PreciseTimer> m_due;
    std::set<std::pair<MonotonicTime, RelayFlow*>> m_wakes;
    std::unordered_map<TransitRelay*, std::unique_ptr<TransitRelay>> m_relays;
    std::vector<std::unique_ptr<Door>> m_doors; // Of the entries, in their order, then of the probes.
    std::vector<std::unique_ptr<EchoServer>> m_echoes;
    std::vector<std::unique_ptr<LinkProbe>> m_probes; // One for each link.
};

} // namespace causeway::lab
