#include "engine/net/socket_address.h"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <sys/un.h>

namespace causeway::net {

namespace {

constexpr std::string_view unixPrefix = "unix:";

Result<std::uint16_t> parsePort(std::string_view text, std::string_view whole)
{
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size())
        return failure(ErrorCode::InvalidArgument, "'{}' does not end in a port from 0 to 65535", whole);
    return port;
}

} // namespace

Result<SocketAddress> SocketAddress::create(std::string_view host, std::uint16_t port)
{
    SocketAddress address;
    const std::string text(host);
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.m_storage);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.m_storage);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address.m_length = sizeof(sockaddr_in);
        return address;
    }
    if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        address.m_length = sizeof(sockaddr_in6);
        return address;
    }
    return failure(ErrorCode::InvalidArgument, "'{}' is not an IPv4 or IPv6 address", host);
}

Result<SocketAddress> SocketAddress::parse(std::string_view text)
{
    if (text.starts_with(unixPrefix)) {
        const std::string_view path = text.substr(unixPrefix.size());
        SocketAddress address;
        auto* local = reinterpret_cast<sockaddr_un*>(&address.m_storage);
        if (path.empty() || path.size() >= sizeof local->sun_path)
            return failure(ErrorCode::InvalidArgument, "'{}' is not a path that a Unix socket can have", text);
        local->sun_family = AF_UNIX;
        std::memcpy(local->sun_path, path.data(), path.size());
        address.m_length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
        return address;
    }
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return failure(ErrorCode::InvalidArgument, "'{}' is not an address such as 127.0.0.1:8000 or [::1]:8000", text);
    std::string_view host = text.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return failure(ErrorCode::InvalidArgument, "'{}': an IPv6 address stands in brackets, as in [::1]:8000", text);
    ASSIGN_OR_RETURN(const std::uint16_t port, parsePort(text.substr(colon + 1), text));
    return create(host, port);
}

SocketAddress SocketAddress::fromRaw(const sockaddr_storage& storage, socklen_t length)
{
    SocketAddress address;
    address.m_storage = storage;
    address.m_length = length;
    return address;
}

Result<SocketAddress> SocketAddress::ofSocket(int descriptor)
{
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &length) != 0)
        return failure(systemError(errno, "cannot ask for the address of a socket"));
    return fromRaw(storage, length);
}

Result<SocketAddress> SocketAddress::ofPeer(int descriptor)
{
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&storage), &length) != 0)
        return failure(systemError(errno, "cannot ask for the address of a peer"));
    return fromRaw(storage, length);
}

bool SocketAddress::isLoopback() const
{
    if (family() == AF_INET)
        return (ntohl(reinterpret_cast<const sockaddr_in*>(&m_storage)->sin_addr.s_addr) >> 24) == 127;
    if (family() == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(&m_storage)->sin6_addr);
    return family() == AF_UNIX;
}

std::uint16_t SocketAddress::port() const
{
    if (family() == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in*>(&m_storage)->sin_port);
    if (family() == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&m_storage)->sin6_port);
    return 0;
}

SocketAddress SocketAddress::withPort(std::uint16_t port) const
{
    SocketAddress copy = *this;
    if (family() == AF_INET)
        reinterpret_cast<sockaddr_in*>(&copy.m_storage)->sin_port = htons(port);
    else if (family() == AF_INET6)
        reinterpret_cast<sockaddr_in6*>(&copy.m_storage)->sin6_port = htons(port);
    return copy;
}

std::string SocketAddress::host() const
{
    char text[INET6_ADDRSTRLEN] = {};
    if (family() == AF_INET)
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&m_storage)->sin_addr, text, sizeof text);
    else if (family() == AF_INET6)
        ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&m_storage)->sin6_addr, text, sizeof text);
    else if (family() == AF_UNIX)
        return reinterpret_cast<const sockaddr_un*>(&m_storage)->sun_path;
    return text;
}

std::string SocketAddress::toString() const
{
    if (family() == AF_UNIX)
        return std::string(unixPrefix) + host();
    return family() == AF_INET6 ? fmt::format("[{}]:{}", host(), port()) : fmt::format("{}:{}", host(), port());
}

bool SocketAddress::operator==(const SocketAddress& other) const
{
    return m_length == other.m_length && std::memcmp(&m_storage, &other.m_storage, m_length) == 0;
}

} // namespace causeway::net
