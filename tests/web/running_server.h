#pragma once

#include "engine/web/client.h"
#include "engine/web/server.h"

#include <future>
#include <memory>

namespace causeway::tests {

/// A server on a loop of its own. Echoes method, target and body, unless a test brings its own handler.
class RunningServer
{
public:
    explicit RunningServer(web::ServerOptions options = {}, web::Server::Handler handler = echo,
                           web::Server::UpgradeHandler upgrade = {})
        : m_thread(std::move(net::LoopThread::create("server").value()))
    {
        options.address = net::SocketAddress::create("127.0.0.1", 0).value();
        onLoop([&] {
            server = web::Server::create(loop(), options, std::move(handler), std::move(upgrade)).value();
            address = server->address();
        });
    }
    ~RunningServer()
    {
        onLoop([&] { server.reset(); });
    }

    net::EventLoop& loop() { return m_thread->loop(); }
    void onLoop(const net::EventLoop::Task& task) { m_thread->runAndWait(task); }

    static void echo(web::Request request, web::Responder responder)
    {
        web::Response response;
        response.headers.add("X-Path", request.path);
        response.body = request.method + " " + request.target + " " + request.body;
        responder.send(std::move(response));
    }

    std::unique_ptr<web::Server> server;
    net::SocketAddress address;

private:
    std::unique_ptr<net::LoopThread> m_thread;
};

/// Makes the call on the server's own loop and waits for what comes of it.
inline Result<web::Response> outcomeOf(RunningServer& server, web::Call call)
{
    std::promise<Result<web::Response>> promise;
    std::unique_ptr<web::PendingCall> pending;
    server.onLoop([&] {
        pending = web::PendingCall::start(server.loop(), std::move(call), [&](Result<web::Response> response) {
            pending.reset(); // A callback may do so.
            promise.set_value(std::move(response));
        });
    });
    return promise.get_future().get();
}

} // namespace causeway::tests
