#include "engine/channel/outbox.h"

namespace causeway::channel {

void Outbox::send(std::string_view message)
{
    for (std::string& frame : m_writer.framesOf(message)) {
        m_waiting += frame.size();
        m_frames.push_back(std::move(frame));
    }
    proceed();
}

void Outbox::proceed()
{
    while (!m_frames.empty() && m_socket.bufferedBytes() < aheadOfKernel) {
        m_socket.send(m_frames.front());
        m_waiting -= m_frames.front().size();
        m_frames.pop_front();
    }
}

} // namespace causeway::channel
