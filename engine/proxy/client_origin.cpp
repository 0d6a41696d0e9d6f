#include "engine/proxy/client_origin.h"

namespace causeway::proxy {

namespace {

constexpr std::string_view unknown = "unknown";

} // namespace

ClientOrigin ClientOrigin::ofSocket(int descriptor)
{
    const auto peer = net::SocketAddress::ofPeer(descriptor);
    return {peer.value_or(net::SocketAddress()), peer ? peer->host() : std::string(unknown), {}, nullptr};
}

std::string ClientOrigin::hostOfPeer(int descriptor)
{
    const auto peer = net::SocketAddress::ofPeer(descriptor);
    return peer ? peer->host() : std::string(unknown);
}

net::SocketAddress ClientOrigin::destinationOf(int descriptor) const
{
    return destination ? *destination : net::SocketAddress::ofSocket(descriptor).value_or(net::SocketAddress());
}

} // namespace causeway::proxy
