#include "engine/lab/transit_hub.h"

#include "engine/lab/on_loop.h"
#include "engine/lab/transit_core.h"

namespace causeway::lab {

Result<std::unique_ptr<TransitHub>> TransitHub::start(net::EventLoop& loop, TransitOptions options)
{
    ASSIGN_OR_RETURN(auto core, onLoop(loop, [&] { return TransitCore::create(loop, std::move(options)); }));
    return std::unique_ptr<TransitHub>(new TransitHub(loop, std::move(core)));
}

TransitHub::TransitHub(net::EventLoop& loop, std::unique_ptr<TransitCore> core)
    : m_loop(loop)
    , m_core(std::move(core))
{
}

TransitHub::~TransitHub()
{
    onLoop(m_loop, [this] { m_core.reset(); });
}

Result<> TransitHub::setShape(const std::string& from, const std::string& to, LinkShape shape)
{
    return onLoop(m_loop, [&] { return m_core->setShape(from, to, shape); });
}

std::vector<LinkMeasurement> TransitHub::links() const
{
    return onLoop(m_loop, [this] { return m_core->links(); });
}

Result<net::SocketAddress> TransitHub::addressOf(const std::string& zone) const
{
    return onLoop(m_loop, [&] { return m_core->addressOf(zone); });
}

TransitOptions transitOptionsOf(const Scenario& scenario, const AddressPlan& addresses, std::uint64_t seed)
{
    TransitOptions options;
    options.links = scenario.transit.links;
    options.seed = seed;
    for (const IngressPlan& ingress : scenario.ingresses)
        options.entries.push_back(
            {ingress.zone, addresses.advertised(scenario, ingress), addresses.at(ingress.host, ingress.port)});
    for (const Host& host : scenario.hosts)
        options.zoneOfHost.emplace(addresses.address(host.name), host.zone);
    return options;
}

} // namespace causeway::lab
