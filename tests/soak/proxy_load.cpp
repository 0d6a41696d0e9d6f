#include "tests/soak/proxy_load.h"

#include "engine/base/assert.h"
#include "engine/keys/identity_file.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::soak {

using namespace std::chrono_literals;

namespace {

constexpr unsigned routes = 6;
constexpr std::size_t identities = 16;
constexpr auto rotationPause = 1s;

std::shared_ptr<const net::TlsContext> serverTls(const test::MeshHouse& house)
{
    const keys::PlaneIdentity identity = house.identityOf(upstreamWorkload);
    net::TlsOptions options;
    options.identity = {identity.certificateChainPem, identity.privateKeyPem};
    options.trustedRootsPem = house.authority->trustedRootsPem();
    options.clientCertificate = net::TlsOptions::ClientCertificate::Required;
    options.protocol = "kuma"; // kuma.md §8.4.
    return net::TlsContext::createServer(options).value();
}

} // namespace

ProxyLoad::ProxyLoad(net::EventLoop& loop, std::uint64_t seed)
    : m_loop(loop)
    , m_random(seed)
    , m_death([this] { letOneDie(); })
    , m_rotation([this] { takeCertificates(); })
{
    for (std::size_t i = 0; i < identities; ++i) {
        m_serverTls.push_back(serverTls(m_house));
        m_clientTls.push_back(m_house.client(m_house.identityOf(clientWorkload), planeWorkload));
    }
    for (unsigned route = 0; route < routes; ++route)
        for (int i = 0; i < 4; ++i) // Two plain ones of the first cluster, two with TLS of the second.
            m_upstreams.push_back(
                std::make_unique<Upstream>(m_loop, m_book, route, i < 2 ? nullptr : m_serverTls.front()));
}

PlanePlan ProxyLoad::plan(const std::filesystem::path& folder) const
{
    PlanePlan plan;
    plan.routes = routes;
    plan.rootsPem = m_house.authority->trustedRootsPem();
    plan.identities = folder;
    plan.identityCount = identities;
    for (std::size_t i = 0; i < identities; ++i) {
        const auto stored = keys::storeIdentity(folder / std::to_string(i), m_house.identityOf(planeWorkload));
        CAUSEWAY_ASSERT(stored);
    }
    for (std::size_t i = 0; i < m_upstreams.size(); i += 2)
        plan.clusters.push_back({fmt::format("{}-{}", i / 4, i % 4 == 0 ? 'a' : 'b'),
                                 m_upstreams[i]->isSecure(),
                                 {m_upstreams[i]->port(), m_upstreams[i + 1]->port()}});
    return plan;
}

void ProxyLoad::start(std::uint16_t plainPort, std::uint16_t securePort, unsigned clients)
{
    m_world = std::make_unique<ClientWorld>(
        ClientWorld{m_loop, m_book, net::SocketAddress::create("127.0.0.1", plainPort).value(),
                    net::SocketAddress::create("127.0.0.1", securePort).value(),
                    [this]() -> const net::TlsContext& { return *m_clientTls[m_certificates % identities]; }, routes});
    for (unsigned i = 0; i < clients; ++i) {
        m_clients.push_back(std::make_unique<Client>(*m_world, m_random.next()));
        m_clients.back()->start();
    }
    letOneDie();
    takeCertificates();
}

void ProxyLoad::stop()
{
    m_world->isStopping = true;
    m_death.disarm();
    m_rotation.disarm();
}

bool ProxyLoad::hasStopped() const
{
    return std::none_of(m_clients.begin(), m_clients.end(), [](const auto& client) { return client->isOpen(); });
}

/// The second upstream of a cluster; the first stays, so that there is always somewhere to go.
void ProxyLoad::letOneDie()
{
    if (m_dead) {
        m_dead->rise();
        m_dead = nullptr;
        m_loop.arm(m_death, std::chrono::milliseconds(500 + m_random.below(1'500)));
        return;
    }
    m_dead = m_upstreams[1 + 2 * m_random.below(m_upstreams.size() / 2)].get();
    m_dead->die();
    ++m_deaths;
    m_loop.arm(m_death, std::chrono::milliseconds(m_random.below(400)));
}

void ProxyLoad::takeCertificates()
{
    ++m_certificates;
    for (const auto& upstream : m_upstreams)
        if (upstream->isSecure())
            upstream->setTls(m_serverTls[m_random.below(identities)]);
    m_loop.arm(m_rotation, rotationPause);
}

} // namespace causeway::soak
