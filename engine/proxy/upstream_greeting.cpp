#include "engine/proxy/upstream_greeting.h"

#include "engine/proxy/proxy_header.h"

#include <sys/socket.h>

namespace causeway::proxy {

bool introduce(snapshot::ProxyHeaderVersion version, int descriptor, const net::SocketAddress& source,
               const net::SocketAddress& destination)
{
    std::string header;
    switch (version) {
    case snapshot::ProxyHeaderVersion::None:
        return true;
    case snapshot::ProxyHeaderVersion::V1:
        appendProxyHeaderV1(header, source, destination);
        break;
    case snapshot::ProxyHeaderVersion::V2:
        appendProxyHeaderV2(header, source, destination);
        break;
    }
    // An empty send buffer takes so little at once.
    return ::send(descriptor, header.data(), header.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(header.size());
}

} // namespace causeway::proxy
