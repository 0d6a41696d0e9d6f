#include "engine/runtime/lab_declarations.h"

namespace causeway::runtime {

namespace {

model::PlaneDeclaration planeOn(const lab::Scenario& scenario, const lab::AddressPlan& addresses,
                                const std::string& host, const std::string& zone, const std::string& workload)
{
    model::PlaneDeclaration plane;
    plane.mesh = scenario.mesh;
    plane.zone = zone;
    plane.address = addresses.address(host);
    plane.workload = workload;
    plane.labels = {{"app", workload}};
    return plane;
}

model::PlaneDeclaration ingressOf(const lab::Scenario& scenario, const lab::AddressPlan& addresses,
                                  const lab::IngressPlan& ingress)
{
    model::PlaneDeclaration plane = planeOn(scenario, addresses, ingress.host, ingress.zone, ingress.name);
    plane.name = ingress.name;
    plane.role = model::PlaneRole::ZoneIngress;
    const net::SocketAddress listener = addresses.at(ingress.host, ingress.port);
    plane.listeners.push_back({listener.host(), listener.port(), {}});
    const net::SocketAddress advertised = addresses.advertised(scenario, ingress);
    plane.advertisedAddress = advertised.host();
    plane.advertisedPort = advertised.port();
    return plane;
}

/// Instances of a service share its workload: they are one and the same to those who permit it.
model::PlaneDeclaration sidecarOf(const lab::Scenario& scenario, const lab::AddressPlan& addresses,
                                  const lab::SampleServicePlan& service, const lab::InstancePlace& instance)
{
    model::PlaneDeclaration plane = planeOn(scenario, addresses, instance.host, service.zone, service.name);
    plane.name = instance.name + "-sidecar";
    const net::SocketAddress inbound = addresses.at(instance.host, instance.inboundPort);
    const net::SocketAddress application = addresses.at(instance.host, instance.port);
    plane.inbounds.push_back({service.name, inbound.host(), inbound.port(), application.host(), application.port()});
    return plane;
}

model::PlaneDeclaration gatewayOf(const lab::Scenario& scenario, const lab::AddressPlan& addresses)
{
    const lab::GatewayPlan& gateway = scenario.gateway;
    model::PlaneDeclaration plane = planeOn(scenario, addresses, gateway.host, gateway.zone, gateway.name);
    plane.name = gateway.name;
    plane.role = model::PlaneRole::Gateway;
    const net::SocketAddress listener = addresses.at(gateway.host, gateway.port);
    plane.listeners.push_back({listener.host(), listener.port(), {}});
    return plane;
}

model::PlaneDeclaration gatewaySidecarOf(const lab::Scenario& scenario, const lab::AddressPlan& addresses)
{
    const lab::GatewayPlan& gateway = scenario.gateway;
    model::PlaneDeclaration plane = planeOn(scenario, addresses, gateway.host, gateway.zone, gateway.name);
    plane.name = gateway.name + "-sidecar";
    for (const lab::SidecarOutbound& outbound : gateway.outbounds) {
        const net::SocketAddress listener = addresses.at(gateway.host, outbound.port);
        plane.listeners.push_back({listener.host(), listener.port(), outbound.service});
    }
    return plane;
}

} // namespace

std::vector<model::PlaneDeclaration> planesOf(const lab::Scenario& scenario, const lab::AddressPlan& addresses)
{
    std::vector<model::PlaneDeclaration> planes;
    for (const lab::IngressPlan& ingress : scenario.ingresses)
        planes.push_back(ingressOf(scenario, addresses, ingress));
    for (const lab::SampleServicePlan& service : scenario.services)
        for (const lab::InstancePlace& instance : service.instances)
            if (instance.inboundPort != 0)
                planes.push_back(sidecarOf(scenario, addresses, service, instance));
    planes.push_back(gatewaySidecarOf(scenario, addresses));
    planes.push_back(gatewayOf(scenario, addresses));
    return planes;
}

} // namespace causeway::runtime
