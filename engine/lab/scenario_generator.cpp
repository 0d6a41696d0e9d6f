#include "engine/lab/scenario_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace causeway::lab {

namespace {

constexpr std::size_t mostHosts = 200;
constexpr std::size_t hostsPerZone = 20;
constexpr std::size_t mostApis = 16;
constexpr std::size_t firstServicePort = 20'000;
constexpr std::size_t firstOutboundPort = 30'000;
constexpr std::size_t firstInboundPort = 40'000;
constexpr std::size_t mostSidecarSplits = 10;

class ScenarioWriter
{
public:
    explicit ScenarioWriter(ScenarioSize size)
        : m_size(size)
        , m_hosts(std::min(hostsPerZone, mostHosts / size.zones))
    {
    }

    std::string write();

private:
    template <typename... Arguments>
    void add(fmt::format_string<Arguments...> format, Arguments&&... arguments)
    {
        fmt::format_to(std::back_inserter(m_text), format, std::forward<Arguments>(arguments)...);
    }
    std::string nameOf(std::size_t service) const { return fmt::format("service-{:04}", service); }
    std::string zoneOf(std::size_t service) const { return fmt::format("zone-{}", service % m_size.zones + 1); }
    std::string hostOf(std::size_t service) const
    {
        return fmt::format("{}-host-{}", zoneOf(service), service / m_size.zones % m_hosts + 1);
    }
    bool isSplit(std::size_t service) const { return m_size.services > 1 && service % splitEvery() == 0; }
    /// With sidecars there are few splits, each of which needs some.
    std::size_t splitEvery() const
    {
        return m_size.hasSidecars ? std::max<std::size_t>(m_size.services / mostSidecarSplits, 10) : 10;
    }
    std::size_t backendsOf(std::size_t service) const
    {
        return !isSplit(service) ? 1 : service == 0 ? m_size.backends : std::min<std::size_t>(2, m_size.services);
    }
    bool hasSidecar(std::size_t service) const;
    void addTransit();
    void addMesh();
    void addHosts();
    void addGateway();
    void addServices();
    void addLoad();
    void addMeshService(std::size_t service);
    void addSplit(std::size_t service, std::size_t backends);
    void addGatewayEntry(std::size_t service);

    ScenarioSize m_size;
    std::size_t m_hosts; // In each zone.
    std::string m_text;
};

std::string ScenarioWriter::write()
{
    add("name: generated-{}-{}-{}\nmesh: default\nzones:\n", m_size.zones, m_size.services, m_size.backends);
    for (std::size_t zone = 1; zone <= m_size.zones; ++zone)
        add("  - zone-{}\n", zone);
    addHosts();
    if (m_size.hasSidecars)
        addTransit();
    addGateway();
    addServices();
    addLoad();
    addMesh();
    for (std::size_t service = 0; service < m_size.services; ++service)
        addMeshService(service);
    for (std::size_t service = 0; service < m_size.services; ++service) {
        if (isSplit(service))
            addSplit(service, backendsOf(service));
        addGatewayEntry(service);
    }
    return std::move(m_text);
}

void ScenarioWriter::addHosts()
{
    add("hosts:\n  - {{name: gateway, zone: zone-1}}\n");
    for (std::size_t zone = 1; zone <= m_size.zones; ++zone)
        for (std::size_t host = 1; host <= m_hosts; ++host)
            add("  - {{name: zone-{}-host-{}, zone: zone-{}}}\n", zone, host, zone);
}

/// The services that a route names: the split one, and those that could take its traffic.
bool ScenarioWriter::hasSidecar(std::size_t service) const
{
    if (!m_size.hasSidecars)
        return false;
    for (std::size_t split = 0; split < m_size.services; split += splitEvery())
        if ((service + m_size.services - split) % m_size.services < backendsOf(split))
            return true;
    return false;
}

void ScenarioWriter::addTransit()
{
    add("ingresses:\n");
    for (std::size_t zone = 1; zone <= m_size.zones; ++zone)
        add("  - {{name: zone-{0}-ingress, host: zone-{0}-host-1}}\n", zone);
    add("transit:\n  hub: hub\n");
    if (m_size.zones > 1)
        add("  links:\n");
    for (std::size_t zone = 2; zone <= m_size.zones; ++zone)
        add("    - {{between: [zone-1, zone-{}], delayMs: {}}}\n", zone, 2 * zone);
}

/// The gateway is the only one who calls, and may call everyone.
void ScenarioWriter::addMesh()
{
    add("---\ntype: Mesh\nname: default\n");
    if (!m_size.hasSidecars)
        return;
    add("mtls:\n  enabledBackend: ca-1\n  backends:\n    - {{name: ca-1, type: builtin}}\n"
        "---\ntype: MeshTrafficPermission\nmesh: default\nname: gateway-calls-all\nspec:\n  targetRef:\n    kind: "
        "Mesh\n"
        "  rules:\n    - default:\n        allow:\n          - spiffeID: {{type: Exact, value: "
        "\"spiffe://default/gateway\"}}\n");
}

void ScenarioWriter::addGateway()
{
    add("gateway:\n  name: gateway\n  host: gateway\n  outbounds:\n");
    for (std::size_t service = 0; service < m_size.services; ++service)
        add("    - {{service: {}, port: {}}}\n", nameOf(service), firstOutboundPort + service);
}

void ScenarioWriter::addServices()
{
    add("services:\n");
    for (std::size_t service = 0; service < m_size.services; ++service) {
        add("  - name: {0}\n    port: {1}\n    instances: [{{name: {0}-1, host: {2}}}]\n"
            "    latency: {{medianMs: {3}, spread: 0.3}}\n",
            nameOf(service), firstServicePort + service, hostOf(service), 1 + service % 5);
        if (hasSidecar(service))
            add("    sidecar: true\n    inboundPort: {}\n", firstInboundPort + service);
    }
}

void ScenarioWriter::addLoad()
{
    add("load:\n  rate: {}\n  users: 1000\n  oneShotShare: 0.05\n  apis:\n", m_size.rate);
    for (std::size_t api = 0; api < std::min(mostApis, m_size.services); ++api) {
        const std::size_t service = api * m_size.services / std::min(mostApis, m_size.services);
        add("    - {{name: call-{0}, path: \"/{0}/items/{{user}}\", weight: {1}}}\n", nameOf(service),
            isSplit(service) ? 4 : 1);
    }
}

void ScenarioWriter::addMeshService(std::size_t service)
{
    add("---\ntype: MeshService\nmesh: default\nname: {0}\nlabels:\n  kuma.io/zone: {1}\nspec:\n  ports:\n"
        "    - port: 8080\n      appProtocol: http\n",
        nameOf(service), zoneOf(service));
    if (!hasSidecar(service)) // Those with one are announced by it.
        add("  instances:\n    - name: {0}-1\n      address: ${{host:{1}}}\n      port: ${{port:{2}}}\n",
            nameOf(service), hostOf(service), firstServicePort + service);
}

/// All weight on the service itself, as before a migration.
void ScenarioWriter::addSplit(std::size_t service, std::size_t backends)
{
    add("---\ntype: MeshHTTPRoute\nmesh: default\nname: split-{0}\nspec:\n  targetRef:\n    kind: Mesh\n  to:\n"
        "    - targetRef:\n        kind: MeshService\n        name: {0}\n      rules:\n        - matches:\n"
        "            - path:\n                type: PathPrefix\n                value: /items\n          default:\n"
        "            backendRefs:\n",
        nameOf(service));
    for (std::size_t backend = 0; backend < backends; ++backend)
        add("              - kind: MeshService\n                name: {}\n                port: 8080\n"
            "                weight: {}\n",
            nameOf((service + backend) % m_size.services), backend == 0 ? 100 : 0);
}

void ScenarioWriter::addGatewayEntry(std::size_t service)
{
    add("---\ntype: GatewayService\nname: {0}\nhost: {0}\nport: ${{port:{1}}}\n"
        "---\ntype: GatewayRoute\nname: {0}\nservice: {{name: {0}}}\npaths: [/{0}]\n",
        nameOf(service), firstOutboundPort + service);
}

} // namespace

std::string generatedScenario(ScenarioSize size)
{
    size.zones = std::clamp<std::size_t>(size.zones, 1, 64);
    size.services = std::clamp<std::size_t>(size.services, 1, 2000);
    size.backends = std::clamp<std::size_t>(size.backends, 1, size.services);
    size.rate = std::clamp(size.rate, 0.0, 5000.0);
    return ScenarioWriter(size).write();
}

} // namespace causeway::lab
