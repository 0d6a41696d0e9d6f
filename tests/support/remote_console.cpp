#include "tests/support/remote_console.h"

#include "engine/base/files.h"
#include "engine/keys/certificate.h"
#include "engine/net/sockets.h"

namespace causeway::test {

namespace {

std::shared_ptr<const net::TlsContext> tlsFor(const RemoteConsole::Access& access)
{
    net::TlsOptions options;
    options.trustedRootsPem = access.authoritiesPem;
    options.serverName = access.address.host();
    return net::TlsContext::createClient(options).value();
}

} // namespace

RemoteConsole::Access RemoteConsole::Access::of(const std::string& url, std::string token,
                                                const std::string& authoritiesFile)
{
    Access access;
    access.address = net::SocketAddress::parse(url.substr(url.find("//") + 2)).value();
    access.token = std::move(token);
    const std::string pem = readFile(authoritiesFile, 1 << 20).value();
    const auto roots = keys::Certificate::chainFromPem(pem).value();
    for (const keys::Certificate& root : roots)
        access.authoritiesPem.push_back(root.pem());
    return access;
}

RemoteConsole::RemoteConsole(net::EventLoop& loop, Access access, std::string instance, std::uint64_t seed)
    : m_loop(loop)
    , m_access(std::move(access))
    , m_tls(tlsFor(m_access))
    , m_client(m_clock, optionsFor(std::move(instance), seed),
               {[this](std::shared_ptr<const api::ClusterView> view) { m_view = std::move(view); },
                [this](const remote::ServerHello&) { ++m_connections; },
                {}})
    , m_timer([this] {
        m_client.tick();
        pump();
    })
{
    m_loop.arm(m_timer, std::chrono::milliseconds(0));
}

RemoteConsole::~RemoteConsole()
{
    m_client.close();
    if (m_stream)
        m_stream->send(m_client.takeOutput());
}

remote::ConsoleClient::Options RemoteConsole::optionsFor(std::string instance, std::uint64_t seed) const
{
    remote::ConsoleClient::Options options;
    options.name = "https://" + m_access.address.toString();
    options.target = {m_access.address.toString(), m_access.token};
    options.version = "test";
    options.instance = std::move(instance);
    options.seed = seed;
    return options;
}

void RemoteConsole::submit(api::ClusterCommand command, api::ClusterPort::Outcome outcome)
{
    m_client.submit(std::move(command), std::move(outcome));
    pump();
}

void RemoteConsole::cut()
{
    if (m_stream)
        m_stream->resetAtEnd();
    ended(false, "the connection was cut");
}

void RemoteConsole::vanish()
{
    m_timer.disarm();
    m_stream.reset();
}

void RemoteConsole::dial()
{
    m_client.dialing();
    auto socket = net::startConnect(m_access.address);
    if (!socket)
        return m_client.failed({remote::ConnectProblem::Unreachable, socket.error().message});
    m_stream.reset(new Stream(m_loop, m_tls->wrap(*std::move(socket)), *this)); // The base is private.
    m_client.opened();                                                          // What it says waits for the handshake.
}

void RemoteConsole::arrived()
{
    const std::string bytes = std::exchange(m_stream->input(), {});
    m_client.received(bytes);
    pump();
}

void RemoteConsole::ended(bool isOrderly, const std::string& problem)
{
    if (isOrderly)
        m_client.ended();
    m_client.failed({remote::ConnectProblem::Lost, problem});
    pump();
}

void RemoteConsole::pump()
{
    using State = remote::ConsoleClient::State;
    if (m_client.state() == State::Waiting || m_client.isGivenUp())
        m_stream.reset();
    if (const auto due = m_client.dialDue(); due && *due <= m_clock.now() && !m_stream)
        dial();
    if (m_stream)
        if (const std::string output = m_client.takeOutput(); !output.empty())
            m_stream->send(output);
    std::optional<MonotonicTime> next = m_client.tickDue();
    if (const auto due = m_client.dialDue())
        next = next ? std::min(*next, *due) : due;
    if (next)
        m_loop.armAt(m_timer, *next);
    else
        m_timer.disarm();
}

} // namespace causeway::test
