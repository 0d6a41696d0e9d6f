#pragma once

#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace causeway::test {

/// One connection as an upstream's script sees it: blocking, with a deadline of ten seconds a step.
class UpstreamPeer
{
public:
    explicit UpstreamPeer(net::FileDescriptor socket)
        : m_socket(std::move(socket))
    {
    }

    /// The next request with its content (Content-Length or chunked, as received); empty when the peer has closed.
    std::string readRequest();
    std::string readHead();
    /// Whatever comes next; empty when the peer has closed or reset.
    std::string readSome();
    /// All that comes until the peer closes; thrown away.
    void readAll();
    bool send(std::string_view bytes);
    /// Whether the peer says something or closes in that time: of a peer that has said all, only the latter.
    bool isGoneWithin(std::chrono::milliseconds time) const;
    /// Ends the connection in disorder.
    void reset();
    int descriptor() const { return m_socket.get(); }

private:
    bool fill();

    net::FileDescriptor m_socket;
    std::string m_buffer;
};

/// A server of which a test writes the behaviour: the script runs on a thread of its own for each connection.
class ScriptedUpstream
{
public:
    using Script = std::function<void(UpstreamPeer& peer)>;

    explicit ScriptedUpstream(Script script);
    ~ScriptedUpstream();
    ScriptedUpstream(const ScriptedUpstream&) = delete;
    ScriptedUpstream& operator=(const ScriptedUpstream&) = delete;

    /// Answers every request with 200 and `body`, and keeps the connection.
    static Script answering(std::string body);

    std::uint16_t port() const { return m_address.port(); }
    int connections() const { return m_connections.load(); }
    /// Scripts that came to their end.
    int ended() const { return m_ended.load(); }
    int requests() const { return m_requests.load(); }
    /// What all peers have read as requests, in order of arrival.
    std::vector<std::string> received() const;
    void noteRequest(const std::string& request);

private:
    void acceptLoop();

    Script m_script;
    net::FileDescriptor m_listener;
    net::SocketAddress m_address;
    std::atomic<int> m_connections = 0;
    std::atomic<int> m_requests = 0;
    std::atomic<int> m_ended = 0;
    std::atomic<bool> m_isStopping = false;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_received;
    std::vector<int> m_open;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

} // namespace causeway::test
