#pragma once

#include "engine/net/address_tally.h"
#include "engine/net/file_descriptor.h"
#include "engine/net/shared_counts.h"
#include "engine/proxy/data_plane.h"
#include "engine/telemetry/limit_counts.h"

#include <optional>

namespace causeway::proxy {

/// Counts a plane's connections, and says when there are enough.
///
/// Threads: any.
class PlaneGate
{
public:
    /// `ofProcess` is what all planes of the process share.
    PlaneGate(net::SharedLimit& ofProcess, const DataPlaneOptions& options);

    /// Nothing: it may come in, and whoever lets it in says leave() with its `addressKey`. Else why not.
    std::optional<telemetry::Limit> enter(const net::FileDescriptor& socket, net::AddressTally::Key& addressKey);
    void leave(net::AddressTally::Key addressKey);

private:
    net::SharedLimit& m_ofProcess;
    net::SharedLimit m_ofPlane;
    std::optional<net::AddressTally> m_ofAddresses;
};

} // namespace causeway::proxy
