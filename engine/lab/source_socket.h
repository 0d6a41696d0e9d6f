#pragma once

#include "engine/base/result.h"
#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"

namespace causeway::lab {

/// As net::startConnect, from a host of the lab: whoever is called sees where the caller stands.
Result<net::FileDescriptor> connectFrom(const net::SocketAddress& source, const net::SocketAddress& target);

/// Closing will reset the connection, as when its host loses power.
void resetOnClose(const net::FileDescriptor& socket);

} // namespace causeway::lab
