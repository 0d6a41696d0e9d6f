#include "engine/proxy/application_probe.h"

#include "engine/net/sockets.h"

namespace causeway::proxy {

ApplicationProbe::ApplicationProbe(net::EventLoop& loop, const net::SocketAddress& application,
                                   std::chrono::milliseconds interval, Changed changed)
    : m_loop(loop)
    , m_application(application)
    , m_interval(interval)
    , m_changed(std::move(changed))
    , m_tick([this] { probe(); })
{
    probe();
}

ApplicationProbe::~ApplicationProbe()
{
    close();
}

/// A connection that is still being made says nothing yet.
void ApplicationProbe::probe()
{
    m_loop.arm(m_tick, m_interval);
    if (m_socket.isOpen())
        return;
    auto socket = net::startConnect(m_application);
    if (!socket)
        return; // No descriptor left: our trouble, not the application's.
    m_socket = *std::move(socket);
    if (!m_loop.watch(m_socket.get(), net::Readiness::Write, *this))
        m_socket.close();
}

void ApplicationProbe::ready(net::Readiness)
{
    const bool isThere = net::connectOutcome(m_socket.get(), m_application).has_value();
    close();
    tell(isThere);
}

void ApplicationProbe::tell(bool isThere)
{
    if (isThere == m_isThere)
        return;
    m_isThere = isThere;
    m_changed(isThere);
}

void ApplicationProbe::close()
{
    if (m_socket.isOpen())
        m_loop.unwatch(m_socket.get(), *this);
    m_socket.close();
}

} // namespace causeway::proxy
