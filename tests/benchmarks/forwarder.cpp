#include "tests/benchmarks/forwarder.h"

#include "engine/net/socket_address.h"
#include "engine/net/sockets.h"
#include "tests/benchmarks/poller.h"

#include <memory>
#include <sys/socket.h>
#include <vector>

namespace causeway::bench {

namespace {

/// Two sockets, and what is on its way between them.
class Pair
{
public:
    Pair(Poller& poller, net::FileDescriptor client, net::FileDescriptor backend)
        : m_poller(poller)
        , m_client(*this, std::move(client))
        , m_backend(*this, std::move(backend))
    {
        m_client.peer = &m_backend;
        m_backend.peer = &m_client;
        m_poller.add(m_client.socket.get(), EPOLLIN, m_client);
        m_poller.add(m_backend.socket.get(), EPOLLIN, m_backend);
    }

    bool isOver() const { return m_isOver; }

private:
    struct Side final : Poller::Handler
    {
        Side(Pair& both, net::FileDescriptor own)
            : pair(both)
            , socket(std::move(own))
        {
        }
        void ready(std::uint32_t) override { pair.pass(*this); }

        Pair& pair;
        net::FileDescriptor socket;
        Side* peer = nullptr;
    };

    void pass(Side& from)
    {
        static std::array<char, 64 << 10> bytes; // One for all: the program has one thread.
        const ssize_t count = ::recv(from.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count < 0 && errno == EAGAIN)
            return;
        // Whoever cannot take all at once is cut: what the bench sends fits any socket's buffer.
        if (count <= 0 || ::send(from.peer->socket.get(), bytes.data(), static_cast<std::size_t>(count),
                                 MSG_DONTWAIT | MSG_NOSIGNAL) != count)
            end();
    }

    void end()
    {
        m_client.socket.close();
        m_backend.socket.close();
        m_isOver = true;
    }

    Poller& m_poller;
    Side m_client;
    Side m_backend;
    bool m_isOver = false;
};

class Forwarder final : private Poller::Handler
{
public:
    Forwarder(Poller& poller, net::FileDescriptor listener, const net::SocketAddress& backend)
        : m_poller(poller)
        , m_listener(std::move(listener))
        , m_backend(backend)
    {
        m_poller.add(m_listener.get(), EPOLLIN, *this);
    }

private:
    void ready(std::uint32_t) override
    {
        std::erase_if(m_pairs, [](const auto& pair) { return pair->isOver(); });
        while (true) {
            auto client = net::acceptFrom(m_listener.get());
            if (!client || !client->isOpen())
                return;
            auto backend = net::startConnect(m_backend);
            if (backend)
                m_pairs.push_back(std::make_unique<Pair>(m_poller, *std::move(client), *std::move(backend)));
        }
    }

    Poller& m_poller;
    net::FileDescriptor m_listener;
    net::SocketAddress m_backend;
    std::vector<std::unique_ptr<Pair>> m_pairs;
};

} // namespace

Result<> runForwarder(std::uint16_t port, std::uint16_t backendPort)
{
    ASSIGN_OR_RETURN(const auto address, net::SocketAddress::create("127.0.0.1", port));
    ASSIGN_OR_RETURN(auto listener, net::listenOn(address, 4096));
    ASSIGN_OR_RETURN(auto poller, Poller::create());
    Forwarder forwarder(poller, std::move(listener), address.withPort(backendPort));
    while (true)
        poller.turn(std::chrono::seconds(60));
}

} // namespace causeway::bench
