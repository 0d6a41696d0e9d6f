#pragma once

#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"

#include <chrono>
#include <string>
#include <string_view>

namespace causeway::tests {

/// A blocking client that says exactly the bytes it is told, and waits at most some seconds for an answer.
class RawClient
{
public:
    explicit RawClient(const net::SocketAddress& server);

    /// False when the server does not take them any more.
    bool send(std::string_view bytes);
    /// Again and again, a pause between, until something comes back; at most so often.
    void trickle(std::string_view piece, std::chrono::milliseconds pause, int times);
    void finishWriting();
    /// At least one byte; empty at the end of the stream or when nothing came in time.
    std::string readSome();
    /// Until the text is in what came; what came so far in any case.
    std::string readUntil(std::string_view text);
    /// Exactly that many bytes where they come.
    std::string read(std::size_t bytes);
    std::string readToEnd();
    /// Whether the server ended the connection; waits for it.
    bool seesEnd();

private:
    net::FileDescriptor m_socket;
    std::string m_pending;
};

} // namespace causeway::tests
