#include "engine/control/reference_check.h"

#include "engine/model/validation.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::control {

namespace {

using model::ResourceKey;
using model::ResourceKind;

struct Missing
{
    std::string service; // That is not there, or not so.
    model::Violation violation;
};

class ReferenceCheck
{
public:
    explicit ReferenceCheck(const FutureState& future)
        : m_future(future)
    {
    }

    std::vector<Missing> missing;

    void operator()(const model::Mesh&) {}
    void operator()(const model::MeshService&) {}
    void operator()(const model::MeshTrafficPermission&) {} // It may speak of identities that come later.
    void operator()(const model::Zone&) {}
    void operator()(const model::MeshHttpRoute& route)
    {
        for (std::size_t i = 0; i < route.to.size(); ++i) {
            const std::string field = fmt::format("spec.to[{}]", i);
            requireService(route.mesh, route.to[i].service, field + ".targetRef.name");
            for (std::size_t r = 0; r < route.to[i].rules.size(); ++r)
                checkBackends(route.mesh, route.to[i].rules[r].backends,
                              fmt::format("{}.rules[{}].default.backendRefs", field, r));
        }
    }
    void operator()(const model::GatewayService& service)
    {
        if (model::isIpLiteral(service.host))
            return;
        const auto isHost = [&](const ResourceKey& key, const model::Resource&) {
            return key.kind == ResourceKind::MeshService && key.name == service.host;
        };
        if (!m_future.findFirst(isHost))
            miss(
                service.host, "host",
                fmt::format("'{}' is neither an IP address nor the name of a MeshService; other names are not resolved "
                            "yet",
                            service.host));
    }
    void operator()(const model::GatewayRoute& route)
    {
        if (!route.service.empty() && !m_future.find({ResourceKind::GatewayService, {}, route.service}))
            miss(route.service, "service.name", fmt::format("there is no gateway service '{}'", route.service));
    }

private:
    void miss(const std::string& service, std::string field, std::string reason)
    {
        missing.push_back({service, {std::move(field), std::move(reason)}});
    }

    const model::MeshService* requireService(const std::string& mesh, const std::string& name, const std::string& field)
    {
        const model::Resource* found = m_future.find({ResourceKind::MeshService, mesh, name});
        if (!found)
            miss(name, field, fmt::format("there is no MeshService '{}' in mesh '{}'", name, mesh));
        return found ? &std::get<model::MeshService>(*found) : nullptr;
    }

    void checkBackends(const std::string& mesh, const std::vector<model::BackendRef>& backends,
                       const std::string& field)
    {
        for (std::size_t i = 0; i < backends.size(); ++i) {
            const std::string entry = fmt::format("{}[{}]", field, i);
            const model::MeshService* service = requireService(mesh, backends[i].service, entry + ".name");
            if (!service || !backends[i].port)
                continue;
            const auto& ports = service->ports;
            if (std::none_of(ports.begin(), ports.end(),
                             [&](const auto& port) { return port.port == *backends[i].port; }))
                miss(backends[i].service, entry + ".port",
                     fmt::format("MeshService '{}' has no port {}", backends[i].service, *backends[i].port));
        }
    }

    const FutureState& m_future;
};

std::vector<Missing> missingIn(const FutureState& future, const model::Resource& resource)
{
    ReferenceCheck check(future);
    std::visit(check, resource);
    return std::move(check.missing);
}

/// The parts of each rule's traffic that go to a service, summed.
double partsOf(const model::MeshHttpRoute& route, const std::string& service)
{
    double parts = 0;
    for (const model::HttpDestination& destination : route.to)
        for (const model::HttpRule& rule : destination.rules) {
            double all = 0;
            double own = 0;
            for (const model::BackendRef& backend : rule.backends) {
                all += backend.weight;
                own += backend.service == service ? backend.weight : 0;
            }
            parts += own > 0 ? own / all : 0;
        }
    return parts;
}

bool givesMore(const model::Resource& before, const model::Resource& after, const std::string& service)
{
    constexpr double rounding = 1e-9;
    const auto* const routeBefore = std::get_if<model::MeshHttpRoute>(&before);
    const auto* const routeAfter = std::get_if<model::MeshHttpRoute>(&after);
    return routeBefore && routeAfter && partsOf(*routeAfter, service) > partsOf(*routeBefore, service) + rounding;
}

} // namespace

model::Violations missingReferences(const model::Resource& resource, const FutureState& future,
                                    const DesiredState& state)
{
    std::vector<Missing> missing = missingIn(future, resource);
    if (const DesiredState::Entry* const present = state.findNewest(model::keyOf(resource));
        present && !missing.empty()) {
        const model::Resource& before = present->entry.resource;
        const std::vector<Missing> known = missingIn(FutureState(state, {}), before);
        std::erase_if(missing, [&](const Missing& each) {
            const bool isKnown = std::any_of(known.begin(), known.end(), [&](const Missing& other) {
                return other.violation.reason == each.violation.reason;
            });
            return isKnown && !givesMore(before, resource, each.service);
        });
    }
    model::Violations violations;
    violations.reserve(missing.size());
    for (Missing& each : missing)
        violations.push_back(std::move(each.violation));
    return violations;
}

} // namespace causeway::control
