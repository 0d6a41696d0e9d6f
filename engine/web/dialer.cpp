#include "engine/web/dialer.h"

#include "engine/net/sockets.h"

namespace causeway::web {

Dialer::Dialer(net::EventLoop& loop, const net::SocketAddress& address, std::shared_ptr<const net::TlsContext> tls,
               Outcome outcome)
    : m_loop(loop)
    , m_address(address)
    , m_tls(std::move(tls))
    , m_outcome(std::move(outcome))
    , m_failure([this] { finish(failure(std::move(m_problem))); })
{
    if (auto begun = begin(); !begun) {
        m_problem = std::move(begun).error();
        m_loop.arm(m_failure, Duration(0));
    }
}

Dialer::~Dialer()
{
    stopWatching();
}

Result<> Dialer::begin()
{
    ASSIGN_OR_RETURN(auto socket, net::startConnect(m_address));
    RETURN_IF_ERROR(m_loop.watch(socket.get(), net::Readiness::Write, *this));
    m_socket = std::move(socket);
    return {};
}

void Dialer::ready(net::Readiness)
{
    const auto connected = net::connectOutcome(m_socket.get(), m_address);
    stopWatching();
    if (!connected)
        return finish(failure(connected.error()));
    if (m_tls)
        finish(m_tls->wrap(std::move(m_socket)));
    else
        finish(std::make_unique<net::PlainTransport>(std::move(m_socket)));
}

void Dialer::stopWatching()
{
    if (m_socket.isOpen())
        m_loop.unwatch(m_socket.get(), *this);
}

void Dialer::finish(Result<std::unique_ptr<net::Transport>> result)
{
    const Outcome outcome = std::exchange(m_outcome, nullptr); // It may destroy us.
    outcome(std::move(result));
}

} // namespace causeway::web
