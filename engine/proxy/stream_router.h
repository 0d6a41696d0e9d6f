#pragma once

#include "engine/base/result.h"
#include "engine/net/network.h"
#include "engine/proxy/server_name_map.h"
#include "engine/snapshot/sections.h"

#include <cstdint>
#include <string>
#include <vector>

namespace causeway::proxy {

/// Finds the route of a connection: the first in the listener's order whose conditions all fit.
///
/// Shape:   by the hash of the server name; the work grows only with the routes that share one.
/// Threads: immutable after creation; any thread.
class StreamRouter
{
public:
    /// Of the routes that a listener has.
    static Result<StreamRouter> create(const std::vector<snapshot::StreamRoute>& routes);

    struct Client
    {
        const net::SocketAddress& source;
        const net::SocketAddress& destination;
    };
    /// Its place in the list, of those for TLS or of those for what has none; npos: none fits.
    std::size_t findTls(std::string_view serverName, const Client& client) const;
    std::size_t findPlain(const Client& client) const;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

    bool hasTls() const { return m_hasTls; }
    bool hasPlain() const { return !m_plain.empty(); }

private:
    struct AddressRule
    {
        std::optional<net::Network> network;
        std::uint16_t port = 0;

        bool fits(const net::SocketAddress& address) const;
    };
    struct Conditions
    {
        std::vector<AddressRule> sources;
        std::vector<AddressRule> destinations;
    };
    using Places = std::vector<std::uint32_t>; // Ascending.

    static Result<std::vector<AddressRule>> rulesFrom(const std::vector<snapshot::AddressMatch>& matches);
    std::size_t firstOf(const Places& places, const Client& client) const;

    std::vector<Conditions> m_conditions; // By place.
    ServerNameMap<Places> m_byName;
    Places m_anyName;
    Places m_plain;
    bool m_hasTls = false;
};

} // namespace causeway::proxy
