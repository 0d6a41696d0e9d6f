#pragma once

#include "engine/base/result.h"
#include "engine/net/tls_context.h"
#include "engine/snapshot/sections.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace causeway::proxy {

/// TLS as the plane speaks it now, by the name of the trust bundle that its peers are verified by. A connection keeps
/// the one it began with, so a new certificate or authority ends none.
class PlaneSecurity
{
public:
    /// Errors: a bundle, named, with what is no certificate.
    static Result<std::shared_ptr<const PlaneSecurity>>
    create(const std::shared_ptr<const net::TlsCredentials>& credentials,
           const std::vector<snapshot::TrustBundle>& bundles);

    /// For clients that connect to us, and for servers that we connect to; null for a bundle that there is not.
    const net::TlsContext* forClients(const std::string& trust) const;
    const net::TlsContext* forServers(const std::string& trust) const;

private:
    struct Contexts
    {
        std::shared_ptr<const net::TlsContext> clients;
        std::shared_ptr<const net::TlsContext> servers;
    };
    std::map<std::string, Contexts> m_contexts;
};

} // namespace causeway::proxy
