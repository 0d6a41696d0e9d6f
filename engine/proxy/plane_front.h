#pragma once

#include "engine/proxy/own_certificates.h"
#include "engine/proxy/server_name_map.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace causeway::proxy {

/// How a listener ends TLS for everybody: which certificate for which server name. Made whole and swapped whole: a
/// connection keeps what it began with.
///
/// Threads: immutable after creation; any thread.
class PlaneFront
{
public:
    /// What of the plane it is made of.
    struct Parts
    {
        const OwnCertificates::ByName& certificates;
        const std::vector<snapshot::TrustBundle>& bundles;
        std::shared_ptr<net::TicketKeys> tickets;
        bool carriesStreams = false; // Beside requests.
    };
    static Result<std::shared_ptr<const PlaneFront>> create(const snapshot::FrontTls& tls, const Parts& parts);

    const net::TlsContext& forRequests(std::string_view serverName) const { return *find(serverName).requests; }
    const net::TlsContext& forStreams(std::string_view serverName) const { return *find(serverName).streams; }

    /// What is asked of clients, as a number that changes when it does: connections that began under another one end.
    std::uint64_t demands() const { return m_demands; }

private:
    struct Contexts
    {
        std::shared_ptr<const net::TlsContext> requests;
        std::shared_ptr<const net::TlsContext> streams; // Without a word about protocols.
    };
    const Contexts& find(std::string_view serverName) const;

    std::map<std::string, Contexts> m_contexts; // By certificate.
    ServerNameMap<const Contexts*> m_names;
    const Contexts* m_otherwise = nullptr;
    std::uint64_t m_demands = 0;
};

} // namespace causeway::proxy
