#include "engine/web/server.h"

#include "engine/base/log.h"
#include "engine/net/sockets.h"
#include "engine/web/response_writer.h"
#include "engine/web/server_connection.h"

#include <algorithm>
#include <unordered_map>

namespace causeway::web {

namespace {

constexpr std::chrono::milliseconds acceptPause{100}; // When descriptors or memory have run out.

class HttpServer final : public Server, private net::ReadinessHandler, private ServerConnection::Host
{
public:
    HttpServer(net::EventLoop& loop, std::shared_ptr<const Service> service, net::FileDescriptor listener,
               const net::SocketAddress& address)
        : m_loop(loop)
        , m_service(std::move(service))
        , m_listener(std::move(listener))
        , m_address(address)
        , m_resumeAccepting([this] { pauseAccepting(false); })
    {
    }
    ~HttpServer() override { m_loop.unwatch(m_listener.get(), *this); }

    Result<> start() { return m_loop.watch(m_listener.get(), net::Readiness::Read, *this); }
    const net::SocketAddress& address() const override { return m_address; }
    void setTls(std::shared_ptr<const net::TlsContext> tls) override;

private:
    void ready(net::Readiness) override;
    void takeConnection(net::FileDescriptor socket);
    void pauseAccepting(bool isPaused);
    bool closeOldestIdle();
    void retire(ServerConnection& connection) override;
    ParserScratch& scratch() override { return m_scratch; }

    net::EventLoop& m_loop;
    std::shared_ptr<const Service> m_service;
    net::FileDescriptor m_listener;
    net::SocketAddress m_address;
    ParserScratch m_scratch;
    net::CallbackTimer m_resumeAccepting;
    std::unordered_map<ServerConnection*, std::unique_ptr<ServerConnection>> m_connections;
    std::vector<std::unique_ptr<ServerConnection>> m_retired; // Emptied in a later turn.
    Lifeline m_life;
};

/// One a turn: without a free descriptor accepting fails even when nobody waits, and would cost an idle client its
/// connection for nothing.
void HttpServer::ready(net::Readiness)
{
    auto socket = net::acceptFrom(m_listener.get());
    if (!socket) {
        log::warn("{} pauses accepting: {}", m_address.toString(), socket.error().message);
        closeOldestIdle();
        pauseAccepting(true);
    } else if (socket->isOpen()) {
        takeConnection(std::move(*socket));
    }
}

void HttpServer::takeConnection(net::FileDescriptor socket)
{
    if (m_connections.size() >= m_service->options.connectionLimit && !closeOldestIdle())
        return;
    auto connection = ServerConnection::create(m_loop, m_service, std::move(socket), *this);
    if (!connection)
        return log::warn("{} drops a connection: {}", m_address.toString(), connection.error().message);
    ServerConnection* const key = connection->get();
    m_connections.emplace(key, std::move(*connection));
}

void HttpServer::setTls(std::shared_ptr<const net::TlsContext> tls)
{
    auto changed = std::make_shared<Service>(*m_service);
    changed->options.tls = std::move(tls);
    m_service = std::move(changed);
}

void HttpServer::pauseAccepting(bool isPaused)
{
    const net::Readiness interest = isPaused ? net::Readiness::None : net::Readiness::Read;
    static_cast<void>(m_loop.change(m_listener.get(), interest, *this)); // Cannot fail: it is watched.
    if (isPaused)
        m_loop.arm(m_resumeAccepting, acceptPause);
}

bool HttpServer::closeOldestIdle()
{
    ServerConnection* oldest = nullptr;
    for (const auto& [connection, owned] : m_connections)
        if (connection->isIdle() && (!oldest || connection->idleSince() < oldest->idleSince()))
            oldest = connection;
    if (oldest)
        oldest->close();
    return oldest != nullptr;
}

void HttpServer::retire(ServerConnection& connection)
{
    const auto found = m_connections.find(&connection);
    if (found == m_connections.end())
        return;
    if (m_retired.empty())
        m_loop.post([this, life = m_life.witness()] {
            if (!life.expired())
                m_retired.clear();
        });
    m_retired.push_back(std::move(found->second));
    m_connections.erase(found);
}

} // namespace

Responder::Responder(std::shared_ptr<Sink> sink)
    : m_sink(std::move(sink))
{
}

Responder::Responder(Responder&&) noexcept = default;

Responder& Responder::operator=(Responder&& other) noexcept
{
    std::swap(m_sink, other.m_sink);
    return *this;
}

Responder::~Responder()
{
    if (m_sink)
        send(plainAnswer(500, "nobody answered"));
}

void Responder::send(Response response)
{
    if (const auto sink = std::exchange(m_sink, nullptr))
        sink->answer(std::move(response));
}

Result<std::unique_ptr<Server>> Server::create(net::EventLoop& loop, ServerOptions options, Handler handler,
                                               UpgradeHandler upgrade)
{
    ASSIGN_OR_RETURN(auto listener, net::listenOn(options.address));
    ASSIGN_OR_RETURN(auto address, net::SocketAddress::ofSocket(listener.get()));
    auto service = std::make_shared<const Service>(Service{std::move(options), std::move(handler), std::move(upgrade)});
    auto server = std::make_unique<HttpServer>(loop, std::move(service), std::move(listener), address);
    RETURN_IF_ERROR(server->start());
    return server;
}

} // namespace causeway::web
