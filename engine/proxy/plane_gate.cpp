#include "engine/proxy/plane_gate.h"

namespace causeway::proxy {

PlaneGate::PlaneGate(net::SharedLimit& ofProcess, const DataPlaneOptions& options)
    : m_ofProcess(ofProcess)
    , m_ofPlane(options.connectionLimit)
{
    if (options.connectionsPerAddress != noLimit)
        m_ofAddresses.emplace(options.connectionsPerAddress);
}

std::optional<telemetry::Limit> PlaneGate::enter(const net::FileDescriptor& socket, net::AddressTally::Key& addressKey)
{
    addressKey = 0;
    if (!m_ofPlane.take())
        return telemetry::Limit::Connections;
    if (!m_ofProcess.take()) {
        m_ofPlane.give();
        return telemetry::Limit::Descriptors;
    }
    if (!m_ofAddresses)
        return std::nullopt;
    const auto peer = net::SocketAddress::ofPeer(socket.get());
    const net::AddressTally::Key key = peer ? net::AddressTally::keyOf(*peer) : 0;
    if (m_ofAddresses->take(key)) {
        addressKey = key;
        return std::nullopt;
    }
    leave(0);
    return telemetry::Limit::ConnectionsPerAddress;
}

void PlaneGate::leave(net::AddressTally::Key addressKey)
{
    m_ofPlane.give();
    m_ofProcess.give();
    if (m_ofAddresses)
        m_ofAddresses->give(addressKey);
}

} // namespace causeway::proxy
