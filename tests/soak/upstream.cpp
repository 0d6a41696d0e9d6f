#include "tests/soak/upstream.h"

#include "engine/base/assert.h"
#include "engine/http/body_reader.h"
#include "engine/http/head_writer.h"
#include "engine/http/request_parser.h"
#include "engine/net/sockets.h"
#include "tests/soak/content.h"
#include "tests/support/stream.h"

#include <fmt/format.h>

#include <optional>

namespace causeway::soak {

namespace {

constexpr std::size_t pieceSize = 7'000; // Of chunked answers: no power of two, and no divisor of a buffer.

} // namespace

class Upstream::Connection final : private test::Stream::Owner
{
public:
    Connection(Upstream& upstream, std::unique_ptr<net::Transport> transport)
        : m_upstream(upstream)
        , m_stream(upstream.m_loop, std::move(transport), *this)
    {
    }

    void die()
    {
        m_upstream.m_book.orphaned(m_newest); // A reset takes with it what the kernel has not sent yet.
        m_stream.resetAtEnd();
    }

private:
    enum class Step
    {
        Waits,
        GoesOn,
        Over // The connection is gone.
    };

    void arrived() override
    {
        while (true)
            switch (m_order ? readUpload() : readHead()) {
            case Step::GoesOn:
                break;
            case Step::Waits:
            case Step::Over:
                return;
            }
    }

    void written() override
    {
        if (m_endsWhenWritten)
            m_stream.finishWriting();
    }

    void ended(bool, const std::string&) override { m_upstream.gone(*this); }

    Step readHead()
    {
        if (m_stream.input().empty())
            return Step::Waits;
        const http::ParseOutcome outcome = m_parser.parse(m_stream.input(), m_head);
        if (outcome.status == http::ParseOutcome::Status::NeedMore)
            return Step::Waits;
        m_order = outcome.status == http::ParseOutcome::Status::Done
                      ? Order::of(m_head.path, m_head.query, m_head.method)
                      : std::nullopt;
        if (!m_order) { // What a proxy makes of a request must be one: the client hears 400, which it did not order.
            m_stream.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            m_endsWhenWritten = true;
            m_stream.input().clear();
            return Step::Waits;
        }
        m_newest = m_order->id;
        m_upstream.m_book.arrived(m_newest);
        m_body.start(m_head.body);
        m_received = 0;
        m_isUploadRight = true;
        m_stream.input().erase(0, outcome.length);
        return Step::GoesOn;
    }

    Step readUpload()
    {
        std::string_view input = m_stream.input();
        const std::string_view expected = uploadOf(m_order->id, m_order->upload);
        http::FieldList trailers;
        while (true) {
            const http::BodyStep step = m_body.step(input, trailers);
            const bool fits = m_received + step.content.size() <= expected.size();
            m_isUploadRight =
                m_isUploadRight && fits && expected.substr(m_received, step.content.size()) == step.content;
            m_received += step.content.size();
            input.remove_prefix(step.consumed);
            if (step.kind == http::BodyStep::Kind::Content)
                continue;
            m_stream.input().erase(0, m_stream.input().size() - input.size());
            if (step.kind == http::BodyStep::Kind::NeedMore)
                return Step::Waits;
            m_isUploadRight =
                m_isUploadRight && step.kind == http::BodyStep::Kind::Done && m_received == expected.size();
            return answer();
        }
    }

    Step answer()
    {
        const Order order = *std::exchange(m_order, std::nullopt);
        if (order.death != Order::Death::None) {
            m_upstream.m_book.orphaned(order.id);
            m_stream.resetAtEnd();
        }
        if (order.death == Order::Death::BeforeAnswer) {
            m_upstream.gone(*this);
            return Step::Over;
        }
        std::string text = headOf(order);
        if (order.method != http::Method::Head)
            appendContent(text, order);
        if (order.death == Order::Death::InAnswer) {
            m_stream.send(std::string_view(text).substr(0, text.size() / 2));
            m_upstream.gone(*this);
            return Step::Over;
        }
        m_endsWhenWritten = order.saysGoodbye;
        m_stream.send(text);
        if (m_endsWhenWritten && !m_stream.hasOutput())
            m_stream.finishWriting();
        return Step::GoesOn;
    }

    std::string headOf(const Order& order) const
    {
        std::string text;
        http::HeadWriter writer(text);
        writer.statusLine(order.route == m_upstream.m_route ? 200 : 421);
        writer.field(identityField, order.id);
        writer.field(routeField, m_upstream.m_route);
        writer.field(receivedField, fmt::format("{} {}", m_received, m_isUploadRight ? "right" : "wrong"));
        if (order.isDownloadChunked)
            writer.field("Transfer-Encoding", "chunked");
        else
            writer.field("Content-Length", order.download);
        if (order.saysGoodbye)
            writer.field("Connection", "close");
        writer.finish();
        return text;
    }

    static void appendContent(std::string& text, const Order& order)
    {
        std::string_view content = downloadOf(order.id, order.download);
        if (!order.isDownloadChunked) {
            text.append(content);
            return;
        }
        for (; !content.empty(); content.remove_prefix(std::min(content.size(), pieceSize)))
            text.append(
                fmt::format("{:x}\r\n{}\r\n", std::min(content.size(), pieceSize), content.substr(0, pieceSize)));
        text.append("0\r\n\r\n");
    }

    Upstream& m_upstream;
    http::RequestParser m_parser;
    http::RequestHead m_head;
    http::BodyReader m_body;
    std::optional<Order> m_order; // While its upload comes.
    std::uint64_t m_newest = 0;   // Request.
    std::size_t m_received = 0;
    bool m_isUploadRight = true;
    bool m_endsWhenWritten = false;
    test::Stream m_stream;
};

Upstream::Upstream(net::EventLoop& loop, RequestBook& book, unsigned route, std::shared_ptr<const net::TlsContext> tls)
    : m_loop(loop)
    , m_book(book)
    , m_route(route)
    , m_tls(std::move(tls))
    , m_address(net::SocketAddress::create("127.0.0.1", 0).value())
{
    rise();
}

Upstream::~Upstream()
{
    if (m_listener.isOpen())
        m_loop.unwatch(m_listener.get(), *this);
}

void Upstream::rise()
{
    if (m_listener.isOpen())
        return;
    auto listener = net::listenOn(m_address);
    if (!listener)
        return; // Somebody has taken the port: it stays dead, which the proxy has to live with.
    m_listener = *std::move(listener);
    m_address = net::SocketAddress::ofSocket(m_listener.get()).value(); // The port that port 0 became is kept.
    const auto watched = m_loop.watch(m_listener.get(), net::Readiness::Read, *this);
    CAUSEWAY_ASSERT(watched);
}

void Upstream::die()
{
    if (!m_listener.isOpen())
        return;
    m_loop.unwatch(m_listener.get(), *this);
    m_listener.close();
    for (const auto& [connection, owned] : m_connections)
        connection->die();
    m_connections.clear();
    m_book.upstreamDied();
}

void Upstream::ready(net::Readiness)
{
    while (true) {
        auto socket = net::acceptFrom(m_listener.get());
        if (!socket || !socket->isOpen())
            return;
        std::unique_ptr<net::Transport> transport;
        if (m_tls)
            transport = m_tls->wrap(*std::move(socket));
        else
            transport = std::make_unique<net::PlainTransport>(*std::move(socket));
        auto connection = std::make_unique<Connection>(*this, std::move(transport));
        Connection& added = *connection;
        m_connections.emplace(&added, std::move(connection));
    }
}

void Upstream::gone(Connection& connection)
{
    m_connections.erase(&connection);
}

} // namespace causeway::soak
