#include "engine/lab/link_probe.h"

#include "engine/lab/source_socket.h"
#include "engine/net/sockets.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace causeway::lab {

/// What a peer of an echo server said is answered at once; probes are small, so that a full socket never holds one
/// back.
class EchoServer::Connection final : private net::ReadinessHandler
{
public:
    Connection(EchoServer& server, net::FileDescriptor socket)
        : m_server(server)
        , m_socket(std::move(socket))
    {
    }
    ~Connection() { m_server.m_loop.unwatch(m_socket.get(), *this); }
    Result<> watch() { return m_server.m_loop.watch(m_socket.get(), net::Readiness::Read, *this); }

private:
    void ready(net::Readiness) override
    {
        std::array<char, 4096> buffer;
        while (true) {
            const ssize_t count = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
            const bool isOver = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
            if (isOver || (count > 0 && ::send(m_socket.get(), buffer.data(), static_cast<std::size_t>(count),
                                               MSG_NOSIGNAL) != count)) {
                m_server.m_connections.erase(this);
                return;
            }
            if (count < 0 && errno == EAGAIN)
                return;
        }
    }

    EchoServer& m_server;
    net::FileDescriptor m_socket;
};

Result<std::unique_ptr<EchoServer>> EchoServer::create(net::EventLoop& loop, const net::SocketAddress& address)
{
    std::unique_ptr<EchoServer> server(new EchoServer(loop));
    ASSIGN_OR_RETURN(server->m_listener, net::listenOn(address));
    ASSIGN_OR_RETURN(server->m_address, net::SocketAddress::ofSocket(server->m_listener.get()));
    RETURN_IF_ERROR(loop.watch(server->m_listener.get(), net::Readiness::Read, *server));
    return server;
}

EchoServer::EchoServer(net::EventLoop& loop)
    : m_loop(loop)
{
}

EchoServer::~EchoServer()
{
    m_loop.unwatch(m_listener.get(), *this);
}

void EchoServer::ready(net::Readiness)
{
    auto socket = net::acceptFrom(m_listener.get());
    if (!socket || !socket->isOpen())
        return;
    auto connection = std::make_unique<Connection>(*this, *std::move(socket));
    if (connection->watch())
        m_connections.emplace(connection.get(), std::move(connection));
}

LinkProbe::LinkProbe(net::EventLoop& loop, const net::SocketAddress& from, const net::SocketAddress& to,
                     std::chrono::milliseconds interval, RoundTripWindow& roundTrips)
    : m_loop(loop)
    , m_from(from.withPort(0))
    , m_to(to)
    , m_interval(interval)
    , m_roundTrips(roundTrips)
    , m_tick([this] {
        m_loop.arm(m_tick, m_interval);
        m_socket.isOpen() ? send() : connect();
    })
{
    m_loop.arm(m_tick, m_interval);
    connect();
}

LinkProbe::~LinkProbe()
{
    lose();
}

void LinkProbe::connect()
{
    auto socket = connectFrom(m_from, m_to);
    if (!socket)
        return;
    m_socket = *std::move(socket);
    if (!m_loop.watch(m_socket.get(), net::Readiness::Read | net::Readiness::Write, *this))
        m_socket.close();
}

void LinkProbe::ready(net::Readiness)
{
    if (!m_isConnected) {
        if (!net::connectOutcome(m_socket.get(), m_to))
            return lose();
        m_isConnected = true;
        if (!m_loop.change(m_socket.get(), net::Readiness::Read, *this))
            return lose();
        send();
    }
    receive();
}

/// What is sent while a link is cut waits in sockets and in the hub; after so many nothing is added.
void LinkProbe::send()
{
    if (!m_isConnected || m_underWay.size() >= mostUnderWay)
        return;
    const char mark = '.';
    if (::send(m_socket.get(), &mark, 1, MSG_NOSIGNAL) == 1)
        m_underWay.push_back(std::chrono::steady_clock::now());
}

void LinkProbe::receive()
{
    std::array<char, 256> buffer;
    const ssize_t count = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
        return lose();
    const MonotonicTime now = std::chrono::steady_clock::now();
    for (ssize_t answer = 0; answer < count && !m_underWay.empty(); ++answer) {
        m_roundTrips.add(now, now - m_underWay.front());
        m_underWay.pop_front();
    }
}

void LinkProbe::lose()
{
    if (m_socket.isOpen())
        m_loop.unwatch(m_socket.get(), *this);
    m_socket.close();
    m_isConnected = false;
    m_underWay.clear();
}

} // namespace causeway::lab
