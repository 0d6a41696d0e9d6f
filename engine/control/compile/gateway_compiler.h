#pragma once

#include "engine/model/resources.h"
#include "engine/snapshot/sections.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace causeway::control {

/// Makes what gateways serve by from gateway services and routes. All gateways serve the same; only where a mesh
/// service is reached depends on the sidecar at a gateway's side.
///
/// Threads: one owner.
class GatewayCompiler
{
public:
    void set(const model::GatewayService& service);
    void set(const model::GatewayRoute& route);
    void removeService(const std::string& name);
    void removeRoute(const std::string& name);

    /// The listener for a mesh service of the sidecar beside the gateway.
    using FindSidecar = std::function<std::optional<snapshot::Endpoint>(const std::string& service)>;
    /// All but the listeners.
    std::vector<snapshot::SharedSection> compile(const FindSidecar& findSidecar);

private:
    struct Service
    {
        model::GatewayService service;
        snapshot::SharedSection cluster;
    };
    const snapshot::SharedSection& host();

    std::map<std::string, Service> m_services;
    std::map<std::string, model::GatewayRoute> m_routes;
    snapshot::SharedSection m_host; // Null when it has to be made anew.
};

} // namespace causeway::control
