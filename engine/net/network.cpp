#include "engine/net/network.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <span>

namespace causeway::net {

namespace {

constexpr std::array<std::uint8_t, 12> mappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 §2.5.5.2.

/// The bytes of an address: 4, 16 or none.
std::span<const std::uint8_t> bytesOf(const SocketAddress& address)
{
    if (address.family() == AF_INET) {
        const auto* const v4 = reinterpret_cast<const sockaddr_in*>(address.raw());
        return {reinterpret_cast<const std::uint8_t*>(&v4->sin_addr), 4};
    }
    if (address.family() != AF_INET6)
        return {};
    const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(address.raw());
    const std::span<const std::uint8_t> bytes(v6->sin6_addr.s6_addr, 16);
    const bool isMapped = std::equal(mappedPrefix.begin(), mappedPrefix.end(), bytes.begin());
    return isMapped ? bytes.subspan(12) : bytes;
}

bool agree(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, unsigned bits)
{
    const unsigned whole = bits / 8;
    if (std::memcmp(a.data(), b.data(), whole) != 0)
        return false;
    const auto mask = static_cast<std::uint8_t>(0xff00U >> bits % 8);
    return bits % 8 == 0 || ((a[whole] ^ b[whole]) & mask) == 0;
}

} // namespace

Result<Network> Network::parse(std::string_view text)
{
    const auto wrong = [text] {
        return failure(ErrorCode::InvalidArgument, "'{}' is not a network such as 10.0.0.0/8 or fd00::/8", text);
    };
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return wrong();
    const std::string address(text.substr(0, slash));
    const std::string_view length = text.substr(slash + 1);
    Network network;
    network.m_isV6 = address.find(':') != std::string::npos;
    if (::inet_pton(network.m_isV6 ? AF_INET6 : AF_INET, address.c_str(), network.m_prefix.data()) != 1)
        return wrong();
    const auto [end, problem] = std::from_chars(length.data(), length.data() + length.size(), network.m_length);
    const unsigned width = network.m_isV6 ? 128 : 32;
    if (problem != std::errc() || end != length.data() + length.size() || network.m_length > width)
        return wrong();
    for (unsigned bit = network.m_length; bit < width; ++bit)
        if ((network.m_prefix[bit / 8] & (0x80U >> bit % 8)) != 0)
            return failure(ErrorCode::InvalidArgument, "the network '{}' has bits set beyond its prefix", text);
    return network;
}

bool Network::contains(const SocketAddress& address) const
{
    const std::span<const std::uint8_t> bytes = bytesOf(address);
    return bytes.size() == (m_isV6 ? 16U : 4U) && agree(bytes, m_prefix, m_length);
}

Result<NetworkSet> NetworkSet::parse(const std::vector<std::string>& texts)
{
    NetworkSet set;
    for (const std::string& text : texts) {
        ASSIGN_OR_RETURN(const Network network, Network::parse(text));
        set.m_networks.push_back(network);
    }
    return set;
}

bool NetworkSet::contains(const SocketAddress& address) const
{
    return std::any_of(m_networks.begin(), m_networks.end(),
                       [&](const Network& network) { return network.contains(address); });
}

} // namespace causeway::net
