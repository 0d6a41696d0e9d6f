#include "engine/proxy/client_origin.h"

namespace causeway::proxy {

ClientOrigin ClientOrigin::ofSocket(int descriptor)
{
    const auto peer = net::SocketAddress::ofPeer(descriptor);
    return {peer.value_or(net::SocketAddress()), peer ? peer->host() : "unknown", std::nullopt, {}};
}

net::SocketAddress ClientOrigin::destinationOf(int descriptor) const
{
    return destination ? *destination : net::SocketAddress::ofSocket(descriptor).value_or(net::SocketAddress());
}

} // namespace causeway::proxy
