#pragma once

#include "engine/base/result.h"
#include "engine/lab/link_measurement.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>

namespace causeway::lab {

/// Sends back what it gets.
///
/// Threads: the loop's only.
class EchoServer final : private net::ReadinessHandler
{
public:
    static Result<std::unique_ptr<EchoServer>> create(net::EventLoop& loop, const net::SocketAddress& address);
    ~EchoServer();
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;

    const net::SocketAddress& address() const { return m_address; }

private:
    class Connection;

    explicit EchoServer(net::EventLoop& loop);
    void ready(net::Readiness what) override;

    net::EventLoop& m_loop;
    net::FileDescriptor m_listener;
    net::SocketAddress m_address;
    std::unordered_map<Connection*, std::unique_ptr<Connection>> m_connections;
};

/// Measures round trips by a connection of its own to an echo server: one byte at each interval, whether or not the
/// ones before came back. Connects anew when the connection is lost.
///
/// Threads: the loop's only.
class LinkProbe final : private net::ReadinessHandler
{
public:
    LinkProbe(net::EventLoop& loop, const net::SocketAddress& from, const net::SocketAddress& to,
              std::chrono::milliseconds interval, RoundTripWindow& roundTrips);
    ~LinkProbe();
    LinkProbe(const LinkProbe&) = delete;
    LinkProbe& operator=(const LinkProbe&) = delete;

private:
    static constexpr std::size_t mostUnderWay = 1024;

    void ready(net::Readiness what) override;
    void connect();
    void send();
    void receive();
    void lose();

    net::EventLoop& m_loop;
    const net::SocketAddress m_from;
    const net::SocketAddress m_to;
    const std::chrono::milliseconds m_interval;
    RoundTripWindow& m_roundTrips;
    net::FileDescriptor m_socket;
    bool m_isConnected = false;
    std::deque<MonotonicTime> m_underWay; // Sent, in order; TCP keeps it.
    net::CallbackTimer m_tick;
};

} // namespace causeway::lab
