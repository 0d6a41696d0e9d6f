#pragma once

#include "engine/net/socket_address.h"

#include <memory>
#include <string>

namespace causeway::proxy {

/// Where a connection comes from and what it asks for: what its socket says, or the PROXY header in front of it, and
/// its ClientHello.
struct ClientOrigin
{
    static ClientOrigin ofSocket(int descriptor);
    static std::string hostOfPeer(int descriptor);

    net::SocketAddress peer;
    std::string peerHost;   // Its address without port; "unknown" when it has gone already.
    std::string serverName; // In lower case; empty: none, or no TLS.
    std::unique_ptr<const net::SocketAddress> destination; // That the PROXY header names; null: the socket's own.

    /// Where it wanted to go.
    net::SocketAddress destinationOf(int descriptor) const;
};

} // namespace causeway::proxy
