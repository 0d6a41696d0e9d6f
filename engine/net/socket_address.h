#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace causeway::net {

/// An IPv4 or IPv6 address with a port, or the path of a Unix socket.
///
/// Shape: written as 127.0.0.1:8000, [::1]:8000 or unix:/run/causeway.sock.
class SocketAddress
{
public:
    SocketAddress() = default;
    /// `host` is an IP literal; names are resolved elsewhere.
    static Result<SocketAddress> create(std::string_view host, std::uint16_t port);
    static Result<SocketAddress> parse(std::string_view text);
    static SocketAddress fromRaw(const sockaddr_storage& storage, socklen_t length);
    /// Where the socket is bound; the way to learn the port that port 0 became.
    static Result<SocketAddress> ofSocket(int descriptor);
    static Result<SocketAddress> ofPeer(int descriptor);

    const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&m_storage); }
    socklen_t rawLength() const { return m_length; }
    int family() const { return m_storage.ss_family; }
    bool isLoopback() const;
    std::uint16_t port() const;
    SocketAddress withPort(std::uint16_t port) const;
    /// The IP literal without brackets, or the path.
    std::string host() const;
    std::string toString() const;

    bool operator==(const SocketAddress& other) const;

private:
    sockaddr_storage m_storage{};
    socklen_t m_length = 0;
};

} // namespace causeway::net
