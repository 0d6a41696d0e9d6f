#include "tests/web/raw_client.h"

#include "engine/base/assert.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace causeway::tests {

RawClient::RawClient(const net::SocketAddress& server)
    : m_socket(::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    const timeval patience{10, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    CAUSEWAY_ASSERT(::connect(m_socket.get(), server.raw(), server.rawLength()) == 0);
}

bool RawClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::trickle(std::string_view piece, std::chrono::milliseconds pause, int times)
{
    pollfd answer{m_socket.get(), POLLIN, 0};
    while (times-- > 0 && send(piece) && ::poll(&answer, 1, static_cast<int>(pause.count())) == 0) {
    }
}

void RawClient::finishWriting()
{
    ::shutdown(m_socket.get(), SHUT_WR);
}

std::string RawClient::readSome()
{
    if (!m_pending.empty())
        return std::exchange(m_pending, {});
    std::array<char, 65536> buffer;
    const ssize_t got = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
    return {buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::string RawClient::readUntil(std::string_view text)
{
    std::string all;
    while (all.find(text) == std::string::npos) {
        const std::string piece = readSome();
        if (piece.empty())
            return all;
        all += piece;
    }
    const std::size_t end = all.find(text) + text.size();
    m_pending = all.substr(end);
    return all.substr(0, end);
}

std::string RawClient::read(std::size_t bytes)
{
    std::string all;
    while (all.size() < bytes) {
        const std::string piece = readSome();
        if (piece.empty())
            return all;
        all += piece;
    }
    m_pending = all.substr(bytes);
    return all.substr(0, bytes);
}

std::string RawClient::readToEnd()
{
    std::string all;
    for (std::string piece = readSome(); !piece.empty(); piece = readSome())
        all += piece;
    return all;
}

bool RawClient::seesEnd()
{
    std::array<char, 4096> buffer;
    ssize_t got = 1;
    while (got > 0)
        got = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
    return got == 0 || errno == ECONNRESET;
}

} // namespace causeway::tests
