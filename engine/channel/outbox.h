#pragma once

#include "engine/channel/frames.h"
#include "engine/web/web_socket.h"

#include <deque>
#include <string>

namespace causeway::channel {

/// Feeds messages to a WebSocket as the kernel takes them, so that little is committed to the connection at any time.
///
/// Threads: the loop's only.
class Outbox
{
public:
    explicit Outbox(web::WebSocket& socket)
        : m_socket(socket)
    {
    }

    void send(std::string_view message);
    /// To be called when the socket has drained.
    void proceed();
    /// The peer does not read: more waits than `limit`. What it asks for must not be answered then.
    bool isBeyond(std::size_t limit) const { return m_waiting + m_socket.bufferedBytes() > limit; }
    /// Every frame has been given to the socket, and by it to the kernel.
    bool isIdle() const { return m_frames.empty() && m_socket.bufferedBytes() == 0; }

private:
    static constexpr std::size_t aheadOfKernel = 4 * pieceLimit;

    web::WebSocket& m_socket;
    FrameWriter m_writer;
    std::deque<std::string> m_frames;
    std::size_t m_waiting = 0; // Bytes of them.
};

} // namespace causeway::channel
