#pragma once

#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"
#include "engine/control/mesh_api/inventory_documents.h"
#include "engine/control/mesh_api/list_page.h"
#include "engine/control/mesh_api/place.h"
#include "engine/web/server.h"

#include <memory>
#include <optional>
#include <string>

namespace causeway::control {

struct MeshApiOptions
{
    net::SocketAddress address;
    std::string instanceName;
    std::string clusterId;
    std::string version;
};

/// HTTP in the shapes of Kuma's API, for kumactl, scripts and curl. A PUT is the same command as a drag in the console.
///
/// Its own listener trusts whoever reaches it, so that is on loopback addresses only, and answers neither to foreign
/// host names (DNS rebinding) nor to pages of other origins. Callers with tokens come by answer().
///
/// Source:  kuma.md §6.1, §6.2, §6.3, §6.7.
/// Threads: the control loop's only.
class MeshApi
{
public:
    static Result<std::unique_ptr<MeshApi>> create(net::EventLoop& loop, ControlPlane& plane, const DesiredState& state,
                                                   MeshApiOptions options);

    const net::SocketAddress& address() const { return m_server->address(); }

    /// For a caller who was let in elsewhere; what it changes is `author`'s.
    void answer(const web::Request& request, const std::string& author, web::Responder responder);

private:
    MeshApi(ControlPlane& plane, const DesiredState& state, MeshApiOptions options);
    void handle(const web::Request& request, web::Responder responder);
    web::Response read(const Place& place, const web::Request& request) const;
    web::Response index() const;
    web::Response list(const Place& place, const web::Request& request) const;
    void listResources(const Place& place, ListPage& page) const;
    void listPlanes(const Place& place, ListPage& page) const;
    void listZones(const Place& place, ListPage& page) const;
    web::Response item(const Place& place) const;
    web::Response planeItem(const Place& place) const;
    web::Response zoneItem(const Place& place) const;
    void put(const Place& place, const web::Request& request, const std::string& author, web::Responder responder);
    void erase(const Place& place, const web::Request& request, const std::string& author, web::Responder responder);
    void submit(Command::Write write, const web::Request& request, const std::string& author, web::Responder responder);
    std::optional<web::Response> objectionToErasing(const Place& place) const;
    bool hasMesh(const std::string& mesh) const;
    InventoryDocuments inventory() const;
    ControlPlaneName nameOfPlane() const;

    ControlPlane& m_plane;
    const DesiredState& m_state;
    MeshApiOptions m_options;
    std::unique_ptr<web::Server> m_server;
};

} // namespace causeway::control
