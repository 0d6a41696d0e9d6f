#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/sockets.h"

#include <memory>
#include <string>
#include <vector>

namespace causeway::lab {

/// Says one thing to every request and then does one thing to the connection.
class FaultyServer final : private net::ReadinessHandler
{
public:
    enum class After
    {
        Keep,
        Close,
        Reset
    };

    FaultyServer(net::EventLoop& loop, std::string reply, After after)
        : m_loop(loop)
        , m_listener(*net::listenOn(*net::SocketAddress::create("127.0.0.1", 0)))
        , m_reply(std::move(reply))
        , m_after(after)
    {
        (void)m_loop.watch(m_listener.get(), net::Readiness::Read, *this);
    }
    ~FaultyServer() { m_loop.unwatch(m_listener.get(), *this); }

    net::SocketAddress address() const { return *net::SocketAddress::ofSocket(m_listener.get()); }

private:
    class Connection final : public net::ReadinessHandler
    {
    public:
        Connection(FaultyServer& server, net::FileDescriptor socket)
            : m_server(server)
            , m_socket(std::move(socket))
        {
            (void)m_server.m_loop.watch(m_socket.get(), net::Readiness::Read, *this);
        }
        ~Connection() { m_server.m_loop.unwatch(m_socket.get(), *this); }

        void ready(net::Readiness) override
        {
            char buffer[4096];
            if (::read(m_socket.get(), buffer, sizeof buffer) <= 0)
                return m_server.drop(*this);
            (void)::send(m_socket.get(), m_server.m_reply.data(), m_server.m_reply.size(), MSG_NOSIGNAL);
            const linger atOnce{1, 0};
            if (m_server.m_after == After::Reset)
                ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
            if (m_server.m_after != After::Keep)
                m_server.drop(*this);
        }

    private:
        FaultyServer& m_server;
        net::FileDescriptor m_socket;
    };

    void ready(net::Readiness) override
    {
        if (auto socket = net::acceptFrom(m_listener.get()); socket && socket->isOpen())
            m_connections.push_back(std::make_unique<Connection>(*this, *std::move(socket)));
    }
    void drop(const Connection& connection)
    {
        std::erase_if(m_connections, [&](const auto& each) { return each.get() == &connection; });
    }

    net::EventLoop& m_loop;
    net::FileDescriptor m_listener;
    std::string m_reply;
    After m_after;
    std::vector<std::unique_ptr<Connection>> m_connections;
};

/// Lives on the services' loop of a bench.
class FaultyServerOnLoop
{
public:
    FaultyServerOnLoop(net::LoopThread& thread, const std::string& reply, FaultyServer::After after)
        : m_thread(thread)
    {
        m_thread.runAndWait([&] { m_server = std::make_unique<FaultyServer>(m_thread.loop(), reply, after); });
    }
    ~FaultyServerOnLoop()
    {
        m_thread.runAndWait([this] { m_server.reset(); });
    }
    net::SocketAddress address() const { return m_server->address(); }

private:
    net::LoopThread& m_thread;
    std::unique_ptr<FaultyServer> m_server;
};

} // namespace causeway::lab
