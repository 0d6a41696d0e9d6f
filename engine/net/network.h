#pragma once

#include "engine/base/result.h"
#include "engine/net/socket_address.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace causeway::net {

/// All addresses that begin with the same bits.
///
/// Shape:  written as 10.0.0.0/8 or fd00::/8. An IPv4 address that came over an IPv6 socket (::ffff:10.0.0.1) counts
///         as the IPv4 address that it is.
/// Errors: InvalidArgument for anything else, bits set beyond the prefix among it.
class Network
{
public:
    static Result<Network> parse(std::string_view text);

    bool contains(const SocketAddress& address) const;

private:
    std::array<std::uint8_t, 16> m_prefix{};
    unsigned m_length = 0; // In bits.
    bool m_isV6 = false;
};

/// A few of them, as "who is trusted".
class NetworkSet
{
public:
    static Result<NetworkSet> parse(const std::vector<std::string>& texts);

    bool isEmpty() const { return m_networks.empty(); }
    bool contains(const SocketAddress& address) const;

private:
    std::vector<Network> m_networks;
};

} // namespace causeway::net
