#include "engine/proxy/plane_security.h"

namespace causeway::proxy {

namespace {

constexpr const char* meshProtocol = "kuma"; // kuma.md §8.4.

net::TlsOptions optionsFor(std::shared_ptr<const net::TlsCredentials> credentials, const snapshot::TrustBundle& bundle)
{
    net::TlsOptions options;
    options.credentials = std::move(credentials);
    options.trustedRootsPem = bundle.rootsPem;
    options.clientCertificate = net::TlsOptions::ClientCertificate::Required;
    options.protocol = meshProtocol;
    options.carriesTraffic = true;
    return options;
}

} // namespace

Result<std::shared_ptr<const PlaneSecurity>>
PlaneSecurity::create(const std::shared_ptr<const net::TlsCredentials>& credentials,
                      const std::vector<snapshot::TrustBundle>& bundles)
{
    auto security = std::make_shared<PlaneSecurity>();
    for (const snapshot::TrustBundle& bundle : bundles) {
        const net::TlsOptions options = optionsFor(credentials, bundle);
        auto clients = net::TlsContext::createServer(options);
        auto servers = net::TlsContext::createClientOfMany(options);
        if (!clients || !servers)
            return failure(ErrorCode::InvalidArgument, "trust bundle '{}': {}", bundle.name,
                           (clients ? servers.error() : clients.error()).message);
        security->m_contexts[bundle.name] = {*std::move(clients), *std::move(servers)};
    }
    return security;
}

const net::TlsContext* PlaneSecurity::forClients(const std::string& trust) const
{
    const auto found = m_contexts.find(trust);
    return found == m_contexts.end() ? nullptr : found->second.clients.get();
}

const net::TlsContext* PlaneSecurity::forServers(const std::string& trust) const
{
    const auto found = m_contexts.find(trust);
    return found == m_contexts.end() ? nullptr : found->second.servers.get();
}

} // namespace causeway::proxy
