#include "engine/lab/transit_core.h"

#include "engine/base/log.h"
#include "engine/lab/source_socket.h"
#include "engine/net/sockets.h"

#include <algorithm>

namespace causeway::lab {

Result<std::unique_ptr<TransitCore>> TransitCore::create(net::EventLoop& loop, TransitOptions options)
{
    std::unique_ptr<TransitCore> core(new TransitCore(loop, std::move(options)));
    ASSIGN_OR_RETURN(core->m_due, PreciseTimer::create(loop, [raw = core.get()] { raw->wakeDue(); }));
    for (const TransitOptions::Entry& entry : core->m_options.entries)
        RETURN_IF_ERROR(core->open(entry.zone, entry.listen, entry.ingress, TransitRelay::Counted::Yes));
    RETURN_IF_ERROR(core->openProbes());
    return core;
}

TransitCore::TransitCore(net::EventLoop& loop, TransitOptions options)
    : m_loop(loop)
    , m_options(std::move(options))
{
    Random seeds(m_options.seed);
    const MonotonicTime now = std::chrono::steady_clock::now();
    for (const LinkPlan& plan : m_options.links)
        m_links.push_back(std::make_unique<TransitLink>(
            TransitLink{plan.from, plan.to, LinkLane(plan.shape, seeds.next()), LinkLane(plan.shape, seeds.next()),
                        ByteRate(), RoundTripWindow(now)}));
}

TransitCore::~TransitCore()
{
    m_probes.clear();
    m_relays.clear();
}

Result<TransitCore::Door*> TransitCore::open(std::string zone, const net::SocketAddress& listen,
                                             const net::SocketAddress& target, TransitRelay::Counted counted)
{
    auto door = std::make_unique<Door>(*this, m_loop);
    ASSIGN_OR_RETURN(door->socket, net::listenOn(listen));
    ASSIGN_OR_RETURN(door->address, net::SocketAddress::ofSocket(door->socket.get()));
    door->zone = std::move(zone);
    door->target = target;
    door->counted = counted;
    RETURN_IF_ERROR(m_loop.watch(door->socket.get(), net::Readiness::Read, *door));
    m_doors.push_back(std::move(door));
    return m_doors.back().get();
}

/// A probe goes from a host of the link's one zone to one of its other zone, where the ingress is.
Result<> TransitCore::openProbes()
{
    for (const auto& link : m_links) {
        const TransitOptions::Entry* const near = entryOf(link->from);
        const TransitOptions::Entry* const far = entryOf(link->to);
        if (!near || !far)
            return failure(ErrorCode::InvalidArgument, "the link between {} and {} lacks an ingress", link->from,
                           link->to);
        ASSIGN_OR_RETURN(auto echo, EchoServer::create(m_loop, far->ingress.withPort(0)));
        ASSIGN_OR_RETURN(Door* const door,
                         open(link->to, far->listen.withPort(0), echo->address(), TransitRelay::Counted::No));
        m_echoes.push_back(std::move(echo));
        m_probes.push_back(std::make_unique<LinkProbe>(m_loop, near->ingress, door->address, m_options.probeInterval,
                                                       link->roundTrips));
    }
    return {};
}

const TransitOptions::Entry* TransitCore::entryOf(const std::string& zone) const
{
    const auto isIt = [&](const TransitOptions::Entry& entry) { return entry.zone == zone; };
    const auto found = std::find_if(m_options.entries.begin(), m_options.entries.end(), isIt);
    return found == m_options.entries.end() ? nullptr : &*found;
}

void TransitCore::accept(Door& door)
{
    while (true) {
        auto client = net::acceptFrom(door.socket.get());
        if (!client)
            return log::warn("transit hub: {}", client.error().message);
        if (!client->isOpen())
            return;
        admit(door, *std::move(client));
    }
}

void TransitCore::admit(Door& door, net::FileDescriptor client)
{
    const auto peer = net::SocketAddress::ofPeer(client.get());
    const auto zone = peer ? m_options.zoneOfHost.find(peer->host()) : m_options.zoneOfHost.end();
    TransitLink* const link = zone == m_options.zoneOfHost.end() ? nullptr : find(zone->second, door.zone);
    const bool isInside = zone != m_options.zoneOfHost.end() && zone->second == door.zone;
    if (!link && !isInside)
        return resetOnClose(client);
    TransitRelay::Ends ends{std::move(client), *peer, door.target};
    RelayOwner& owner = *this;
    auto relay = std::make_unique<TransitRelay>(m_loop, owner, link, link && zone->second == link->from,
                                                std::move(ends), m_options.darkLimit, door.counted);
    TransitRelay& started = *relay;
    m_relays.emplace(&started, std::move(relay));
    started.start();
}

TransitLink* TransitCore::find(const std::string& a, const std::string& b)
{
    const auto& [from, to] = std::minmax(a, b);
    for (const auto& link : m_links)
        if (link->from == from && link->to == to)
            return link.get();
    return nullptr;
}

Result<> TransitCore::setShape(const std::string& from, const std::string& to, LinkShape shape)
{
    TransitLink* const link = find(from, to);
    if (!link)
        return failure(ErrorCode::NotFound, "there is no link between {} and {}", from, to);
    if (link->forth.shape() == shape)
        return {};
    const bool wasCut = link->isCut();
    link->forth.setShape(shape);
    link->back.setShape(shape);
    link->roundTrips.restart(std::chrono::steady_clock::now());
    if (wasCut == shape.isCut)
        return {};
    std::vector<TransitRelay*> concerned; // Healing may end a relay.
    for (const auto& [relay, owner] : m_relays)
        if (relay->link() == link)
            concerned.push_back(relay);
    for (TransitRelay* const relay : concerned)
        shape.isCut ? relay->cut() : relay->heal();
    return {};
}

std::vector<LinkMeasurement> TransitCore::links()
{
    const MonotonicTime now = std::chrono::steady_clock::now();
    std::vector<LinkMeasurement> measured;
    for (const auto& link : m_links) {
        LinkMeasurement& measurement = measured.emplace_back();
        measurement.from = link->from;
        measurement.to = link->to;
        measurement.shape = link->forth.shape();
        link->roundTrips.writeTo(measurement, now);
        link->bytes.writeTo(measurement, now);
        measurement.connections =
            static_cast<std::size_t>(std::count_if(m_relays.begin(), m_relays.end(), [&](const auto& each) {
                return each.first->link() == link.get() && each.first->isCounted();
            }));
    }
    return measured;
}

Result<net::SocketAddress> TransitCore::addressOf(const std::string& zone) const
{
    for (const auto& door : m_doors)
        if (door->zone == zone && door->counted == TransitRelay::Counted::Yes)
            return door->address;
    return failure(ErrorCode::NotFound, "zone {} has no entry at the hub", zone);
}

void TransitCore::schedule(RelayFlow& flow, MonotonicTime when)
{
    if (flow.wakeTime == when)
        return;
    unschedule(flow);
    flow.wakeTime = when;
    m_wakes.emplace(when, &flow);
    if (m_wakes.begin()->second == &flow)
        armNext();
}

void TransitCore::unschedule(RelayFlow& flow)
{
    if (flow.wakeTime)
        m_wakes.erase({*flow.wakeTime, &flow});
    flow.wakeTime.reset();
}

void TransitCore::wakeDue()
{
    while (!m_wakes.empty() && m_wakes.begin()->first <= std::chrono::steady_clock::now()) {
        RelayFlow& flow = *m_wakes.begin()->second;
        unschedule(flow);
        flow.due();
    }
    armNext();
}

void TransitCore::armNext()
{
    if (!m_wakes.empty())
        m_due->armAt(m_wakes.begin()->first);
}

void TransitCore::ended(TransitRelay& relay)
{
    m_relays.erase(&relay);
}

} // namespace causeway::lab
