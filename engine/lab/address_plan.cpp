#include "engine/lab/address_plan.h"

#include "engine/base/assert.h"
#include "engine/base/random.h"
#include "engine/lab/placeholders.h"
#include "engine/net/sockets.h"

#include <algorithm>
#include <charconv>

namespace causeway::lab {

namespace {

constexpr int networksTried = 8;
constexpr std::uint16_t offsetStep = 1000;
constexpr int offsetsTried = 10;
constexpr std::uint16_t firstHubPort = 10'001;

struct Listener
{
    std::size_t host = 0; // Its place in the list of hosts.
    std::uint16_t port = 0;
};

/// On the hub each ingress has a port of its own.
std::uint16_t hubPortOf(const Scenario& scenario, const std::string& ingress)
{
    const auto isIt = [&](const IngressPlan& each) { return each.name == ingress; };
    const auto found = std::find_if(scenario.ingresses.begin(), scenario.ingresses.end(), isIt);
    return static_cast<std::uint16_t>(firstHubPort + (found - scenario.ingresses.begin()));
}

std::vector<Listener> listenersOf(const Scenario& scenario)
{
    std::vector<Listener> listeners;
    const auto add = [&](const std::string& host, std::uint16_t port) {
        const auto isIt = [&](const Host& each) { return each.name == host; };
        const auto found = std::find_if(scenario.hosts.begin(), scenario.hosts.end(), isIt);
        CAUSEWAY_ASSERT(found != scenario.hosts.end()); // The parser checked it.
        listeners.push_back({static_cast<std::size_t>(found - scenario.hosts.begin()), port});
    };
    add(scenario.gateway.host, scenario.gateway.port);
    for (const SidecarOutbound& outbound : scenario.gateway.outbounds)
        add(scenario.gateway.host, outbound.port);
    for (const IngressPlan& ingress : scenario.ingresses) {
        add(ingress.host, ingress.port);
        if (!scenario.transit.hub.empty()) // The hub's host comes after those of the scenario.
            listeners.push_back({scenario.hosts.size(), hubPortOf(scenario, ingress.name)});
    }
    for (const SampleServicePlan& service : scenario.services)
        for (const InstancePlace& instance : service.instances) {
            add(instance.host, instance.port);
            if (instance.inboundPort != 0)
                add(instance.host, instance.inboundPort);
        }
    return listeners;
}

/// Hosts get .2 and on; .1 is what people expect a router to be.
std::string addressIn(std::string_view prefix, std::size_t host)
{
    return fmt::format("{}.{}", prefix, host + 2);
}

/// Nothing when free, else the sentence that names the address. Port 0 is always free.
std::optional<std::string> findObstacle(const net::SocketAddress& address)
{
    const auto socket = net::listenOn(address, 1);
    return socket ? std::nullopt : std::optional<std::string>(socket.error().message);
}

std::optional<std::string> findObstacle(const std::vector<Listener>& listeners, std::string_view prefix,
                                        std::uint16_t offset)
{
    for (const Listener& listener : listeners) {
        if (listener.port + offset > 65535)
            return fmt::format("port {} cannot move by {}", listener.port, offset);
        const auto port = static_cast<std::uint16_t>(listener.port + offset);
        const auto address = net::SocketAddress::create(addressIn(prefix, listener.host), port);
        CAUSEWAY_ASSERT(address); // Our own literal.
        if (auto obstacle = findObstacle(*address))
            return obstacle;
    }
    return std::nullopt;
}

std::optional<std::string> findObstacle(const std::vector<net::SocketAddress>& fixed, std::uint16_t offset)
{
    for (const net::SocketAddress& address : fixed) {
        if (address.port() == 0)
            continue;
        if (address.port() + offset > 65535)
            return fmt::format("{} cannot move by {}", address.toString(), offset);
        if (auto obstacle = findObstacle(address.withPort(static_cast<std::uint16_t>(address.port() + offset))))
            return obstacle;
    }
    return std::nullopt;
}

/// 127.16.1 to 127.239.254: clear of 127.0.0.0/16, where systems put their own.
std::string drawPrefix(Random& random)
{
    const std::uint64_t second = 16 + random.below(224);
    return fmt::format("127.{}.{}", second, 1 + random.below(254));
}

} // namespace

Result<AddressPlan> AddressPlan::create(const Scenario& scenario, const std::vector<net::SocketAddress>& fixed,
                                        std::uint64_t seed)
{
    const std::vector<Listener> listeners = listenersOf(scenario);
    AddressPlan plan;
    for (int step = 0; step < offsetsTried; ++step) {
        plan.m_offset = static_cast<std::uint16_t>(step * offsetStep);
        if (auto obstacle = findObstacle(fixed, plan.m_offset)) {
            plan.m_obstacles.push_back(*std::move(obstacle));
            continue; // No other network helps.
        }
        Random random(seed);
        for (int network = 0; network < networksTried; ++network) {
            const std::string prefix = drawPrefix(random);
            if (auto obstacle = findObstacle(listeners, prefix, plan.m_offset)) {
                plan.m_obstacles.push_back(*std::move(obstacle));
                continue;
            }
            plan.m_network = prefix + ".0/24";
            for (std::size_t host = 0; host < scenario.hosts.size(); ++host)
                plan.m_addresses.emplace(scenario.hosts[host].name, addressIn(prefix, host));
            plan.m_hub = addressIn(prefix, scenario.hosts.size());
            return plan;
        }
    }
    return failure(ErrorCode::Unavailable, "no free addresses for the lab: {}", plan.m_obstacles.back());
}

const std::string& AddressPlan::address(const std::string& host) const
{
    const auto found = m_addresses.find(host);
    CAUSEWAY_ASSERT(found != m_addresses.end());
    return found->second;
}

net::SocketAddress AddressPlan::at(const std::string& host, std::uint16_t knownPort) const
{
    const auto where = net::SocketAddress::create(address(host), port(knownPort));
    CAUSEWAY_ASSERT(where); // Both parts are ours.
    return *where;
}

net::SocketAddress AddressPlan::advertised(const Scenario& scenario, const IngressPlan& ingress) const
{
    if (scenario.transit.hub.empty())
        return at(ingress.host, ingress.port);
    const auto where = net::SocketAddress::create(m_hub, port(hubPortOf(scenario, ingress.name)));
    CAUSEWAY_ASSERT(where); // Both parts are ours.
    return *where;
}

Result<std::string> AddressPlan::resolved(const ResourceText& resource) const
{
    const auto meaning = [&](std::string_view kind, std::string_view argument) {
        return meaningOf(
            kind, argument,
            [&](std::string_view host) -> std::optional<std::string> {
                const auto found = m_addresses.find(std::string(host));
                return found == m_addresses.end() ? std::nullopt : std::optional(found->second);
            },
            m_offset);
    };
    auto text = replacePlaceholders(resource.text, meaning);
    if (!text)
        return failure(ErrorCode::InvalidArgument, "line {}: {}", resource.line + text.error().line,
                       text.error().message);
    return *std::move(text);
}

Result<std::string> meaningOf(std::string_view kind, std::string_view argument, const FindHost& findHost,
                              std::uint16_t offset)
{
    if (kind == "host") {
        if (auto address = findHost(argument))
            return *std::move(address);
        return failure(ErrorCode::InvalidArgument, "host {} is not listed under hosts", argument);
    }
    unsigned port = 0;
    const auto [end, problem] = std::from_chars(argument.data(), argument.data() + argument.size(), port);
    const bool isWhole = problem == std::errc() && end == argument.data() + argument.size();
    if (kind != "port" || !isWhole || port == 0 || port + offset > 65535)
        return failure(ErrorCode::InvalidArgument,
                       "${{{}:{}}}: a placeholder is written ${{host:NAME}} or ${{port:NUMBER}}", kind, argument);
    return std::to_string(port + offset);
}

} // namespace causeway::lab
