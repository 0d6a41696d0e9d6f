#pragma once

#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/keys/plane_identity.h"
#include "engine/model/inventory.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"

#include <functional>
#include <memory>
#include <string>

namespace causeway::channel {

struct JoinRequest
{
    net::SocketAddress controlPlane;
    std::string token;
    Digest authority; // SHA-256 of the authority's certificate: the plane trusts nothing else at this moment.
    model::PlaneDeclaration declaration;
};

/// Makes a key on the plane, asks for a certificate once, and hands both over. Destroyed before, it is abandoned.
class JoinClient
{
public:
    using Joined = std::function<void(Result<keys::PlaneIdentity>)>;
    static std::unique_ptr<JoinClient> start(net::EventLoop& loop, JoinRequest request, Joined joined);
    virtual ~JoinClient() = default;
};

} // namespace causeway::channel
