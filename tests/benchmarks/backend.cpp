#include "tests/benchmarks/backend.h"

#include "engine/net/socket_address.h"
#include "engine/net/sockets.h"

#include <algorithm>
#include <string_view>
#include <sys/socket.h>

namespace causeway::bench {

class Backend::Connection final : private Poller::Handler
{
public:
    Connection(Backend& backend, net::FileDescriptor socket)
        : m_backend(backend)
        , m_socket(std::move(socket))
    {
        m_backend.m_poller.add(m_socket.get(), EPOLLIN, *this);
    }

private:
    void ready(std::uint32_t) override
    {
        if (!m_pending.empty())
            return send(m_pending);
        std::array<char, 16 << 10> bytes;
        const ssize_t count = ::recv(m_socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count < 0 && errno == EAGAIN)
            return;
        if (count <= 0)
            return m_backend.remove(*this);
        const std::string_view piece(bytes.data(), static_cast<std::size_t>(count));
        if (piece.size() < headEnd.size())
            m_tail.append(piece);
        else
            m_tail.assign(piece.substr(piece.size() - headEnd.size()));
        if (m_tail.ends_with(headEnd)) {
            m_tail.clear();
            send(m_backend.m_answer);
        }
    }

    void send(std::string_view bytes)
    {
        const ssize_t count = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN)
            return m_backend.remove(*this);
        const bool wasPending = !m_pending.empty();
        m_pending = std::string(bytes.substr(count > 0 ? static_cast<std::size_t>(count) : 0));
        if (wasPending != !m_pending.empty())
            m_backend.m_poller.change(m_socket.get(), m_pending.empty() ? EPOLLIN : EPOLLOUT, *this);
    }

    static constexpr std::string_view headEnd = "\r\n\r\n";

    Backend& m_backend;
    net::FileDescriptor m_socket;
    std::string m_tail; // The last bytes, where a head's end may have come in pieces.
    std::string m_pending;
};

Result<std::unique_ptr<Backend>> Backend::create(Poller& poller)
{
    ASSIGN_OR_RETURN(const auto any, net::SocketAddress::create("127.0.0.1", 0));
    ASSIGN_OR_RETURN(auto listener, net::listenOn(any, 4096));
    ASSIGN_OR_RETURN(const auto bound, net::SocketAddress::ofSocket(listener.get()));
    std::unique_ptr<Backend> backend(new Backend(poller, std::move(listener), bound.port()));
    backend->setContentSize(128);
    poller.add(backend->m_listener.get(), EPOLLIN, *backend);
    return backend;
}

Backend::Backend(Poller& poller, net::FileDescriptor listener, std::uint16_t port)
    : m_poller(poller)
    , m_listener(std::move(listener))
    , m_port(port)
{
}

Backend::~Backend() = default;

void Backend::setContentSize(std::size_t size)
{
    m_answer = fmt::format("HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                           "Content-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n{}",
                           size, std::string(size, 'x'));
}

void Backend::ready(std::uint32_t)
{
    while (true) {
        auto socket = net::acceptFrom(m_listener.get());
        if (!socket || !socket->isOpen())
            return;
        m_connections.push_back(std::make_unique<Connection>(*this, *std::move(socket)));
    }
}

void Backend::remove(const Connection& connection)
{
    std::erase_if(m_connections, [&](const auto& each) { return each.get() == &connection; });
}

} // namespace causeway::bench
