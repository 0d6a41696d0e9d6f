#pragma once

#include "engine/web/web_socket.h"
#include "tests/web/running_server.h"

#include <future>

namespace causeway::tests {

/// Sends every message back, and remembers why the connection closed. Its sockets live on the server's loop.
class EchoServer
{
public:
    explicit EchoServer(web::ServerOptions options = {})
        : running(std::move(options), RunningServer::echo,
                  [this](const web::Request& request) { return decide(request); })
    {
    }
    ~EchoServer()
    {
        running.onLoop([&] { m_socket.reset(); });
    }

    std::string closeReason() { return m_closed.get_future().get(); }
    web::WebSocket& socket() { return *m_socket; }

private:
    Result<web::WebSocket::Opened> decide(const web::Request& request)
    {
        if (request.path != "/channel")
            return failure(ErrorCode::PermissionDenied, "not for you");
        return [this](std::unique_ptr<web::WebSocket> socket) {
            m_socket = std::move(socket);
            m_socket->setMessageLimit(8 << 20);
            m_socket->setCallbacks({[this](std::string_view message) { m_socket->send(message); },
                                    [this](const std::string& reason) { m_closed.set_value(reason); },
                                    {}});
        };
    }

    std::unique_ptr<web::WebSocket> m_socket;
    std::promise<std::string> m_closed;

public:
    RunningServer running;
};

/// A WebSocket client on the server's loop.
class EchoClient
{
public:
    explicit EchoClient(EchoServer& server, std::string path = "/channel",
                        std::shared_ptr<const net::TlsContext> tls = nullptr)
        : m_server(server)
    {
        std::promise<Result<>> opened;
        server.running.onLoop([&] {
            const auto take = [&](Result<std::unique_ptr<web::WebSocket>> result) {
                m_connect.reset();
                if (result)
                    listenTo(std::move(*result));
                opened.set_value(result ? Result<>() : failure(result.error()));
            };
            const web::WebSocketRequest request{server.running.address, "a", std::move(path), std::move(tls),
                                                std::chrono::seconds(5)};
            m_connect = web::WebSocketConnect::start(server.running.loop(), request, take);
        });
        outcome = opened.get_future().get();
    }
    ~EchoClient()
    {
        m_server.running.onLoop([&] { socket.reset(); });
    }

    std::string echoOf(const std::string& message)
    {
        m_answer = {};
        m_server.running.onLoop([&] { socket->send(message); });
        return m_answer.get_future().get();
    }

    Result<> outcome;
    std::unique_ptr<web::WebSocket> socket;
    std::promise<std::string> closed;

private:
    void listenTo(std::unique_ptr<web::WebSocket> opened)
    {
        socket = std::move(opened);
        socket->setMessageLimit(8 << 20);
        socket->setCallbacks({[this](std::string_view message) { m_answer.set_value(std::string(message)); },
                              [this](const std::string& reason) { closed.set_value(reason); },
                              {}});
    }

    EchoServer& m_server;
    std::unique_ptr<web::WebSocketConnect> m_connect;
    std::promise<std::string> m_answer;
};

} // namespace causeway::tests
