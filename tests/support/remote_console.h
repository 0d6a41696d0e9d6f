#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "engine/remote/console_client.h"
#include "tests/support/stream.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::test {

/// A console without a window at a cluster's console API, over real TLS, as often as its connection breaks.
///
/// Threads: the loop's only.
class RemoteConsole final : private Stream::Owner
{
public:
    struct Access
    {
        net::SocketAddress address;
        std::string token;
        std::vector<std::string> authoritiesPem;
        /// As it stands in the file that a cluster leaves for consoles of its machine.
        static Access of(const std::string& url, std::string token, const std::string& authoritiesFile);
    };

    RemoteConsole(net::EventLoop& loop, Access access, std::string instance, std::uint64_t seed);
    ~RemoteConsole();

    /// Null before the first.
    const std::shared_ptr<const api::ClusterView>& view() const { return m_view; }
    bool isLive() const { return m_client.state() == remote::ConsoleClient::State::Live; }
    void submit(api::ClusterCommand command, api::ClusterPort::Outcome outcome);
    /// As if the network had failed: it connects again by itself.
    void cut();
    /// As if its machine had lost its power: nobody says goodbye.
    void vanish();
    std::uint64_t connections() const { return m_connections; }

private:
    void arrived() override;
    void written() override {}
    void ended(bool isOrderly, const std::string& problem) override;

    remote::ConsoleClient::Options optionsFor(std::string instance, std::uint64_t seed) const;
    void dial();
    /// Does what the client's state asks for.
    void pump();

    net::EventLoop& m_loop;
    const Access m_access;
    const std::shared_ptr<const net::TlsContext> m_tls;
    const SystemClock m_clock;
    std::shared_ptr<const api::ClusterView> m_view;
    std::uint64_t m_connections = 0;
    remote::ConsoleClient m_client;
    net::CallbackTimer m_timer;
    std::unique_ptr<Stream> m_stream;
};

} // namespace causeway::test
