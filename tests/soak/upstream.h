#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "tests/soak/request_book.h"

#include <memory>
#include <unordered_map>

namespace causeway::soak {

/// A server that checks what it gets, answers what was ordered, and can die.
///
/// Threads: the loop's only.
class Upstream final : private net::ReadinessHandler
{
public:
    /// Of the requests of one route; others are told so.
    Upstream(net::EventLoop& loop, RequestBook& book, unsigned route, std::shared_ptr<const net::TlsContext> tls);
    ~Upstream();

    std::uint16_t port() const { return m_address.port(); }
    unsigned route() const { return m_route; }
    /// For connections that come from now on.
    void setTls(std::shared_ptr<const net::TlsContext> tls) { m_tls = std::move(tls); }
    bool isSecure() const { return m_tls != nullptr; }

    /// Resets what it has and listens no more, until rise().
    void die();
    void rise();

private:
    class Connection;

    void ready(net::Readiness what) override;
    void gone(Connection& connection);

    net::EventLoop& m_loop;
    RequestBook& m_book;
    const unsigned m_route;
    std::shared_ptr<const net::TlsContext> m_tls; // Null: plain.
    net::SocketAddress m_address;
    net::FileDescriptor m_listener;
    std::unordered_map<Connection*, std::unique_ptr<Connection>> m_connections;
};

} // namespace causeway::soak
