#pragma once

#include "engine/base/result.h"
#include "engine/lab/address_plan.h"
#include "engine/lab/link_measurement.h"
#include "engine/lab/scenario.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace causeway::lab {

class TransitCore;

struct TransitOptions
{
    /// The way into a zone: planes of other zones connect to `listen`, and reach `ingress` over their link.
    struct Entry
    {
        std::string zone;
        net::SocketAddress listen;
        net::SocketAddress ingress;
    };
    std::vector<Entry> entries;
    std::vector<LinkPlan> links;
    std::map<std::string, std::string> zoneOfHost; // By IP literal.
    std::uint64_t seed = 1;
    std::chrono::milliseconds darkLimit{5'000}; // Connections over a link cut for so long are reset.
    std::chrono::milliseconds probeInterval{50};
};

/// What stands between the zones of a lab: relays each connection to a zone's ingress over the link from the zone that
/// it comes from, told by its source address. Delay, jitter, bandwidth and cut are real, loss is modelled (DelayLine).
/// Round trips are measured by probes that pass the same relays between a host of one zone and one of the other.
///
/// Shape:   who comes from no known zone, or from one without a link, is reset: there is no path.
/// Threads: all functions from any thread, while the loop runs; they wait for a turn of it unless they are called on
/// it.
class TransitHub
{
public:
    static Result<std::unique_ptr<TransitHub>> start(net::EventLoop& loop, TransitOptions options);
    /// Resets what is relayed.
    ~TransitHub();
    TransitHub(const TransitHub&) = delete;
    TransitHub& operator=(const TransitHub&) = delete;

    /// NotFound when there is no such link; `from` and `to` in order.
    Result<> setShape(const std::string& from, const std::string& to, LinkShape shape);
    std::vector<LinkMeasurement> links() const;
    /// Where the entry of a zone listens, with the port that port 0 became.
    Result<net::SocketAddress> addressOf(const std::string& zone) const;

private:
    TransitHub(net::EventLoop& loop, std::unique_ptr<TransitCore> core);

    net::EventLoop& m_loop;
    std::unique_ptr<TransitCore> m_core; // The loop's only.
};

/// The hub of a scenario with the addresses that its hosts got.
TransitOptions transitOptionsOf(const Scenario& scenario, const AddressPlan& addresses, std::uint64_t seed);

} // namespace causeway::lab
