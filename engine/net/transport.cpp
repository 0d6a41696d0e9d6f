#include "engine/net/transport.h"

#include <cerrno>
#include <sys/socket.h>

namespace causeway::net {

IoOutcome PlainTransport::read(std::span<std::byte> into)
{
    while (true) {
        const ssize_t count = ::recv(m_socket.get(), into.data(), into.size(), 0);
        if (count > 0)
            return {IoStatus::Done, static_cast<std::size_t>(count)};
        if (count == 0)
            return {IoStatus::EndOfStream, 0};
        if (errno == EINTR)
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return {IoStatus::WouldBlock, 0};
        m_problem = systemError(errno, "cannot read").message;
        return {IoStatus::Failed, 0};
    }
}

IoOutcome PlainTransport::write(std::span<const iovec> slices)
{
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(slices.data());
    message.msg_iovlen = slices.size();
    while (true) {
        const ssize_t count = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
        if (count >= 0)
            return {IoStatus::Done, static_cast<std::size_t>(count)};
        if (errno == EINTR)
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return {IoStatus::WouldBlock, 0};
        m_problem = systemError(errno, "cannot write").message;
        return {IoStatus::Failed, 0};
    }
}

void PlainTransport::finishWriting()
{
    ::shutdown(m_socket.get(), SHUT_WR);
}

} // namespace causeway::net
