#include "engine/net/address_tally.h"

#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>

namespace causeway::net {

namespace {

constexpr AddressTally::Key ipv4Mark = 1ULL << 32; // No IPv6 network begins so.
constexpr AddressTally::Key loopbackMark = 1;      // Nor so; 0 would not be counted.

} // namespace

AddressTally::Key AddressTally::keyOf(const SocketAddress& address)
{
    if (address.family() == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, address.raw(), sizeof ipv4);
        return ipv4Mark | ntohl(ipv4.sin_addr.s_addr);
    }
    if (address.family() != AF_INET6)
        return 0;
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, address.raw(), sizeof ipv6);
    const std::uint8_t* const bytes = ipv6.sin6_addr.s6_addr;
    Key key = 0;
    if (IN6_IS_ADDR_V4MAPPED(&ipv6.sin6_addr)) { // A client of IPv4 at a socket for both.
        for (int i = 12; i < 16; ++i)
            key = key << 8 | bytes[i];
        return ipv4Mark | key;
    }
    for (int i = 0; i < 8; ++i)
        key = key << 8 | bytes[i];
    return key != 0 ? key : loopbackMark;
}

bool AddressTally::take(Key key)
{
    if (key == 0)
        return true;
    const std::lock_guard lock(m_mutex);
    std::size_t& taken = m_taken[key];
    if (taken >= m_limit) // Then it is not 0, so the entry is not new.
        return false;
    ++taken;
    return true;
}

void AddressTally::give(Key key)
{
    if (key == 0)
        return;
    const std::lock_guard lock(m_mutex);
    const auto place = m_taken.find(key);
    if (--place->second == 0)
        m_taken.erase(place);
}

} // namespace causeway::net
