#pragma once

#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"
#include "engine/control/mesh_api/document_nodes.h"
#include "engine/control/mesh_api/list_query.h"
#include "engine/formats/node.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace causeway::control {

/// Data planes and zone ingresses in Kuma's shapes, as they are at one moment. A gateway plane is a builtin gateway
/// there, and the sidecar beside it a delegated one.
///
/// Source: kuma.md §2.5–2.7, §2.11, §6.3.
class InventoryDocuments
{
public:
    InventoryDocuments(ControlPlaneName name, const DesiredState& state, std::vector<PlaneStatus> planes);

    const std::vector<PlaneStatus>& planes() const { return m_planes; }
    model::Labels labelsOf(const PlaneStatus& plane) const;
    /// The parameters of lists of data planes.
    bool accepts(const ListQuery& query, const PlaneStatus& plane) const;

    formats::Node dataplane(const PlaneStatus& plane, DocumentForm form) const;
    formats::Node zoneIngress(const PlaneStatus& plane, DocumentForm form) const;

private:
    bool isGateway(const PlaneStatus& plane) const;
    std::vector<model::Labels> tagsOf(const PlaneStatus& plane) const;
    formats::Node networking(const PlaneStatus& plane) const;
    formats::Node gateway(const PlaneStatus& plane) const;
    formats::Node outbound(const model::PlaneDeclaration& plane, const model::PlaneListener& listener) const;
    formats::Node ingressBody(const PlaneStatus& plane) const;
    formats::Node availableServices(const model::PlaneDeclaration& ingress) const;
    formats::Node insight(const PlaneStatus& plane) const;
    std::optional<formats::Node> mtls(const PlaneStatus& plane) const;

    ControlPlaneName m_name;
    const DesiredState& m_state;
    std::vector<PlaneStatus> m_planes;
    std::set<std::pair<std::string, std::string>> m_gatewayWorkloads; // Mesh and workload.
};

} // namespace causeway::control
