#include "tests/support/raw_client.h"

#include "engine/base/assert.h"
#include "engine/http/characters.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

namespace causeway::test {

RawClient::RawClient(const net::SocketAddress& server, int receiveBuffer)
    : m_socket(::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    if (receiveBuffer > 0)
        ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    if (::connect(m_socket.get(), server.raw(), server.rawLength()) != 0)
        m_end = End::Reset;
}

RawClient::RawClient(const net::SocketAddress& server, const net::TlsContext& tls)
    : RawClient(server)
{
    ::fcntl(m_socket.get(), F_SETFL, O_NONBLOCK);
    m_tls = tls.wrap(std::move(m_socket));
}

bool RawClient::await(net::Readiness what, std::chrono::steady_clock::time_point deadline) const
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    const short events = net::contains(what, net::Readiness::Write) ? POLLOUT : POLLIN;
    pollfd poll{descriptor(), events, 0};
    return left > 0 && ::poll(&poll, 1, static_cast<int>(left)) > 0;
}

bool RawClient::shakeHands()
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    net::IoStatus status = m_tls->shakeHands();
    while (status == net::IoStatus::WouldBlock && await(m_tls->waitForRead(), deadline))
        status = m_tls->shakeHands();
    if (status != net::IoStatus::Done)
        m_end = End::Reset;
    return status == net::IoStatus::Done;
}

void RawClient::sendThroughTls(std::string_view bytes)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!bytes.empty()) {
        const iovec slice{const_cast<char*>(bytes.data()), bytes.size()};
        const net::IoOutcome outcome = m_tls->write({&slice, 1});
        if (outcome.status == net::IoStatus::Done)
            bytes.remove_prefix(outcome.bytes);
        else if (outcome.status != net::IoStatus::WouldBlock || !await(m_tls->waitForWrite(), deadline))
            return;
    }
}

bool RawClient::fillThroughTls(std::chrono::steady_clock::time_point deadline)
{
    std::array<std::byte, 65536> bytes;
    net::IoOutcome outcome = m_tls->read(bytes);
    while (outcome.status == net::IoStatus::WouldBlock) {
        if (!await(m_tls->waitForRead(), deadline))
            return false;
        outcome = m_tls->read(bytes);
    }
    if (outcome.status != net::IoStatus::Done) {
        m_end = outcome.status == net::IoStatus::EndOfStream ? End::Closed : End::Reset;
        return false;
    }
    m_buffer.append(reinterpret_cast<const char*>(bytes.data()), outcome.bytes);
    return true;
}

void RawClient::send(std::string_view bytes)
{
    if (m_tls)
        return sendThroughTls(bytes);
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::size_t RawClient::trySend(std::string_view bytes)
{
    const ssize_t count = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

void RawClient::reset()
{
    const ::linger abort{1, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    m_socket.close();
}

void RawClient::finishSending()
{
    ::shutdown(m_socket.get(), SHUT_WR);
}

bool RawClient::fill(std::chrono::steady_clock::time_point deadline)
{
    if (m_end != End::Open)
        return false;
    if (m_tls)
        return fillThroughTls(deadline);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd poll{m_socket.get(), POLLIN, 0};
    if (left <= 0 || ::poll(&poll, 1, static_cast<int>(left)) <= 0)
        return false;
    char bytes[65536];
    const ssize_t count = ::recv(m_socket.get(), bytes, sizeof bytes, 0);
    if (count <= 0) {
        m_end = count == 0 ? End::Closed : End::Reset;
        return false;
    }
    m_buffer.append(bytes, static_cast<std::size_t>(count));
    return true;
}

std::string RawClient::readAll(std::chrono::milliseconds deadline)
{
    const auto until = std::chrono::steady_clock::now() + deadline;
    while (fill(until)) {
    }
    return std::exchange(m_buffer, {});
}

std::string RawClient::readUntil(std::string_view end, std::chrono::milliseconds deadline)
{
    const auto until = std::chrono::steady_clock::now() + deadline;
    while (m_buffer.find(end) == std::string::npos && fill(until)) {
    }
    const std::size_t at = m_buffer.find(end);
    std::string read = m_buffer.substr(0, at == std::string::npos ? at : at + end.size());
    m_buffer.erase(0, read.size());
    return read;
}

std::string RawClient::readExactly(std::size_t count, std::chrono::milliseconds deadline)
{
    const auto until = std::chrono::steady_clock::now() + deadline;
    while (m_buffer.size() < count && fill(until)) {
    }
    std::string read = m_buffer.substr(0, count);
    m_buffer.erase(0, read.size());
    return read;
}

std::string RawClient::readResponse(bool toHead)
{
    std::string response = readUntil("\r\n\r\n");
    const int status = statusOf(response);
    if (toHead || status < 200 || status == 204 || status == 304)
        return response;
    const std::string length = headerOf(response, "Content-Length");
    if (!length.empty())
        return response + readExactly(std::stoul(length));
    if (headerOf(response, "Transfer-Encoding").empty())
        return response + readAll();
    while (true) {
        const std::string line = readUntil("\r\n");
        response += line;
        if (line.empty())
            return response;
        const std::size_t size = std::stoul(line, nullptr, 16);
        if (size == 0)
            break;
        response += readExactly(size + 2);
    }
    std::string line;
    do {
        line = readUntil("\r\n");
        response += line;
    } while (line.size() > 2);
    return response;
}

int statusOf(std::string_view response)
{
    return response.size() > 12 ? std::atoi(std::string(response.substr(9, 3)).c_str()) : 0;
}

std::string headerOf(std::string_view response, std::string_view name)
{
    std::string_view head = response.substr(0, response.find("\r\n\r\n"));
    while (!head.empty()) {
        const std::size_t end = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && http::equalsIgnoringCase(line.substr(0, colon), name))
            return std::string(http::trimBlanks(line.substr(colon + 1)));
    }
    return {};
}

std::string bodyOf(std::string_view response)
{
    const std::size_t end = response.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return {};
    std::string_view rest = response.substr(end + 4);
    if (headerOf(response, "Transfer-Encoding").empty())
        return std::string(rest);
    std::string body;
    while (true) {
        const std::size_t lineEnd = rest.find("\r\n");
        if (lineEnd == std::string_view::npos)
            return body;
        const std::size_t size = std::stoul(std::string(rest.substr(0, lineEnd)), nullptr, 16);
        if (size == 0)
            return body;
        body += rest.substr(lineEnd + 2, size);
        rest.remove_prefix(std::min(lineEnd + 2 + size + 2, rest.size()));
    }
}

} // namespace causeway::test
