#include "engine/control/compile/gateway_compiler.h"

#include "engine/control/compile/gateway_routes.h"
#include "engine/control/compile/plane_sections.h"
#include "engine/net/socket_address.h"
#include "engine/snapshot/codec.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

snapshot::Cluster clusterOf(const model::GatewayService& service)
{
    snapshot::Cluster cluster;
    cluster.name = gatewayClusterName(service.name);
    cluster.connectTimeout = service.connectTimeout;
    cluster.readTimeout = service.readTimeout;
    cluster.writeTimeout = service.writeTimeout;
    return cluster;
}

std::vector<snapshot::Endpoint> endpointsOf(const model::GatewayService& service,
                                            const GatewayCompiler::FindSidecar& findSidecar)
{
    if (net::SocketAddress::create(service.host, service.port))
        return {{fmt::format("{}:{}", service.host, service.port), service.host, service.port}};
    auto sidecar = findSidecar(service.host);
    if (!sidecar)
        return {};
    return {*std::move(sidecar)};
}

} // namespace

void GatewayCompiler::set(const model::GatewayService& service)
{
    m_services.insert_or_assign(service.name, Service{service, snapshot::encode(clusterOf(service))});
    m_host.reset();
}

void GatewayCompiler::set(const model::GatewayRoute& route)
{
    m_routes.insert_or_assign(route.name, route);
    m_host.reset();
}

void GatewayCompiler::removeService(const std::string& name)
{
    m_services.erase(name);
    m_host.reset();
}

void GatewayCompiler::removeRoute(const std::string& name)
{
    m_routes.erase(name);
    m_host.reset();
}

std::vector<snapshot::SharedSection> GatewayCompiler::compile(const FindSidecar& findSidecar)
{
    std::vector<snapshot::SharedSection> sections = {host()};
    for (const auto& [name, entry] : m_services) {
        if (!entry.service.isEnabled)
            continue;
        sections.push_back(entry.cluster);
        sections.push_back(
            snapshot::encode(snapshot::Endpoints{entry.cluster->name, endpointsOf(entry.service, findSidecar)}));
    }
    return sections;
}

const snapshot::SharedSection& GatewayCompiler::host()
{
    if (m_host)
        return m_host;
    std::vector<const model::GatewayRoute*> routes;
    for (const auto& [name, route] : m_routes)
        routes.push_back(&route);
    const auto findService = [this](const std::string& name) {
        const auto service = m_services.find(name);
        return service == m_services.end() ? nullptr : &service->second.service;
    };
    m_host = snapshot::encode(
        snapshot::VirtualHost{std::string(gatewayHostName), compileGatewayRoutes(routes, findService)});
    return m_host;
}

} // namespace causeway::control
