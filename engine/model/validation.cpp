#include "engine/model/validation.h"

#include "engine/model/gateway_validation.h"
#include "engine/model/http_validation.h"
#include "engine/model/text_rules.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace causeway::model {

namespace {

constexpr std::size_t listLimit = 10'000; // Instances, destinations, rules.
constexpr std::size_t editLimit = 16;     // kuma.md §4.1.
constexpr std::size_t backendLimit = 256;

class MeshCheck
{
public:
    explicit MeshCheck(Violations& violations)
        : m_violations(violations)
    {
    }

    void mesh(const Mesh& mesh);
    void service(const MeshService& service);
    void route(const MeshHttpRoute& route);
    void permission(const MeshTrafficPermission& permission);
    void zone(const Zone& zone);

private:
    void complain(std::string field, std::string reason)
    {
        m_violations.push_back({std::move(field), std::move(reason)});
    }
    void check(const std::string& field, const Complaint& complaint);
    void limit(const std::string& field, std::size_t count, std::size_t limit);
    void labels(const std::string& field, const Labels& labels);
    void mtls(const MeshMtls& mtls);
    void ports(const MeshService& service);
    void instances(const MeshService& service);
    void selector(const PlaneSelector& planes);
    void destinations(const std::vector<HttpDestination>& to);
    void rule(const std::string& field, const HttpRule& rule);
    void edits(const std::string& field, const HeaderEdits& edits);
    void fields(const std::string& field, const std::vector<HeaderField>& list, std::set<std::string>& seen);
    void fieldName(const std::string& field, const std::string& name, std::set<std::string>& seen);
    void backends(const std::string& field, const std::vector<BackendRef>& backends);
    void peers(const std::string& field, const std::vector<PeerMatch>& peers);

    Violations& m_violations;
};

void MeshCheck::check(const std::string& field, const Complaint& complaint)
{
    if (complaint)
        complain(field, *complaint);
}

void MeshCheck::limit(const std::string& field, std::size_t count, std::size_t limit)
{
    if (count > limit)
        complain(field, fmt::format("has {} entries; at most {} are allowed", count, limit));
}

void MeshCheck::labels(const std::string& field, const Labels& labels)
{
    limit(field, labels.size(), 256);
    for (const auto& [key, value] : labels) {
        check(fmt::format("{}[\"{}\"]", field, key), checkLabelKey(key));
        check(fmt::format("{}[\"{}\"]", field, key), checkLabelValue(value));
    }
}

void MeshCheck::mesh(const Mesh& mesh)
{
    check("name", checkMeshName(mesh.name));
    labels("labels", mesh.labels);
    if (mesh.mtls)
        mtls(*mesh.mtls);
}

void MeshCheck::mtls(const MeshMtls& mtls)
{
    constexpr std::chrono::hours longest{10 * 365 * 24};
    check("mtls.backends[0].name", checkResourceName(mtls.backend));
    if (mtls.certificateLife < std::chrono::seconds(1) || mtls.certificateLife > longest)
        complain("mtls.backends[0].dpCert.rotation.expiration", "must be from one second to ten years");
}

void MeshCheck::zone(const Zone& zone)
{
    check("name", checkResourceName(zone.name));
    labels("labels", zone.labels);
}

void MeshCheck::service(const MeshService& service)
{
    check("mesh", checkMeshName(service.mesh));
    check("name", checkResourceName(service.name));
    labels("labels", service.labels);
    ports(service);
    instances(service);
}

void MeshCheck::ports(const MeshService& service)
{
    std::set<std::string_view> names;
    std::set<std::uint16_t> numbers;
    if (service.ports.empty())
        complain("spec.ports", "must have at least one port");
    limit("spec.ports", service.ports.size(), backendLimit);
    for (std::size_t i = 0; i < service.ports.size(); ++i) {
        const ServicePort& port = service.ports[i];
        const std::string field = fmt::format("spec.ports[{}]", i);
        check(field + ".name", checkPortName(port.name));
        if (!names.insert(port.name).second)
            complain(field + ".name", fmt::format("'{}' is the name of another port too", port.name));
        if (port.port == 0)
            complain(field + ".port", "must be a whole number from 1 to 65535");
        else if (!numbers.insert(port.port).second)
            complain(field + ".port", fmt::format("{} is given twice", port.port));
        if (port.protocol != Protocol::Http)
            complain(field + ".appProtocol", "tcp is not supported yet; write http");
    }
}

void MeshCheck::instances(const MeshService& service)
{
    std::set<std::string_view> names;
    limit("spec.instances", service.instances.size(), listLimit);
    for (std::size_t i = 0; i < service.instances.size(); ++i) {
        const ServiceInstance& instance = service.instances[i];
        const std::string field = fmt::format("spec.instances[{}]", i);
        check(field + ".name", checkInstanceName(instance.name));
        if (!names.insert(instance.name).second)
            complain(field + ".name", fmt::format("'{}' is the name of another instance too", instance.name));
        if (!isIpLiteral(instance.address))
            complain(field + ".address", fmt::format("'{}' is not an IP address", instance.address));
        if (instance.port == 0)
            complain(field + ".port", "must be a whole number from 1 to 65535");
    }
}

void MeshCheck::route(const MeshHttpRoute& route)
{
    check("mesh", checkMeshName(route.mesh));
    check("name", checkResourceName(route.name));
    labels("labels", route.labels);
    selector(route.planes);
    destinations(route.to);
}

void MeshCheck::selector(const PlaneSelector& planes)
{
    if (planes.name && !planes.labels.empty())
        complain("spec.targetRef", "must have either a name or labels, not both");
    if (planes.name)
        check("spec.targetRef.name", checkResourceName(*planes.name));
    labels("spec.targetRef.labels", planes.labels);
}

void MeshCheck::destinations(const std::vector<HttpDestination>& to)
{
    std::set<std::string_view> services;
    if (to.empty())
        complain("spec.to", "must have at least one destination");
    limit("spec.to", to.size(), listLimit);
    for (std::size_t i = 0; i < to.size(); ++i) {
        const std::string field = fmt::format("spec.to[{}]", i);
        check(field + ".targetRef.name", checkResourceName(to[i].service));
        if (!services.insert(to[i].service).second)
            complain(field + ".targetRef.name",
                     fmt::format("'{}' is a destination already; add the rules there", to[i].service));
        if (to[i].rules.empty())
            complain(field + ".rules", "must have at least one rule");
        limit(field + ".rules", to[i].rules.size(), listLimit);
        for (std::size_t r = 0; r < to[i].rules.size(); ++r)
            rule(fmt::format("{}.rules[{}]", field, r), to[i].rules[r]);
    }
}

void MeshCheck::rule(const std::string& field, const HttpRule& rule)
{
    if (rule.matches.empty())
        complain(field + ".matches", "must have at least one match");
    limit(field + ".matches", rule.matches.size(), backendLimit);
    for (std::size_t i = 0; i < rule.matches.size(); ++i)
        validateHttpMatch(fmt::format("{}.matches[{}]", field, i), rule.matches[i], m_violations);
    validateHttpFilters(field + ".default.filters", rule, m_violations);
    edits(field + ".default.filters.requestHeaderModifier", rule.requestHeaders);
    edits(field + ".default.filters.responseHeaderModifier", rule.responseHeaders);
    backends(field + ".default.backendRefs", rule.backends);
}

void MeshCheck::edits(const std::string& field, const HeaderEdits& edits)
{
    std::set<std::string> seen;
    fields(field + ".set", edits.set, seen);
    fields(field + ".add", edits.add, seen);
    limit(field + ".remove", edits.remove.size(), editLimit);
    for (std::size_t i = 0; i < edits.remove.size(); ++i)
        fieldName(fmt::format("{}.remove[{}]", field, i), edits.remove[i], seen);
}

void MeshCheck::fields(const std::string& field, const std::vector<HeaderField>& list, std::set<std::string>& seen)
{
    limit(field, list.size(), editLimit);
    for (std::size_t i = 0; i < list.size(); ++i) {
        fieldName(fmt::format("{}[{}].name", field, i), list[i].name, seen);
        check(fmt::format("{}[{}].value", field, i), checkFieldValue(list[i].value));
    }
}

void MeshCheck::fieldName(const std::string& field, const std::string& name, std::set<std::string>& seen)
{
    check(field, checkFieldName(name));
    if (!seen.insert(lowered(name)).second)
        complain(field, fmt::format("'{}' is edited more than once", name));
}

void MeshCheck::backends(const std::string& field, const std::vector<BackendRef>& backends)
{
    std::set<std::string_view> services;
    bool hasWeight = backends.empty();
    limit(field, backends.size(), backendLimit);
    for (std::size_t i = 0; i < backends.size(); ++i) {
        const BackendRef& backend = backends[i];
        const std::string entry = fmt::format("{}[{}]", field, i);
        check(entry + ".name", checkResourceName(backend.service));
        if (!services.insert(backend.service).second)
            complain(entry + ".name", fmt::format("'{}' is a backend of this rule already", backend.service));
        if (backend.port == std::uint16_t(0))
            complain(entry + ".port", "must be a whole number from 1 to 65535");
        if (backend.weight > maximumWeight)
            complain(entry + ".weight", fmt::format("must be a whole number from 0 to {}", maximumWeight));
        hasWeight = hasWeight || backend.weight > 0;
    }
    if (!hasWeight)
        complain(field, "all weights are 0; at least one must be above");
}

void MeshCheck::permission(const MeshTrafficPermission& permission)
{
    check("mesh", checkMeshName(permission.mesh));
    check("name", checkResourceName(permission.name));
    labels("labels", permission.labels);
    selector(permission.planes);
    if (permission.rules.empty() == permission.from.empty())
        complain("spec", permission.rules.empty() ? "must have rules or from" : "must have either rules or from");
    limit("spec.rules", permission.rules.size(), listLimit);
    for (std::size_t i = 0; i < permission.rules.size(); ++i) {
        const std::string field = fmt::format("spec.rules[{}].default", i);
        const PermissionRule& rule = permission.rules[i];
        if (rule.deny.empty() && rule.allow.empty())
            complain(field, "must have at least one of deny, allow");
        peers(field + ".deny", rule.deny);
        peers(field + ".allow", rule.allow);
    }
    limit("spec.from", permission.from.size(), listLimit);
    for (std::size_t i = 0; i < permission.from.size(); ++i)
        if (permission.from[i].service)
            check(fmt::format("spec.from[{}].targetRef.name", i), checkResourceName(*permission.from[i].service));
}

void MeshCheck::peers(const std::string& field, const std::vector<PeerMatch>& peers)
{
    limit(field, peers.size(), listLimit);
    for (std::size_t i = 0; i < peers.size(); ++i)
        check(fmt::format("{}[{}].spiffeID.value", field, i), checkSpiffeId(peers[i].spiffeId));
}

struct Check
{
    Violations& violations;
    void operator()(const Mesh& mesh) const { MeshCheck(violations).mesh(mesh); }
    void operator()(const MeshService& service) const { MeshCheck(violations).service(service); }
    void operator()(const MeshHttpRoute& route) const { MeshCheck(violations).route(route); }
    void operator()(const GatewayService& service) const { validateGatewayService(service, violations); }
    void operator()(const GatewayRoute& route) const { validateGatewayRoute(route, violations); }
    void operator()(const MeshTrafficPermission& permission) const { MeshCheck(violations).permission(permission); }
    void operator()(const Zone& zone) const { MeshCheck(violations).zone(zone); }
};

} // namespace

Violations validate(const Resource& resource)
{
    Violations violations;
    std::visit(Check{violations}, resource);
    return violations;
}

std::string describe(const Violations& violations)
{
    constexpr std::size_t most = 8; // Whoever mends these sees the others.
    std::string text;
    for (std::size_t i = 0; i < std::min(violations.size(), most); ++i) {
        const Violation& violation = violations[i];
        text += text.empty() ? "" : "; ";
        text += violation.field.empty() ? violation.reason : violation.field + ": " + violation.reason;
    }
    if (violations.size() > most)
        text += fmt::format("; and {} more", violations.size() - most);
    return text;
}

} // namespace causeway::model
