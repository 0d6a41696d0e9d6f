#pragma once

#include "engine/base/result.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/proxy/data_plane.h"
#include "engine/telemetry/access_log.h"
#include "engine/web/server.h"

#include <memory>

namespace causeway::runtime {

/// Who may read the status port.
enum class StatusAudience
{
    ThisMachine,
    MetricsForAll, // All but the configuration, which stays for this machine.
    All,
};

struct StatusOptions
{
    net::SocketAddress address;
    StatusAudience audience = StatusAudience::ThisMachine;
    const telemetry::AccessLog* accessLog = nullptr; // Outlives the server.
};

/// The status port of a data plane: /status, /ready (also /status/ready), /metrics and /config. Reads only.
///
/// Errors:  an address that others reach, unless they may; one that is taken.
/// Threads: one of its own, which waits for the plane's house. The plane outlives it.
class StatusServer
{
public:
    static Result<std::unique_ptr<StatusServer>> start(proxy::DataPlane& plane, StatusOptions options);
    ~StatusServer();
    StatusServer(const StatusServer&) = delete;
    StatusServer& operator=(const StatusServer&) = delete;

    const net::SocketAddress& address() const { return m_address; }

private:
    StatusServer(proxy::DataPlane& plane, const StatusOptions& options, std::unique_ptr<net::LoopThread> thread);
    Result<> listen();
    web::Response answer(const web::Request& request) const;
    Result<> checkReader(const web::Request& request) const;
    Result<proxy::PlaneObservation> observe() const;
    web::Response page(const std::string& path, const proxy::PlaneObservation& plane) const;

    proxy::DataPlane& m_plane;
    const StatusOptions m_options;
    net::SocketAddress m_address;
    std::unique_ptr<net::LoopThread> m_thread;
    std::unique_ptr<web::Server> m_server; // On the thread.
};

} // namespace causeway::runtime
