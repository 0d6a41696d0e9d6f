#pragma once

#include "tests/soak/churned_plane.h"
#include "tests/soak/client.h"
#include "tests/soak/upstream.h"
#include "tests/support/mesh_house.h"

#include <memory>
#include <vector>

namespace causeway::soak {

/// Upstreams with their deaths, and clients: what goes through the plane, and everything that happens around it.
///
/// Threads: the loop's only.
class ProxyLoad
{
public:
    ProxyLoad(net::EventLoop& loop, std::uint64_t seed);

    /// Where the plane finds the upstreams, and what it is to show.
    PlanePlan plan(const std::filesystem::path& folder) const;

    void start(std::uint16_t plainPort, std::uint16_t securePort, unsigned clients);
    /// No new connections; stopped() when the last is closed.
    void stop();
    bool hasStopped() const;
    /// Ends what the plane has open to upstreams.
    void closeUpstreams() { m_upstreams.clear(); }

    const RequestBook& book() const { return m_book; }
    std::uint64_t deaths() const { return m_deaths; }
    std::uint64_t certificates() const { return m_certificates; }

private:
    void letOneDie();
    void takeCertificates();

    net::EventLoop& m_loop;
    Random m_random;
    test::MeshHouse m_house;
    RequestBook m_book;
    std::vector<std::shared_ptr<const net::TlsContext>> m_serverTls; // To take turns with.
    std::vector<std::shared_ptr<const net::TlsContext>> m_clientTls;
    std::vector<std::unique_ptr<Upstream>> m_upstreams; // Two of each cluster.
    std::unique_ptr<ClientWorld> m_world;
    std::vector<std::unique_ptr<Client>> m_clients;
    std::uint64_t m_deaths = 0;
    std::uint64_t m_certificates = 0;
    Upstream* m_dead = nullptr;
    net::CallbackTimer m_death;
    net::CallbackTimer m_rotation;
};

} // namespace causeway::soak
