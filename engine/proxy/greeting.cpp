#include "engine/proxy/greeting.h"

#include "engine/base/log.h"
#include "engine/proxy/client_connection.h"
#include "engine/proxy/own_answer.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/proxy_header.h"
#include "engine/proxy/stream_connection.h"
#include "engine/proxy/worker.h"

#include <sys/socket.h>

namespace causeway::proxy {

namespace {

constexpr std::chrono::seconds lingerTime{2};

} // namespace

bool Greeting::isNeededFor(const ListenerState& listener)
{
    return listener.policy() || listener.front() || listener.streams() || listener.takesProxyHeader() ||
           !listener.hasRequests();
}

Greeting::Greeting(PlaneWorker& plane, Pinned<ListenerState> listener, net::FileDescriptor socket)
    : m_plane(plane)
    , m_memoryOfTls(plane.worker().memory())
    , m_listener(std::move(listener))
    , m_transport(std::make_unique<net::PlainTransport>(std::move(socket)))
    , m_input(plane.worker().buffers())
    , m_deadline(plane.worker().loop(), *this)
    , m_origin(std::make_unique<ClientOrigin>(ClientOrigin::ofSocket(m_transport->descriptor())))
{
}

Greeting::~Greeting() = default;

void Greeting::start()
{
    const auto watched = m_plane.worker().loop().watch(m_transport->descriptor(), m_interest, *this);
    if (!watched) {
        log::warn("{}: {}", m_plane.options().name, watched.error().message);
        return close();
    }
    m_isWatched = true;
    m_deadline.set(m_plane.options().headTimeout);
    if (m_listener->takesProxyHeader()) {
        m_state = State::InHeader;
        if (!m_listener->trusts(m_origin->peer))
            refuse("it is not trusted to send a PROXY header, with which connections begin here");
        return;
    }
    goOn();
}

void Greeting::setInterest(net::Readiness interest)
{
    if (m_state == State::Closed || interest == m_interest)
        return;
    if (!m_plane.worker().loop().change(m_transport->descriptor(), interest, *this))
        return close();
    m_interest = interest;
}

void Greeting::ready(net::Readiness)
{
    switch (m_state) {
    case State::InHeader:
    case State::InFirstBytes:
        return receive() ? goOn() : close();
    case State::InHandshake:
        return shakeHands();
    case State::Lingering:
        return discardInput();
    case State::Closed:
        return;
    }
}

/// False when the peer has gone.
bool Greeting::receive()
{
    const net::IoOutcome outcome = m_transport->read(m_input.room());
    if (outcome.status == net::IoStatus::Done)
        m_input.commit(outcome.bytes);
    return outcome.status == net::IoStatus::Done || outcome.status == net::IoStatus::WouldBlock;
}

void Greeting::goOn()
{
    if (m_state == State::InHeader)
        readHeader();
    if (m_state == State::InFirstBytes)
        readFirstBytes();
}

/// InHeader -> InFirstBytes
void Greeting::readHeader()
{
    const ProxyHeaderOutcome outcome = readProxyHeader(m_input.bytes());
    if (outcome.status == ProxyHeaderOutcome::Status::NeedMore)
        return;
    if (outcome.status == ProxyHeaderOutcome::Status::Refused)
        return refuse(outcome.reason);
    if (outcome.header.ends) {
        m_origin->peer = outcome.header.ends->source;
        m_origin->peerHost = m_origin->peer.host();
        m_origin->destination = std::make_unique<const net::SocketAddress>(outcome.header.ends->destination);
    }
    m_input.consume(outcome.header.length);
    m_input.compact();
    m_state = State::InFirstBytes;
}

void Greeting::readFirstBytes()
{
    const bool maySpeakTls = m_listener->policy() || m_listener->front() || m_listener->hasTlsStreams();
    if (!maySpeakTls)
        return choosePlain(); // Whoever speaks first.
    if (m_input.isEmpty())
        return m_input.release();
    if (m_input.bytes().front() != handshakeRecord)
        return choosePlain();
    if (m_listener->front() || m_listener->hasTlsStreams())
        return readHello();
    chooseTls(); // Nothing depends on the server's name.
}

void Greeting::readHello()
{
    const auto status = m_hello.read(m_input.bytes());
    if (status == ClientHelloReader::Status::NeedMore && m_input.isFull())
        return refuse("the ClientHello is in too many pieces");
    if (status == ClientHelloReader::Status::NeedMore)
        return;
    const bool endsHere = m_listener->policy() || m_listener->front();
    if (status == ClientHelloReader::Status::Refused && !endsHere)
        return refuse(m_hello.reason());
    m_origin->serverName = m_hello.serverName();
    chooseTls(); // What is wrong with a hello is OpenSSL's to say, where it is there.
}

StreamRouter::Client Greeting::client()
{
    m_destination = m_origin->destinationOf(m_transport->descriptor());
    return {m_origin->peer, m_destination};
}

void Greeting::chooseTls()
{
    if (m_listener->hasTlsStreams()) {
        const std::size_t route = m_listener->streams()->router.findTls(m_origin->serverName, client());
        if (route != StreamRouter::npos && !m_listener->streams()->targets[route].endsTls)
            return becomeStream(route);
        m_stream = route;
    }
    const std::string& name = m_origin->serverName;
    if (m_stream != StreamRouter::npos && m_listener->front())
        return beginTls(m_listener->front()->forStreams(name));
    if (m_listener->policy() || m_listener->front()) {
        if (!m_listener->hasRequests())
            return refuse(name.empty() ? "no route takes TLS without a server name"
                                       : "no server here is named '" + name + "'");
        return beginTlsForRequests();
    }
    if (m_listener->streams()->router.hasPlain() || m_listener->hasRequests())
        return choosePlain(); // Nothing here knows that it is TLS.
    refuse(name.empty() ? "the ClientHello names no server" : "no server here is named '" + name + "'");
}

void Greeting::beginTlsForRequests()
{
    const net::TlsContext* const context =
        m_listener->front()
            ? &m_listener->front()->forRequests(m_origin->serverName)
            : (m_plane.security() ? m_plane.security()->forClients(m_listener->policy()->tls.trust) : nullptr);
    context ? beginTls(*context) : close();
}

void Greeting::choosePlain()
{
    if (m_listener->streams() && m_listener->streams()->router.hasPlain()) {
        const std::size_t route = m_listener->streams()->router.findPlain(client());
        if (route != StreamRouter::npos)
            return becomeStream(route);
    }
    const bool takesPlain = !m_listener->front() && (!m_listener->policy() || m_listener->policy()->tls.acceptsPlain);
    if (m_listener->hasRequests() && takesPlain)
        return becomeRequests();
    if (m_listener->hasRequests() && m_listener->front())
        return answerPlain();
    if (m_listener->policy() && !m_input.isEmpty())
        return beginTlsForRequests(); // Whose refusal says what is wrong.
    refuse(m_listener->hasTlsStreams() ? "the peer does not speak TLS" : "no route takes the connection");
}

/// InFirstBytes -> InHandshake
void Greeting::beginTls(const net::TlsContext& context)
{
    m_demands = m_listener->front() ? m_listener->front()->demands() : 0;
    m_transport = context.wrap(m_transport->release(), nullptr, std::string(m_input.bytes()));
    m_input.release();
    m_memoryOfTls.hold(memoryOfWarmTls);
    m_state = State::InHandshake;
    shakeHands();
}

void Greeting::shakeHands()
{
    switch (m_transport->shakeHands()) {
    case net::IoStatus::Done:
        return m_stream == StreamRouter::npos ? becomeRequests() : becomeEndedStream();
    case net::IoStatus::WouldBlock:
        return setInterest(net::readinessFor(*m_transport, true, false));
    case net::IoStatus::EndOfStream:
    case net::IoStatus::Failed:
        return handshakeFailed();
    }
}

void Greeting::handshakeFailed()
{
    if (!m_transport->wasRefused())
        return close();
    m_plane.refusals().add(m_origin->peerHost, m_transport->problem(), m_listener->name());
    // What the peer is told in its alert must reach it: a socket that closes with bytes unread resets.
    m_transport = std::make_unique<net::PlainTransport>(m_transport->release());
    linger();
}

void Greeting::becomeRequests()
{
    m_deadline.cancel();
    m_plane.worker().loop().unwatch(m_transport->descriptor(), *this);
    m_memoryOfTls.hold(0); // It is the next one's.
    m_state = State::Closed;
    m_plane.replace(*this, std::make_unique<ClientConnection>(m_plane, m_listener, std::move(m_transport), m_input,
                                                              std::move(m_origin), m_demands));
}

/// The routes may have changed while hands were shaken: those of now count.
void Greeting::becomeEndedStream()
{
    const auto& streams = m_listener->streams();
    const std::size_t route = streams ? streams->router.findTls(m_origin->serverName, client()) : StreamRouter::npos;
    if (route == StreamRouter::npos || !streams->targets[route].endsTls)
        return refuse("no route takes the connection");
    becomeStream(route);
}

void Greeting::becomeStream(std::size_t route)
{
    m_deadline.cancel();
    m_plane.worker().loop().unwatch(m_transport->descriptor(), *this);
    m_memoryOfTls.hold(0); // It is the next one's.
    m_state = State::Closed;
    m_plane.replace(*this, std::make_unique<StreamConnection>(m_plane, m_listener, route, std::move(m_transport),
                                                              m_input, std::move(m_origin)));
}

void Greeting::refuse(const std::string& reason)
{
    m_plane.refusals().add(m_origin->peerHost, reason, m_listener->name());
    close();
}

/// Most who come here forgot an "s".
void Greeting::answerPlain()
{
    const std::string answer = answerWithoutRequest(400, "The plain HTTP request was sent to HTTPS port",
                                                    newRequestId(m_plane.worker().random()));
    [[maybe_unused]] const auto sent =
        ::send(m_transport->descriptor(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    linger();
}

void Greeting::linger()
{
    m_transport->finishWriting();
    m_state = State::Lingering;
    m_input.release();
    m_deadline.set(lingerTime);
    setInterest(net::Readiness::Read);
}

void Greeting::discardInput()
{
    const bool isOpen = receive();
    m_input.release();
    if (!isOpen)
        close();
}

void Greeting::deadlinePassed()
{
    switch (m_state) {
    case State::InHeader:
        return refuse("the PROXY header took too long");
    case State::InFirstBytes:
        return m_input.isEmpty() ? close() : refuse("the ClientHello took too long");
    case State::InHandshake:
        return refuse("the TLS handshake took too long");
    case State::Lingering:
    case State::Closed:
        return close();
    }
}

void Greeting::closeIfIdle()
{
    if (m_state == State::InFirstBytes && m_input.isEmpty())
        close();
}

void Greeting::close()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_deadline.cancel();
    if (m_isWatched)
        m_plane.worker().loop().unwatch(m_transport->descriptor(), *this);
    m_plane.bury(*this);
}

} // namespace causeway::proxy
