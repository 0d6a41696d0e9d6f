#pragma once

#include "engine/net/socket_address.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::proxy {

/// What a proxy before us says of its client in the first bytes of a connection.
struct ProxyHeader
{
    struct Ends
    {
        net::SocketAddress source; // The client's.
        net::SocketAddress destination;
    };
    std::optional<Ends> ends; // Nothing: the proxy speaks for itself, or of what is no address of TCP.
    std::size_t length = 0;   // So many bytes were the header.
};

struct ProxyHeaderOutcome
{
    enum class Status
    {
        NeedMore,
        Done,
        Refused, // See `reason`.
    };
    Status status = Status::NeedMore;
    ProxyHeader header{};
    const char* reason = "";
};

/// Reads a header of either version from all bytes so far. Nothing but a header as the specification writes it is
/// taken, and the first byte that cannot belong to one refuses it; what a version 2 header carries beyond addresses is
/// skipped.
///
/// Shape:  at most 107 bytes (version 1) or 16 KiB (version 2).
/// Source: The PROXY protocol, versions 1 & 2, of HAProxy; §2.1 and §2.2.
ProxyHeaderOutcome readProxyHeader(std::string_view bytes);

/// Writes one. Addresses of different families, or of Unix sockets, are UNKNOWN (version 1) or LOCAL (version 2).
void appendProxyHeaderV1(std::string& out, const net::SocketAddress& source, const net::SocketAddress& destination);
void appendProxyHeaderV2(std::string& out, const net::SocketAddress& source, const net::SocketAddress& destination);

} // namespace causeway::proxy
