#include "tests/support/scripted_upstream.h"

#include "engine/base/assert.h"
#include "engine/net/sockets.h"
#include "tests/support/raw_client.h"

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace causeway::test {

bool UpstreamPeer::fill()
{
    pollfd poll{m_socket.get(), POLLIN, 0};
    if (::poll(&poll, 1, 10'000) <= 0)
        return false;
    char bytes[65536];
    const ssize_t count = ::recv(m_socket.get(), bytes, sizeof bytes, 0);
    if (count <= 0)
        return false;
    m_buffer.append(bytes, static_cast<std::size_t>(count));
    return true;
}

std::string UpstreamPeer::readHead()
{
    while (m_buffer.find("\r\n\r\n") == std::string::npos)
        if (!fill())
            return {};
    const std::size_t end = m_buffer.find("\r\n\r\n") + 4;
    std::string head = m_buffer.substr(0, end);
    m_buffer.erase(0, end);
    return head;
}

std::string UpstreamPeer::readRequest()
{
    std::string request = readHead();
    const std::string length = headerOf(request, "Content-Length");
    if (!length.empty()) {
        const std::size_t size = std::stoul(length);
        while (m_buffer.size() < size)
            if (!fill())
                return {};
        request += m_buffer.substr(0, size);
        m_buffer.erase(0, size);
    } else if (!headerOf(request, "Transfer-Encoding").empty()) {
        while (m_buffer.find("0\r\n") == std::string::npos || !m_buffer.ends_with("\r\n\r\n"))
            if (!fill())
                return {};
        request += std::exchange(m_buffer, {});
    }
    return request;
}

std::string UpstreamPeer::readSome()
{
    if (m_buffer.empty())
        fill();
    return std::exchange(m_buffer, {});
}

void UpstreamPeer::readAll()
{
    while (!readSome().empty()) {
    }
}

bool UpstreamPeer::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool UpstreamPeer::isGoneWithin(std::chrono::milliseconds time) const
{
    pollfd poll{m_socket.get(), POLLIN, 0};
    return ::poll(&poll, 1, static_cast<int>(time.count())) > 0;
}

void UpstreamPeer::reset()
{
    const ::linger abort{1, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
}

ScriptedUpstream::ScriptedUpstream(Script script)
    : m_script(std::move(script))
{
    auto listener = net::listenOn(*net::SocketAddress::create("127.0.0.1", 0));
    CAUSEWAY_ASSERT(listener);
    m_listener = *std::move(listener);
    m_address = *net::SocketAddress::ofSocket(m_listener.get());
    m_acceptor = std::thread([this] { acceptLoop(); });
}

ScriptedUpstream::~ScriptedUpstream()
{
    m_isStopping = true;
    m_acceptor.join();
    {
        const std::lock_guard lock(m_mutex);
        for (const int descriptor : m_open)
            ::shutdown(descriptor, SHUT_RDWR);
    }
    for (std::thread& thread : m_threads)
        thread.join();
}

ScriptedUpstream::Script ScriptedUpstream::answering(std::string body)
{
    std::string response = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    return [response = std::move(response)](UpstreamPeer& peer) {
        while (!peer.readRequest().empty())
            if (!peer.send(response))
                return;
    };
}

std::vector<std::string> ScriptedUpstream::received() const
{
    const std::lock_guard lock(m_mutex);
    return m_received;
}

void ScriptedUpstream::noteRequest(const std::string& request)
{
    const std::lock_guard lock(m_mutex);
    m_received.push_back(request);
    ++m_requests;
}

void ScriptedUpstream::acceptLoop()
{
    while (!m_isStopping) {
        pollfd poll{m_listener.get(), POLLIN, 0};
        if (::poll(&poll, 1, 20) <= 0)
            continue;
        net::FileDescriptor socket(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket.isOpen())
            continue;
        const int on = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ++m_connections;
        const std::lock_guard lock(m_mutex);
        const int descriptor = socket.get();
        m_open.push_back(descriptor);
        m_threads.emplace_back([this, descriptor, raw = socket.release()] {
            UpstreamPeer peer{net::FileDescriptor(raw)};
            m_script(peer);
            ++m_ended;
            const std::lock_guard inner(m_mutex); // So that nobody shuts down a descriptor of another.
            std::erase(m_open, descriptor);
        });
    }
}

} // namespace causeway::test
