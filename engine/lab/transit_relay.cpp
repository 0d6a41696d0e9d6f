#include "engine/lab/transit_relay.h"

#include "engine/lab/source_socket.h"
#include "engine/net/sockets.h"

#include <cerrno>
#include <sys/socket.h>

namespace causeway::lab {

namespace {

constexpr std::size_t pieceBytes = 16UL * 1024;
constexpr std::size_t mostBuffered = 1024UL * 1024; // Each way; what a path of 20 ms holds at 400 Mbit/s.

} // namespace

void RelayFlow::due()
{
    m_relay.deliver(*this);
}

TransitRelay::TransitRelay(net::EventLoop& loop, RelayOwner& owner, TransitLink* link, bool isForth, Ends ends,
                           std::chrono::milliseconds darkLimit, Counted counted)
    : m_loop(loop)
    , m_owner(owner)
    , m_link(link)
    , m_clientAddress(ends.clientAddress)
    , m_targetAddress(ends.target)
    , m_darkLimit(darkLimit)
    , m_counted(counted)
    , m_there(*this)
    , m_back(*this)
    , m_dark([this] { abort(); })
{
    m_client.relay = this;
    m_client.socket = std::move(ends.client);
    m_client.isConnected = true;
    m_target.relay = this;
    if (!link)
        return;
    m_there.line.emplace(isForth ? link->forth : link->back, loop.now());
    m_back.line.emplace(isForth ? link->back : link->forth, loop.now());
}

TransitRelay::~TransitRelay()
{
    m_owner.unschedule(m_there);
    m_owner.unschedule(m_back);
    release(m_client);
    release(m_target);
}

void TransitRelay::start()
{
    if (m_link && m_link->isCut())
        cut();
    else if (connectTarget() == Progress::Over)
        return;
    wait(m_client);
}

TransitRelay::Progress TransitRelay::connectTarget()
{
    auto socket = connectFrom(m_clientAddress, m_targetAddress);
    if (!socket)
        return abort();
    m_target.socket = *std::move(socket);
    wait(m_target);
    return Progress::Going;
}

TransitRelay::Progress TransitRelay::finishConnect()
{
    if (!net::connectOutcome(m_target.socket.get(), m_targetAddress))
        return abort();
    m_target.isConnected = true;
    return writeTo(m_there);
}

void TransitRelay::ready(Side& side, net::Readiness what)
{
    if (!side.isConnected && finishConnect() == Progress::Over)
        return;
    if (contains(what, net::Readiness::Read) || contains(what, net::Readiness::Hangup))
        readFrom(side, contains(what, net::Readiness::Hangup));
    side.isWriteBlocked = side.isWriteBlocked && !contains(what, net::Readiness::Write);
    if (writeTo(m_there) == Progress::Over || writeTo(m_back) == Progress::Over)
        return;
    wait(m_client);
    wait(m_target);
}

/// After a hangup all is taken, because there is nothing to hold back any more: the kernel holds no more than its
/// buffer.
void TransitRelay::readFrom(Side& side, bool takesAll)
{
    RelayFlow& flow = flowFrom(side);
    std::array<char, pieceBytes> buffer;
    while (!flow.isSourceDone && (takesAll || flow.buffered < mostBuffered)) {
        const ssize_t count = ::recv(side.socket.get(), buffer.data(), buffer.size(), 0);
        if (count > 0)
            take(flow, RelayFlow::Piece::Kind::Bytes, std::string(buffer.data(), static_cast<std::size_t>(count)));
        else if (count == 0)
            take(flow, RelayFlow::Piece::Kind::End, {});
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            break;
        else if (errno != EINTR)
            take(flow, RelayFlow::Piece::Kind::Reset, {});
    }
    if (!takesAll)
        return;
    if (!flow.isSourceDone)
        take(flow, RelayFlow::Piece::Kind::Reset, {});
    release(side); // Both ways are closed: nothing more can be told to it or by it.
}

void TransitRelay::take(RelayFlow& flow, RelayFlow::Piece::Kind kind, std::string bytes)
{
    const MonotonicTime now = m_loop.now();
    const MonotonicTime arrives = flow.line ? flow.line->arrival(now, std::max<std::size_t>(bytes.size(), 1)) : now;
    flow.isSourceDone = kind != RelayFlow::Piece::Kind::Bytes;
    flow.buffered += bytes.size();
    if (m_link && m_counted == Counted::Yes)
        m_link->bytes.add(now, bytes.size());
    flow.pieces.push_back({kind, arrives, std::move(bytes)});
}

void TransitRelay::deliver(RelayFlow& flow)
{
    if (writeTo(flow) == Progress::Over)
        return;
    wait(m_client);
    wait(m_target);
}

/// Hands over what has arrived, and asks to be woken for the rest.
TransitRelay::Progress TransitRelay::writeTo(RelayFlow& flow)
{
    Side& sink = sinkOf(flow);
    while (!m_isCut && sink.isConnected && !sink.isWriteBlocked && !flow.pieces.empty()) {
        if (flow.pieces.front().arrives > std::chrono::steady_clock::now()) {
            m_owner.schedule(flow, flow.pieces.front().arrives);
            return Progress::Going;
        }
        if (writePiece(flow) == Progress::Over)
            return Progress::Over;
    }
    return Progress::Going;
}

TransitRelay::Progress TransitRelay::writePiece(RelayFlow& flow)
{
    RelayFlow::Piece& piece = flow.pieces.front();
    Side& sink = sinkOf(flow);
    if (piece.kind == RelayFlow::Piece::Kind::Reset)
        return abort();
    if (piece.kind == RelayFlow::Piece::Kind::End)
        return end(flow);
    if (!sink.socket.isOpen())
        return abort(); // What is said to someone who has left: TCP answers it with a reset.
    const ssize_t count =
        ::send(sink.socket.get(), piece.bytes.data() + flow.written, piece.bytes.size() - flow.written, MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        sink.isWriteBlocked = true;
        return Progress::Going;
    }
    if (count < 0 && errno != EINTR)
        return abort();
    flow.written += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    if (flow.written < piece.bytes.size())
        return Progress::Going;
    flow.buffered -= piece.bytes.size();
    flow.written = 0;
    flow.pieces.pop_front();
    return Progress::Going;
}

TransitRelay::Progress TransitRelay::end(RelayFlow& flow)
{
    flow.pieces.pop_front();
    flow.isSinkDone = true;
    if (m_there.isSinkDone && m_back.isSinkDone) {
        m_owner.ended(*this);
        return Progress::Over;
    }
    if (sinkOf(flow).socket.isOpen())
        ::shutdown(sinkOf(flow).socket.get(), SHUT_WR);
    return Progress::Going;
}

TransitRelay::Progress TransitRelay::abort()
{
    for (Side* const side : {&m_client, &m_target})
        if (side->socket.isOpen())
            resetOnClose(side->socket);
    m_owner.ended(*this);
    return Progress::Over;
}

/// A link that is cut answers nothing; after a while those who wait are told so.
void TransitRelay::cut()
{
    m_isCut = true;
    m_loop.arm(m_dark, m_darkLimit);
}

/// What was on its way is sent again at once and arrives after the link's delay.
void TransitRelay::heal()
{
    m_isCut = false;
    m_dark.disarm();
    for (RelayFlow* const flow : {&m_there, &m_back}) {
        const MonotonicTime soonest = m_loop.now() + (flow->line ? m_link->forth.shape().delay : Duration(0));
        for (RelayFlow::Piece& piece : flow->pieces)
            piece.arrives = std::max(piece.arrives, soonest);
    }
    if (!m_target.isConnected && !m_target.socket.isOpen() && connectTarget() == Progress::Over)
        return;
    if (writeTo(m_there) == Progress::Over || writeTo(m_back) == Progress::Over)
        return;
    wait(m_client);
    wait(m_target);
}

void TransitRelay::wait(Side& side)
{
    if (!side.socket.isOpen())
        return;
    net::Readiness interest = net::Readiness::None;
    const RelayFlow& from = flowFrom(side);
    if (side.isConnected && !from.isSourceDone && from.buffered < mostBuffered)
        interest = interest | net::Readiness::Read;
    if (!side.isConnected || side.isWriteBlocked)
        interest = interest | net::Readiness::Write;
    if (side.isWatched && interest == side.interest)
        return;
    const auto outcome = side.isWatched ? m_loop.change(side.socket.get(), interest, side)
                                        : m_loop.watch(side.socket.get(), interest, side);
    side.isWatched = side.isWatched || outcome.has_value();
    side.interest = interest;
}

void TransitRelay::release(Side& side)
{
    if (side.isWatched)
        m_loop.unwatch(side.socket.get(), side);
    side.isWatched = false;
    side.socket.close();
}

} // namespace causeway::lab
