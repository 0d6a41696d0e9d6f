#pragma once

#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace causeway::test {

/// A blocking client that sends what it is told, byte for byte, and reads with a deadline.
class RawClient
{
public:
    enum class End
    {
        Open,
        Closed,
        Reset
    };

    explicit RawClient(const net::SocketAddress& server, int receiveBuffer = 0);
    /// Through TLS: what is sent and read goes that way.
    RawClient(const net::SocketAddress& server, const net::TlsContext& tls);

    /// Whether the handshake came to a good end on this side; in TLS 1.3 the server may still say no.
    bool shakeHands();
    /// Why TLS failed; empty while it has not.
    const std::string& problem() const { return m_tls->problem(); }

    void send(std::string_view bytes);
    /// Sends as much as is taken without waiting; how much that was.
    std::size_t trySend(std::string_view bytes);
    /// RST: what an aborting client sends.
    void reset();
    void finishSending();

    /// Bytes up to the closing, or what came until the deadline.
    std::string readAll(std::chrono::milliseconds deadline = std::chrono::seconds(10));
    std::string readUntil(std::string_view end, std::chrono::milliseconds deadline = std::chrono::seconds(10));
    std::string readExactly(std::size_t count, std::chrono::milliseconds deadline = std::chrono::seconds(10));
    /// One response with Content-Length, chunked content, or none; as received.
    std::string readResponse(bool toHead = false);
    /// How the connection stands after what was read so far.
    End end() const { return m_end; }
    int descriptor() const { return m_tls ? m_tls->descriptor() : m_socket.get(); }

private:
    bool fill(std::chrono::steady_clock::time_point deadline);
    bool fillThroughTls(std::chrono::steady_clock::time_point deadline);
    bool await(net::Readiness what, std::chrono::steady_clock::time_point deadline) const;
    void sendThroughTls(std::string_view bytes);

    net::FileDescriptor m_socket;
    std::unique_ptr<net::Transport> m_tls; // Then it has the socket.
    std::string m_buffer;                  // Read and not asked for yet.
    End m_end = End::Open;
};

int statusOf(std::string_view response);
/// The value of a header, empty when it is not there.
std::string headerOf(std::string_view response, std::string_view name);
std::string bodyOf(std::string_view response);

} // namespace causeway::test
