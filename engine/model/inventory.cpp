#include "engine/model/inventory.h"

#include "engine/base/assert.h"
#include "engine/model/text_rules.h"
#include "engine/model/validation.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <tuple>

namespace causeway::model {

namespace {

using Socket = std::tuple<std::string_view, std::uint16_t, std::string_view>;

class PlaneCheck
{
public:
    explicit PlaneCheck(const PlaneDeclaration& plane)
        : m_plane(plane)
    {
    }

    Violations run();

private:
    void complain(std::string field, std::string reason)
    {
        m_violations.push_back({std::move(field), std::move(reason)});
    }
    void address(const std::string& field, const std::string& address);
    void socket(const std::string& field, const std::string& address, std::uint16_t port, const std::string& service);
    void labels();
    void listeners();
    void inbounds();
    void inbound(const std::string& field, const PlaneInbound& inbound);
    void advertised();

    const PlaneDeclaration& m_plane;
    std::set<Socket> m_sockets; // Those that the plane listens on.
    Violations m_violations;
};

Violations PlaneCheck::run()
{
    if (const auto complaint = checkResourceName(m_plane.zone))
        complain("zone", *complaint);
    if (!m_plane.address.empty())
        address("address", m_plane.address);
    labels();
    listeners();
    inbounds();
    advertised();
    return std::move(m_violations);
}

/// What is kept of a plane is read again by these rules: whatever does not fit them must not get so far.
void PlaneCheck::labels()
{
    for (const auto& [key, value] : m_plane.labels)
        if (const auto keyComplaint = checkLabelKey(key))
            complain("labels", *keyComplaint);
        else if (const auto complaint = checkLabelValue(value))
            complain("labels." + key, *complaint);
}

void PlaneCheck::address(const std::string& field, const std::string& address)
{
    if (!isIpLiteral(address))
        complain(field, fmt::format("'{}' is not an IP address", address));
}

/// Of port 0, any, a plane may have several, one a service: by these three, listeners are told apart.
void PlaneCheck::socket(const std::string& field, const std::string& address, std::uint16_t port,
                        const std::string& service)
{
    if (!m_sockets.emplace(address, port, port == 0 ? std::string_view(service) : std::string_view()).second)
        complain(field, fmt::format("listens on {}:{} as another does", address, port));
}

void PlaneCheck::listeners()
{
    const bool isSidecar = m_plane.role == PlaneRole::Sidecar;
    for (std::size_t i = 0; i < m_plane.listeners.size(); ++i) {
        const PlaneListener& listener = m_plane.listeners[i];
        const std::string field = fmt::format("listeners[{}]", i);
        address(field + ".address", listener.address);
        if (!isSidecar && !listener.service.empty())
            complain(field + ".service", "stands on listeners of sidecars only");
        else if (const auto complaint = checkResourceName(listener.service); isSidecar && complaint)
            complain(field + ".service", *complaint);
        socket(field, listener.address, listener.port, listener.service);
    }
    if (m_plane.role == PlaneRole::ZoneIngress && m_plane.listeners.size() != 1)
        complain("listeners", "a zone ingress has exactly one");
}

void PlaneCheck::inbounds()
{
    std::set<std::string_view> services;
    if (m_plane.role != PlaneRole::Sidecar && !m_plane.inbounds.empty())
        complain("inbounds", "are for sidecars only");
    for (std::size_t i = 0; i < m_plane.inbounds.size(); ++i) {
        const std::string field = fmt::format("inbounds[{}]", i);
        inbound(field, m_plane.inbounds[i]);
        if (!services.insert(m_plane.inbounds[i].service).second)
            complain(field + ".service", fmt::format("'{}' has an inbound already", m_plane.inbounds[i].service));
    }
}

void PlaneCheck::inbound(const std::string& field, const PlaneInbound& inbound)
{
    if (const auto complaint = checkResourceName(inbound.service))
        complain(field + ".service", *complaint);
    address(field + ".address", inbound.address);
    address(field + ".applicationAddress", inbound.applicationAddress);
    if (inbound.port == 0)
        complain(field + ".port", "must be a whole number from 1 to 65535");
    if (inbound.applicationPort == 0)
        complain(field + ".applicationPort", "must be a whole number from 1 to 65535");
    socket(field, inbound.address, inbound.port, inbound.service);
    if (inbound.address == inbound.applicationAddress && inbound.port == inbound.applicationPort)
        complain(field, "would hand requests to itself");
}

void PlaneCheck::advertised()
{
    const bool hasAddress = !m_plane.advertisedAddress.empty();
    if (!hasAddress && m_plane.advertisedPort == 0)
        return;
    if (m_plane.role != PlaneRole::ZoneIngress)
        complain("advertisedAddress", "is for zone ingresses only");
    address("advertisedAddress", m_plane.advertisedAddress);
    if (m_plane.advertisedPort == 0)
        complain("advertisedPort", "must be a whole number from 1 to 65535");
}

} // namespace

std::string_view nameOf(PlaneRole role)
{
    switch (role) {
    case PlaneRole::Gateway:
        return "gateway";
    case PlaneRole::Sidecar:
        return "sidecar";
    case PlaneRole::ZoneIngress:
        return "zone-ingress";
    }
    CAUSEWAY_ASSERT(false);
    return {};
}

std::optional<PlaneRole> planeRoleFromText(std::string_view text)
{
    for (const PlaneRole role : {PlaneRole::Gateway, PlaneRole::Sidecar, PlaneRole::ZoneIngress})
        if (text == nameOf(role))
            return role;
    return std::nullopt;
}

Violations validate(const PlaneDeclaration& plane)
{
    return PlaneCheck(plane).run();
}

bool selects(const PlaneSelector& selector, const PlaneDeclaration& plane)
{
    if (selector.name && *selector.name != plane.name)
        return false;
    return std::all_of(selector.labels.begin(), selector.labels.end(), [&](const auto& wanted) {
        const auto label = plane.labels.find(wanted.first);
        return label != plane.labels.end() && label->second == wanted.second;
    });
}

} // namespace causeway::model
