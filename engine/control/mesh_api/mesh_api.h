#pragma once

#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"
#include "engine/web/server.h"

#include <memory>
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
/// Source:  kuma.md §6.1, §6.2, §6.7.
/// Threads: the control loop's only.
class MeshApi
{
public:
    static Result<std::unique_ptr<MeshApi>> create(net::EventLoop& loop, ControlPlane& plane, const DesiredState& state,
                                                   MeshApiOptions options);

    const net::SocketAddress& address() const { return m_server->address(); }

    /// For a caller who was let in elsewhere; what it changes is `author`'s.
    void answer(web::Request request, const std::string& author, web::Responder responder);

private:
    /// Where a request leads: /meshes/{mesh}/{kind}/{name}, as far as it goes.
    struct Place
    {
        enum class Level
        {
            Unknown,
            Index,
            Meshes,
            Mesh,
            AllOfKind,
            KindInMesh,
            Item
        };
        Level level = Level::Unknown;
        model::ResourceKind kind = model::ResourceKind::Mesh;
        std::string mesh;
        std::string name;

        model::ResourceKey key() const { return {kind, mesh, name}; }
    };

    MeshApi(ControlPlane& plane, const DesiredState& state, MeshApiOptions options);
    static Place placeOf(std::string_view path);
    void handle(web::Request request, web::Responder responder);
    web::Response read(const Place& place, const web::Request& request) const;
    web::Response index() const;
    web::Response list(const Place& place, const web::Request& request) const;
    web::Response item(const model::ResourceKey& key) const;
    void put(const Place& place, const web::Request& request, const std::string& author, web::Responder responder);
    void erase(const Place& place, const web::Request& request, const std::string& author, web::Responder responder);
    void submit(Command::Write write, const web::Request& request, const std::string& author, web::Responder responder);
    bool hasMesh(const std::string& mesh) const;

    ControlPlane& m_plane;
    const DesiredState& m_state;
    MeshApiOptions m_options;
    std::unique_ptr<web::Server> m_server;
};

} // namespace causeway::control
