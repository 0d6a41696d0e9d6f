#include "engine/net/transport.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace causeway::net {

namespace {

/// So little is sooner copied than described to the kernel in pieces.
constexpr std::size_t copiedBelow = 2048;

ssize_t sendSlices(int socket, std::span<const iovec> slices)
{
    std::size_t total = 0;
    for (const iovec& slice : slices)
        total += slice.iov_len;
    if (slices.size() == 1)
        return ::send(socket, slices.front().iov_base, total, MSG_NOSIGNAL);
    if (total <= copiedBelow) {
        std::array<char, copiedBelow> together; // Not filled before it is used.
        char* end = together.data();
        for (const iovec& slice : slices)
            end = static_cast<char*>(std::memcpy(end, slice.iov_base, slice.iov_len)) + slice.iov_len;
        return ::send(socket, together.data(), total, MSG_NOSIGNAL);
    }
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(slices.data());
    message.msg_iovlen = slices.size();
    return ::sendmsg(socket, &message, MSG_NOSIGNAL);
}

} // namespace

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
    while (true) {
        const ssize_t count = sendSlices(m_socket.get(), slices);
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
