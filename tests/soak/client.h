#pragma once

#include "engine/base/random.h"
#include "engine/http/body_reader.h"
#include "engine/http/response_parser.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "tests/soak/request_book.h"
#include "tests/support/stream.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace causeway::soak {

/// What the clients have in common.
struct ClientWorld
{
    net::EventLoop& loop;
    RequestBook& book;
    net::SocketAddress plain;
    net::SocketAddress secure;
    std::function<const net::TlsContext&()> tls; // The newest.
    unsigned routes = 1;
    std::uint64_t lastId = 0;
    bool isStopping = false; // Who has nothing under way closes, and begins nothing new.
};

/// A user agent that asks for ever, each connection in another way: kept alive, once, several requests at a time, or
/// given up in the middle. It checks every byte of what it gets.
///
/// Threads: the loop's only.
class Client final : private test::Stream::Owner
{
public:
    Client(ClientWorld& world, std::uint64_t seed);

    void start();
    bool isOpen() const { return m_stream != nullptr; }

private:
    enum class Manner
    {
        KeepAlive,
        OneShot,
        Pipelining,
        Aborting
    };

    void arrived() override;
    void written() override {}
    void ended(bool isOrderly, const std::string& problem) override;

    void open();
    void close();
    void beginAgain();
    void ask();
    Order draw();
    void send(const Order& order);
    bool readHead();
    void checkHead(const Order& order);
    bool readContent();
    void answered();
    void giveUp();
    void failAll(const std::string& why);
    void mismatch(const std::string& why);

    ClientWorld& m_world;
    Random m_random;
    Manner m_manner = Manner::KeepAlive;
    unsigned m_turnsLeft = 0;
    std::deque<Order> m_waiting; // For their answers, in order.
    http::ResponseParser m_parser;
    http::ResponseHead m_head;
    http::BodyReader m_body;
    std::optional<std::string> m_wrong; // With the answer that is being read.
    bool m_isInContent = false;
    std::size_t m_received = 0;
    net::CallbackTimer m_patience;
    net::CallbackTimer m_next; // Begins the next connection, in a turn of its own.
    std::unique_ptr<test::Stream> m_stream;
};

} // namespace causeway::soak
