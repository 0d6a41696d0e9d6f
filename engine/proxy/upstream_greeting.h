#pragma once

#include "engine/net/socket_address.h"
#include "engine/snapshot/sections.h"

namespace causeway::proxy {

/// Tells a server of the client, in the first bytes of a connection that has just been made. True when it was told, or
/// need not be.
bool introduce(snapshot::ProxyHeaderVersion version, int descriptor, const net::SocketAddress& source,
               const net::SocketAddress& destination);

} // namespace causeway::proxy
