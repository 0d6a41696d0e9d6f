#include "engine/lab/load_connection.h"

#include "engine/net/sockets.h"

namespace causeway::lab {

namespace {

constexpr std::size_t mostText = 300;

constexpr int readsPerTurn = 16; // Then the others have their turn.

FailureKind connectFailure(const Error& error)
{
    return error.code == ErrorCode::Unavailable ? FailureKind::ConnectRefused : FailureKind::ConnectFailed;
}

void assignField(std::string& to, const http::FieldList& fields, std::string_view name)
{
    const http::Field* const field = fields.find(name);
    to.assign(field ? field->value : std::string_view());
}

} // namespace

LoadConnection::LoadConnection(net::EventLoop& loop, ClientScratch& scratch, LoadConnectionOwner& owner)
    : m_loop(loop)
    , m_scratch(scratch)
    , m_owner(owner)
    , m_deadline([this] { fail(FailureKind::Timeout); })
{
}

std::optional<FailureKind> LoadConnection::open(const net::SocketAddress& address)
{
    m_address = address;
    auto socket = net::startConnect(address);
    if (!socket)
        return connectFailure(socket.error());
    m_transport = std::make_unique<net::PlainTransport>(std::move(*socket));
    m_interest = net::Readiness::Write;
    if (!m_loop.watch(m_transport->descriptor(), m_interest, *this)) {
        m_transport.reset();
        return FailureKind::ConnectFailed;
    }
    m_state = State::Connecting; // Closed -> Connecting: finishConnect() goes on.
    return std::nullopt;
}

void LoadConnection::send(const ClientRequest& request, std::chrono::milliseconds timeout)
{
    m_request = request;
    m_sent = 0;
    m_sendingEnded = false;
    m_left.clear();
    m_parser.reset();
    m_checksum.clear();
    m_hasHead = false;
    m_hasBytes = false;
    m_loop.arm(m_deadline, timeout);
    if (m_state == State::Connecting)
        return;
    m_state = State::Exchanging; // Idle -> Exchanging: the connection is kept from the exchange before.
    write();
}

void LoadConnection::close()
{
    if (!isOpen())
        return;
    m_deadline.disarm();
    m_loop.unwatch(m_transport->descriptor(), *this);
    m_transport.reset();
    m_state = State::Closed;
}

void LoadConnection::ready(net::Readiness what)
{
    if (m_state == State::Connecting)
        return finishConnect();
    if (contains(what, net::Readiness::Read) && readAll() == Progress::Over)
        return;
    if (contains(what, net::Readiness::Write) && m_state == State::Exchanging && !m_sendingEnded)
        write();
}

void LoadConnection::finishConnect()
{
    if (const auto outcome = net::connectOutcome(m_transport->descriptor(), m_address); !outcome)
        return fail(connectFailure(outcome.error()));
    m_state = State::Exchanging; // Connecting -> Exchanging: the request waited for this.
    write();
}

void LoadConnection::write()
{
    const std::size_t whole = m_head.size() + m_request.body.size();
    while (m_sent < whole) {
        const std::size_t ofHead = std::min(m_sent, m_head.size());
        const std::string_view body = m_request.body.substr(m_sent - ofHead);
        const std::array<iovec, 2> slices = {iovec{m_head.data() + ofHead, m_head.size() - ofHead},
                                             iovec{const_cast<char*>(body.data()), body.size()}};
        const net::IoOutcome outcome = m_transport->write(slices);
        if (outcome.status == net::IoStatus::WouldBlock)
            return wait(net::Readiness::Read | net::Readiness::Write);
        if (outcome.status == net::IoStatus::Failed)
            break; // The reply may be there all the same; reading tells how this ends.
        m_sent += outcome.bytes;
    }
    m_sendingEnded = true;
    wait(net::Readiness::Read);
}

void LoadConnection::wait(net::Readiness interest)
{
    if (interest == m_interest)
        return;
    m_interest = interest;
    if (!m_loop.change(m_transport->descriptor(), interest, *this))
        fail(FailureKind::ConnectFailed);
}

LoadConnection::Progress LoadConnection::readAll()
{
    for (int round = 0; round < readsPerTurn; ++round) {
        const net::IoOutcome outcome = m_transport->read(m_scratch.input);
        if (outcome.status == net::IoStatus::WouldBlock)
            return Progress::Going;
        if (outcome.status != net::IoStatus::Done)
            return peerEnded();
        const std::string_view bytes(reinterpret_cast<const char*>(m_scratch.input.data()), outcome.bytes);
        if (take(bytes) == Progress::Over)
            return Progress::Over;
        if (outcome.bytes < m_scratch.input.size())
            return Progress::Going; // The socket held no more; level-triggered polling brings what comes later.
    }
    return Progress::Going;
}

LoadConnection::Progress LoadConnection::take(std::string_view bytes)
{
    if (m_state == State::Idle) { // Nobody asked.
        m_owner.closedOnUs(*this);
        close();
        m_owner.lost(*this);
        return Progress::Over;
    }
    m_hasBytes = true;
    std::string joined;
    if (!m_left.empty()) {
        joined = std::move(m_left);
        joined.append(bytes);
        bytes = joined;
    }
    if (!m_hasHead && takeHead(bytes) == Progress::Over)
        return Progress::Over;
    if (m_hasHead && takeBody(bytes) == Progress::Over)
        return Progress::Over;
    m_left.assign(bytes);
    return Progress::Going;
}

LoadConnection::Progress LoadConnection::takeHead(std::string_view& bytes)
{
    while (!m_hasHead) {
        const http::ParseOutcome outcome = m_parser.parse(bytes, m_request.method, m_scratch.head);
        if (outcome.status == http::ParseOutcome::Status::NeedMore)
            return Progress::Going;
        if (outcome.status == http::ParseOutcome::Status::Refused || m_scratch.head.status == 101) {
            fail(FailureKind::Malformed);
            return Progress::Over;
        }
        if (!m_scratch.head.isInterim())
            acceptHead(m_scratch.head);
        m_parser.reset();
        bytes.remove_prefix(outcome.length);
    }
    return Progress::Going;
}

void LoadConnection::acceptHead(const http::ResponseHead& head)
{
    m_hasHead = true;
    m_peerStays = head.keepAlive;
    m_reply.status = head.status;
    m_reply.text.clear();
    assignField(m_reply.instance, head.fields, "X-Served-By");
    assignField(m_expectedContent, head.fields, "X-Content-Checksum");
    assignField(m_receivedByPeer, head.fields, "X-Received-Checksum");
    m_body.start(head.body);
}

LoadConnection::Progress LoadConnection::takeBody(std::string_view& bytes)
{
    while (true) {
        const http::BodyStep step = m_body.step(bytes, m_scratch.trailers);
        bytes.remove_prefix(step.consumed);
        switch (step.kind) {
        case http::BodyStep::Kind::NeedMore:
            return Progress::Going;
        case http::BodyStep::Kind::Content:
            m_checksum.add(step.content);
            if (m_reply.status >= 400 && m_reply.text.size() < mostText)
                m_reply.text.append(step.content.substr(0, mostText - m_reply.text.size()));
            break;
        case http::BodyStep::Kind::Done:
            return replyComplete(bytes.empty());
        case http::BodyStep::Kind::Refused:
            fail(FailureKind::Malformed);
            return Progress::Over;
        }
    }
}

/// The peer closed or reset: the end of a reply, an accident, or the end of an idle connection.
LoadConnection::Progress LoadConnection::peerEnded()
{
    if (m_hasHead && m_state == State::Exchanging && m_body.endOfInput().kind == http::BodyStep::Kind::Done)
        return replyComplete(false);
    const bool wasIdle = m_state == State::Idle;
    const bool wasAnnounced = m_request.isLast || (m_hasHead && !m_peerStays);
    if (!wasAnnounced)
        m_owner.closedOnUs(*this);
    if (wasIdle) {
        close();
        m_owner.lost(*this);
    } else {
        fail(m_hasBytes ? FailureKind::Truncated : FailureKind::Reset);
    }
    return Progress::Over;
}

LoadConnection::Progress LoadConnection::replyComplete(bool isClean)
{
    m_deadline.disarm();
    m_reply.failure = judge();
    const bool isWholeRequestSent = m_sent == m_head.size() + m_request.body.size();
    if (isClean && m_peerStays && !m_request.isLast && isWholeRequestSent) {
        m_state = State::Idle; // Exchanging -> Idle: ready for the next request.
        m_idleSince = m_loop.now();
    } else {
        close();
    }
    m_owner.replied(*this, m_request, m_reply);
    return Progress::Over;
}

std::optional<FailureKind> LoadConnection::judge() const
{
    if (m_reply.status >= 500)
        return FailureKind::Status5xx;
    if (m_reply.status >= 400)
        return FailureKind::Status4xx;
    const bool hasContent = m_request.method != http::Method::Head;
    const bool isContentWrong = hasContent && !m_expectedContent.empty() && m_expectedContent != m_checksum.hex();
    const bool isUploadWrong =
        !m_request.checksum.empty() && !m_receivedByPeer.empty() && m_receivedByPeer != m_request.checksum;
    return isContentWrong || isUploadWrong ? std::optional(FailureKind::BadChecksum) : std::nullopt;
}

void LoadConnection::fail(FailureKind failure)
{
    close();
    m_owner.failed(*this, m_request, failure);
}

} // namespace causeway::lab
