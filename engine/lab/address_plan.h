#pragma once

#include "engine/base/result.h"
#include "engine/lab/scenario.h"
#include "engine/net/socket_address.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::lab {

/// Gives each host of a lab an address of its own in a network 127.a.b.0/24 in which every port it needs is free.
///
/// Shape:   networks are tried in an order that the seed decides. Where the known ports are taken in all of them (by a
///          program that listens on every address), all ports move up by one offset.
/// Errors:  Unavailable when nothing free was found; it names the last address that was taken.
/// Threads: a value; creation opens and closes sockets.
class AddressPlan
{
public:
    /// `fixed` are addresses outside of the network that move along with the offset: the control plane's.
    static Result<AddressPlan> create(const Scenario& scenario, const std::vector<net::SocketAddress>& fixed,
                                      std::uint64_t seed);

    /// Of a host of the scenario, as an IP literal.
    const std::string& address(const std::string& host) const;
    /// What a known port became.
    std::uint16_t port(std::uint16_t known) const { return static_cast<std::uint16_t>(known + m_offset); }
    net::SocketAddress at(const std::string& host, std::uint16_t knownPort) const;
    /// Of the transit hub, which has a host of its own.
    const std::string& hub() const { return m_hub; }
    /// What planes of other zones dial to reach an ingress: a port of the hub, or without one the ingress itself.
    net::SocketAddress advertised(const Scenario& scenario, const IngressPlan& ingress) const;

    /// "127.83.12.0/24"
    const std::string& network() const { return m_network; }
    std::uint16_t offset() const { return m_offset; }
    /// A sentence for each taken address met on the way.
    const std::vector<std::string>& obstacles() const { return m_obstacles; }

    /// The text with the placeholders replaced; a scenario that was parsed has no others.
    Result<std::string> resolved(const ResourceText& resource) const;

private:
    std::map<std::string, std::string> m_addresses;
    std::string m_hub;
    std::string m_network;
    std::uint16_t m_offset = 0;
    std::vector<std::string> m_obstacles;
};

/// What a placeholder stands for: an address by `findHost`, or a port plus the offset.
using FindHost = std::function<std::optional<std::string>(std::string_view)>;
Result<std::string> meaningOf(std::string_view kind, std::string_view argument, const FindHost& findHost,
                              std::uint16_t offset);

} // namespace causeway::lab
