#include "tests/soak/client.h"

#include "engine/http/head_writer.h"
#include "engine/net/sockets.h"
#include "tests/soak/content.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::soak {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds patience = 30s;
constexpr unsigned mostTurns = 300;
constexpr unsigned mostAtOnce = 8;
constexpr std::size_t pieceSize = 5'000; // Of chunked uploads.

/// Most are small, as requests are; some do not fit into any buffer.
std::size_t drawSize(Random& random)
{
    switch (random.below(32)) {
    case 0:
        return random.below(256 << 10);
    case 1:
    case 2:
        return random.below(40 << 10);
    case 3:
        return 0;
    default:
        return random.below(2'000);
    }
}

} // namespace

Client::Client(ClientWorld& world, std::uint64_t seed)
    : m_world(world)
    , m_random(seed)
    , m_patience([this] {
        failAll("no answer in 30 s");
        beginAgain();
    })
    , m_next([this] { open(); })
{
}

void Client::start()
{
    m_world.loop.arm(m_next, 0ms);
}

void Client::open()
{
    if (m_world.isStopping)
        return;
    const bool isSecure = m_random.below(2) == 0;
    auto socket = net::startConnect(isSecure ? m_world.secure : m_world.plain);
    if (!socket) {
        m_world.loop.arm(m_next, 100ms); // Out of ports, most likely: they come back.
        return;
    }
    std::unique_ptr<net::Transport> transport;
    if (isSecure)
        transport = m_world.tls().wrap(*std::move(socket));
    else
        transport = std::make_unique<net::PlainTransport>(*std::move(socket));
    m_stream.reset(new test::Stream(m_world.loop, std::move(transport), *this)); // The base is private.
    constexpr Manner manners[] = {Manner::KeepAlive, Manner::KeepAlive, Manner::Pipelining, Manner::OneShot,
                                  Manner::Aborting};
    m_manner = manners[m_random.below(std::size(manners))];
    const bool asksOnce = m_manner == Manner::OneShot || m_manner == Manner::Aborting;
    m_turnsLeft = asksOnce ? 1 : 1 + static_cast<unsigned>(m_random.below(mostTurns));
    ask();
}

void Client::close()
{
    m_patience.disarm();
    m_stream.reset();
    m_waiting.clear();
    m_parser.reset();
    m_isInContent = false;
}

void Client::beginAgain()
{
    close();
    start();
}

void Client::ask()
{
    const bool isImpatient = m_manner == Manner::Aborting;
    m_world.loop.arm(m_patience, isImpatient ? std::chrono::milliseconds(m_random.below(1'000)) : patience);
    --m_turnsLeft;
    const std::uint64_t times = m_manner == Manner::Pipelining ? 2 + m_random.below(mostAtOnce - 1) : 1;
    for (std::uint64_t i = 0; i < times; ++i) {
        m_waiting.push_back(draw());
        m_world.book.began(m_waiting.back());
        send(m_waiting.back());
    }
    if (m_manner == Manner::Aborting && m_random.below(2) == 0)
        giveUp();
}

Order Client::draw()
{
    Order order;
    order.id = ++m_world.lastId;
    order.route = static_cast<unsigned>(m_random.below(m_world.routes));
    order.download = drawSize(m_random);
    order.isDownloadChunked = m_random.below(3) == 0;
    const std::uint64_t kind = m_random.below(10);
    if (m_manner == Manner::Pipelining || kind < 6) {
        order.method = http::Method::Get;
    } else if (kind == 6) {
        order.method = http::Method::Head;
    } else {
        order.method = kind == 7 ? http::Method::Put : http::Method::Post;
        order.upload = drawSize(m_random);
        order.isUploadChunked = m_random.below(3) == 0;
    }
    order.saysGoodbye = m_random.below(50) == 0;
    if (m_manner != Manner::Pipelining && m_random.below(200) == 0) // One that dies takes those behind it along.
        order.death = m_random.below(2) == 0 ? Order::Death::BeforeAnswer : Order::Death::InAnswer;
    return order;
}

void Client::send(const Order& order)
{
    std::string text;
    http::HeadWriter writer(text);
    writer.requestLine(http::nameOf(order.method), order.target());
    writer.field("Host", "soak.example");
    const bool isLast = m_turnsLeft == 0 && m_manner != Manner::Pipelining;
    if (isLast)
        writer.field("Connection", "close");
    const bool hasUpload = order.method == http::Method::Put || order.method == http::Method::Post;
    if (hasUpload && order.isUploadChunked)
        writer.field("Transfer-Encoding", "chunked");
    else if (hasUpload)
        writer.field("Content-Length", order.upload);
    writer.finish();
    std::string_view upload = hasUpload ? uploadOf(order.id, order.upload) : std::string_view();
    if (m_manner == Manner::Aborting && !order.isUploadChunked)
        upload = upload.substr(0, upload.size() / 2); // It never comes to the end of it.
    if (!order.isUploadChunked) {
        text.append(upload);
        return m_stream->send(text);
    }
    for (; !upload.empty(); upload.remove_prefix(std::min(upload.size(), pieceSize)))
        text.append(fmt::format("{:x}\r\n{}\r\n", std::min(upload.size(), pieceSize), upload.substr(0, pieceSize)));
    text.append("0\r\n\r\n");
    m_stream->send(text);
}

void Client::giveUp()
{
    for (const Order& order : m_waiting)
        m_world.book.aborted(order);
    if (m_random.below(2) == 0)
        m_stream->resetAtEnd();
    beginAgain();
}

void Client::arrived()
{
    if (m_manner == Manner::Aborting)
        return giveUp();
    while (m_stream && (m_isInContent ? readContent() : readHead()))
        ;
}

/// False when there is no more to read for now, or the connection is another one.
bool Client::readHead()
{
    std::string& input = m_stream->input();
    if (input.empty())
        return false;
    if (m_waiting.empty()) {
        m_world.book.mismatched({}, "bytes that nobody asked for");
        beginAgain();
        return false;
    }
    const Order& order = m_waiting.front();
    const http::ParseOutcome outcome = m_parser.parse(input, order.method, m_head);
    if (outcome.status == http::ParseOutcome::Status::NeedMore)
        return false;
    if (outcome.status == http::ParseOutcome::Status::Refused) {
        mismatch("an answer that breaks the rules");
        return false;
    }
    m_parser.reset();
    m_wrong.reset();
    m_received = 0;
    if (!m_head.isInterim()) {
        checkHead(order);
        m_body.start(m_head.body);
        m_isInContent = true;
    }
    input.erase(0, outcome.length);
    return true;
}

void Client::checkHead(const Order& order)
{
    const auto valueOf = [this](std::string_view name) {
        const http::Field* const field = m_head.fields.find(name);
        return field ? std::string(field->value) : std::string();
    };
    const bool hasUpload = order.method == http::Method::Put || order.method == http::Method::Post;
    if (m_head.status != 200)
        return; // Not the upstream's: a failure, told when it is whole.
    if (valueOf(identityField) != std::to_string(order.id))
        m_wrong = "the answer of request " + valueOf(identityField);
    else if (valueOf(routeField) != std::to_string(order.route))
        m_wrong = "the answer of route " + valueOf(routeField);
    else if (valueOf(receivedField) != fmt::format("{} right", hasUpload ? order.upload : 0))
        m_wrong = "the upstream received " + valueOf(receivedField);
}

bool Client::readContent()
{
    std::string_view input = m_stream->input();
    const Order& order = m_waiting.front();
    const std::string_view expected =
        order.method == http::Method::Head ? std::string_view() : downloadOf(order.id, order.download);
    http::FieldList trailers;
    while (true) {
        const http::BodyStep step = m_body.step(input, trailers);
        input.remove_prefix(step.consumed);
        if (step.kind == http::BodyStep::Kind::Content) {
            const bool fits = m_received + step.content.size() <= expected.size();
            const bool isRight = fits && expected.substr(m_received, step.content.size()) == step.content;
            if (m_head.status == 200 && !isRight && !m_wrong)
                m_wrong = fmt::format("a wrong byte after {} of {}", m_received, expected.size());
            m_received += step.content.size();
            continue;
        }
        m_stream->input().erase(0, m_stream->input().size() - input.size());
        if (step.kind == http::BodyStep::Kind::NeedMore)
            return false;
        if (step.kind == http::BodyStep::Kind::Refused) {
            mismatch("content that breaks the rules");
            return false;
        }
        if (m_head.status == 200 && m_received != expected.size() && !m_wrong)
            m_wrong = fmt::format("{} bytes instead of {}", m_received, expected.size());
        answered();
        return m_stream != nullptr;
    }
}

void Client::answered()
{
    m_isInContent = false;
    const Order order = m_waiting.front();
    if (m_head.status == 200 && order.death != Order::Death::None && !m_wrong)
        m_wrong = "a whole answer from an upstream that died";
    if (m_wrong)
        return mismatch(*m_wrong);
    m_waiting.pop_front();
    if (m_head.status == 200)
        m_world.book.checked(order);
    else
        m_world.book.failed(order, fmt::format("status {}", m_head.status));
    const bool isClosing = !m_head.keepAlive;
    if (isClosing && !m_waiting.empty())
        failAll("the connection was closed before its turn");
    if (!m_waiting.empty())
        return;
    if (isClosing || m_turnsLeft == 0 || m_world.isStopping)
        return beginAgain();
    ask();
}

void Client::ended(bool isOrderly, const std::string& problem)
{
    failAll(isOrderly ? "the connection was closed" : "the connection broke: " + problem);
    beginAgain();
}

void Client::mismatch(const std::string& why)
{
    m_world.book.mismatched(m_waiting.front(), why);
    m_waiting.pop_front();
    failAll("behind an answer that was wrong");
    beginAgain();
}

void Client::failAll(const std::string& why)
{
    if (!m_waiting.empty() && m_world.book.isExcused(m_waiting.front().id))
        for (const Order& order : m_waiting) // Who waits behind an exchange goes down with it.
            m_world.book.orphaned(order.id);
    for (const Order& order : m_waiting)
        m_manner == Manner::Aborting ? m_world.book.aborted(order) : m_world.book.failed(order, why);
    m_waiting.clear();
}

} // namespace causeway::soak
