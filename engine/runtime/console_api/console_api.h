#pragma once

#include "engine/api/cluster_port.h"
#include "engine/authority/access_tokens.h"
#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "engine/web/server.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace causeway::runtime {

struct ConsoleApiOptions
{
    net::SocketAddress address; // Port 0 allowed.
    net::TlsIdentity identity;
    std::filesystem::path tokens; // AccessTokens' file.
    std::string version;
    std::string entrance; // Where the cluster's gateway takes requests; empty: not known.
    /// Faults of a console end so long after it went, unless it is back by then.
    std::chrono::milliseconds faultGrace{5'000};
};

/// A cluster for consoles elsewhere, over TLS and for those who hold a token: views and commands by WebSocket, and the
/// mesh API. Every call and every command is checked against the token's role; what is changed is changed in the
/// token's name.
///
/// Errors:  401 without a good token (slowed when repeated), 403 with a sentence where its role does not suffice.
/// Threads: one of its own, so that encoding views costs the control loop nothing and consoles see when that is gone.
///          Functions from any other; they wait for it.
class ConsoleApi
{
public:
    /// Answers a request to the mesh API in the name of an author; called on the API's thread, answers on any.
    using MeshApi = std::function<void(web::Request, std::string author, std::function<void(web::Response)> answer)>;

    /// The port outlives the API.
    static Result<std::unique_ptr<ConsoleApi>> start(const Clock& clock, ConsoleApiOptions options,
                                                     api::ClusterPort& port, MeshApi meshApi);
    /// Tells every console that the cluster goes.
    ~ConsoleApi();
    ConsoleApi(const ConsoleApi&) = delete;
    ConsoleApi& operator=(const ConsoleApi&) = delete;

    const net::SocketAddress& address() const { return m_address; }
    /// Shown to consoles that connect from now on; those that are here stay. From any thread, and does not wait.
    void setIdentity(net::TlsIdentity identity);
    /// A token that is good as long as this runs.
    Result<std::string> createPassingToken(model::AccessRole role, const std::string& name);

private:
    class Service;

    explicit ConsoleApi(std::unique_ptr<net::LoopThread> loop);

    std::unique_ptr<net::LoopThread> m_loop;
    std::unique_ptr<Service> m_service; // On the loop's thread.
    net::SocketAddress m_address;
};

} // namespace causeway::runtime
