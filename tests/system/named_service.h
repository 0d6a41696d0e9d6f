#pragma once

#include "engine/net/event_loop.h"
#include "engine/web/server.h"

#include <atomic>
#include <memory>
#include <string>

namespace causeway::test {

/// A service that answers every request with its own name, on a port of its own.
class NamedService
{
public:
    explicit NamedService(std::string name)
        : m_name(std::move(name))
        , m_thread(net::LoopThread::create("service").value())
    {
        m_thread->runAndWait([this] {
            web::ServerOptions options;
            options.address = net::SocketAddress::parse("127.0.0.1:0").value();
            m_server =
                web::Server::create(m_thread->loop(), options, [this](const web::Request&, web::Responder answer) {
                    ++m_requests;
                    web::Response response;
                    response.headers.add("X-Served-By", m_name);
                    response.body = m_name;
                    answer.send(std::move(response));
                }).value();
            m_port = m_server->address().port();
        });
    }
    ~NamedService()
    {
        m_thread->runAndWait([this] { m_server.reset(); });
    }

    const std::string& name() const { return m_name; }
    std::uint16_t port() const { return m_port; }
    std::uint64_t requests() const { return m_requests; }

private:
    std::string m_name;
    std::unique_ptr<net::LoopThread> m_thread;
    std::unique_ptr<web::Server> m_server;
    std::uint16_t m_port = 0;
    std::atomic<std::uint64_t> m_requests = 0;
};

} // namespace causeway::test
