#include "engine/web/server_connection.h"

#include "engine/base/log.h"
#include "engine/web/open_web_socket.h"
#include "engine/web/request_message.h"
#include "engine/web/response_writer.h"
#include "engine/web/web_socket_handshake.h"

namespace causeway::web {

namespace {

constexpr std::size_t outputLimit = 1 << 20;          // A client that does not read gets no more answers.
constexpr std::chrono::milliseconds lingerTime{2000}; // For the client to read a last answer.

} // namespace

/// The way from a responder back to its connection, which may be gone by then.
class ServerConnection::Exchange final : public Responder::Sink
{
public:
    explicit Exchange(ServerConnection& connection)
        : m_connection(connection)
        , m_life(connection.m_life.witness())
    {
    }

    void answer(Response response) override
    {
        if (!m_life.expired())
            m_connection.answer(std::move(response));
    }

private:
    ServerConnection& m_connection;
    Lifeline::Witness m_life;
};

Result<std::unique_ptr<ServerConnection>> ServerConnection::create(net::EventLoop& loop,
                                                                   std::shared_ptr<const Service> service,
                                                                   net::FileDescriptor socket, Host& host)
{
    const auto peer = net::SocketAddress::ofPeer(socket.get());
    const auto& tls = service->options.tls;
    auto transport = tls ? tls->wrap(std::move(socket)) : std::make_unique<net::PlainTransport>(std::move(socket));
    std::unique_ptr<ServerConnection> connection(
        new ServerConnection(std::move(service), peer ? peer->host() : std::string(), host));
    ASSIGN_OR_RETURN(connection->m_stream, Stream::create(loop, std::move(transport), *connection));
    connection->m_idleSince = loop.now();
    connection->arm(connection->m_service->options.headTimeout);
    return connection;
}

ServerConnection::ServerConnection(std::shared_ptr<const Service> service, std::string peerAddress, Host& host)
    : m_service(std::move(service))
    , m_host(host)
    , m_peerAddress(std::move(peerAddress))
    , m_timer([this] { timerExpired(); })
    , m_parser({m_service->options.headLimit, std::min<std::size_t>(m_service->options.headLimit, 8 << 10)})
{
}

bool ServerConnection::isIdle() const
{
    return m_state == State::Head && m_stream->input().empty() && m_stream->unsentBytes() == 0;
}

void ServerConnection::close()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_timer.disarm();
    if (m_stream)
        m_stream->setReading(false);
    m_host.retire(*this);
}

void ServerConnection::inputArrived()
{
    if (m_state == State::Lingering)
        m_stream->consume(m_stream->input().size());
    else if (m_state == State::Answering || m_state == State::Closing)
        m_stream->setReading(false); // Until the answer is out.
    else
        proceed();
}

void ServerConnection::inputEnded()
{
    m_inputHasEnded = true;
    if (m_state == State::Answering || m_state == State::Closing)
        return; // A client may end its side and still wait for the answer.
    if (m_state == State::Head && m_stream->unsentBytes() > 0)
        startClosing();
    else
        close();
}

void ServerConnection::failed(const std::string& problem)
{
    // Between requests a TLS connection fails mostly because its certificate was refused, and that client sees only an
    // alert: the reason is told here.
    const auto refusal = m_stream->transport().peerRefusal();
    if (refusal && m_service->options.peerRefused)
        m_service->options.peerRefused(m_peerAddress, *refusal);
    if (m_service->options.tls && m_state == State::Head && !m_headHasBegun)
        log::warn("TLS connection of {}: {}", m_peerAddress, problem);
    else
        log::debug("connection of {}: {}", m_peerAddress, problem);
    close();
}

void ServerConnection::outputDrained()
{
    if (m_state == State::Closing) {
        linger();
    } else if (m_state == State::Head) {
        if (m_headHasBegun)
            arm(m_service->options.headTimeout);
        else
            waitForRequest();
        m_stream->setReading(true);
        proceed();
    }
}

/// Takes what requests there are, and sends what they gave.
void ServerConnection::proceed()
{
    m_isTaking = true;
    if (!takeRequests())
        return;
    m_isTaking = false;
    if (m_state == State::Head && m_inputHasEnded)
        startClosing();
    if (m_state == State::Closed || !m_stream)
        return;
    m_stream->flush();
    if (m_state == State::Head && m_stream->unsentBytes() > 0) {
        m_unsentAtTimer = m_stream->unsentBytes();
        m_stream->setReading(m_unsentAtTimer <= outputLimit);
        arm(m_service->options.bodyTimeout);
    }
}

/// False when the connection is gone.
bool ServerConnection::takeRequests()
{
    const Lifeline::Witness life = m_life.witness();
    bool goesOn = true;
    while (goesOn && !life.expired()) {
        if (m_state == State::Head && m_stream->unsentBytes() > outputLimit)
            m_stream->flush();
        if (m_state == State::Head && m_stream->unsentBytes() <= outputLimit)
            goesOn = readHead();
        else if (m_state == State::Body)
            goesOn = readBody();
        else
            goesOn = false;
    }
    return !life.expired();
}

/// False when there is nothing more to take now; so are the next ones.
bool ServerConnection::readHead()
{
    http::RequestHead& head = m_host.scratch().head;
    const http::ParseOutcome outcome = m_parser.parse(m_stream->input(), head);
    if (outcome.status == http::ParseOutcome::Status::Refused) {
        refuse(outcome.refusal.status, outcome.refusal.reason);
        return false;
    }
    if (outcome.status == http::ParseOutcome::Status::NeedMore) {
        if (!m_headHasBegun && !m_stream->input().empty()) {
            m_headHasBegun = true;
            arm(m_service->options.headTimeout);
        }
        return false;
    }
    m_headHasBegun = false;
    m_request = toRequest(head);
    m_request.peerAddress = m_peerAddress;
    m_method = head.method;
    m_keepAlive = head.keepAlive;
    m_wantsUpgrade = m_service->upgrade && asksForWebSocket(head);
    m_stream->consume(outcome.length);
    return expectBody(head.body, head.expectsContinue);
}

bool ServerConnection::expectBody(const http::BodyFraming& framing, bool expectsContinue)
{
    if (framing.length > m_service->options.bodyLimit) {
        refuse(413, "the body is too large");
        return false;
    }
    m_bodyReader.start(framing);
    m_state = State::Body;
    m_bodyAtTimer = 0;
    arm(m_service->options.bodyTimeout);
    if (expectsContinue && !m_bodyReader.isDone() && m_stream->input().empty()) {
        m_stream->send("HTTP/1.1 100 Continue\r\n\r\n");
        m_stream->flush();
    }
    return true;
}

bool ServerConnection::readBody()
{
    while (true) {
        const http::BodyStep step = m_bodyReader.step(m_stream->input(), m_host.scratch().trailers);
        if (step.kind == http::BodyStep::Kind::Refused) {
            refuse(step.refusal.status, step.refusal.reason);
            return false;
        }
        if (m_request.body.size() + step.content.size() > m_service->options.bodyLimit) {
            refuse(413, "the body is too large");
            return false;
        }
        m_request.body.append(step.content);
        m_stream->consume(step.consumed);
        if (step.kind == http::BodyStep::Kind::Done)
            return m_wantsUpgrade ? upgrade() : dispatch();
        if (step.kind == http::BodyStep::Kind::NeedMore)
            return false;
    }
}

/// A byte now and then would keep a connection, and what it has sent, for as long as its client likes.
bool ServerConnection::comesFastEnough()
{
    const std::size_t came = m_request.body.size() - std::exchange(m_bodyAtTimer, m_request.body.size());
    const auto milliseconds = static_cast<std::size_t>(m_service->options.bodyTimeout.count());
    return came > 0 && came >= m_service->options.bodyRate * milliseconds / 1'000;
}

void ServerConnection::showPeer()
{
    m_request.isSecure = m_stream->transport().isSecure();
    m_request.peerCertificate = m_stream->transport().peerCertificate();
    if (m_request.peerCertificate)
        m_request.peerUriNames = m_request.peerCertificate->uriNames();
}

bool ServerConnection::dispatch()
{
    m_state = State::Answering;
    m_timer.disarm(); // The handler takes the time it needs.
    showPeer();
    const std::shared_ptr<const Service> service = m_service; // The handler may destroy the server.
    service->handler(std::exchange(m_request, {}), Responder(std::make_shared<Exchange>(*this)));
    return true;
}

bool ServerConnection::upgrade()
{
    const auto refuseUpgrade = [this](Response response) {
        m_state = State::Answering;
        answer(std::move(response));
        return true;
    };
    const auto handshake = acceptHandshake(m_request, m_service->options.webSocketProtocol);
    if (!handshake)
        return refuseUpgrade(handshakeRefusal(handshake.error()));
    showPeer();
    const Lifeline::Witness life = m_life.witness();
    const std::shared_ptr<const Service> service = m_service;
    auto opened = service->upgrade(m_request);
    if (life.expired())
        return false;
    if (!opened)
        return refuseUpgrade(answerFor(opened.error()));
    m_stream->send(*handshake);
    m_stream->flush();
    auto socket = OpenWebSocket::create(std::move(m_stream), http::WebSocketRole::Server, m_peerAddress);
    close();
    (*opened)(std::move(socket));
    return false;
}

void ServerConnection::answer(Response response)
{
    if (m_state != State::Answering)
        return;
    const bool keepAlive = m_keepAlive && !m_inputHasEnded;
    m_stream->send(writeResponse(std::move(response), m_method, keepAlive));
    if (!keepAlive)
        return startClosing();
    waitForRequest();
    m_state = State::Head;
    m_stream->setReading(true);
    if (!m_isTaking)
        proceed();
}

void ServerConnection::refuse(int status, std::string_view reason)
{
    m_stream->send(writeResponse(plainAnswer(status, reason), http::Method::Other, false));
    startClosing();
}

void ServerConnection::waitForRequest()
{
    m_idleSince = m_stream->loop().now();
    arm(m_service->options.idleTimeout);
}

/// Any -> Closing -> Lingering -> Closed.
void ServerConnection::startClosing()
{
    m_state = State::Closing;
    m_stream->flush();
    m_unsentAtTimer = m_stream->unsentBytes();
    arm(m_service->options.bodyTimeout);
    if (m_unsentAtTimer == 0)
        linger();
}

/// RFC 9112 §9.6: closing while the client still sends would reset the connection, and the client might lose the
/// answer. So our side ends first, and what still comes is thrown away for a while.
void ServerConnection::linger()
{
    if (m_inputHasEnded)
        return close();
    m_state = State::Lingering;
    m_stream->finishWriting();
    m_stream->consume(m_stream->input().size());
    m_stream->setReading(true);
    arm(lingerTime);
}

void ServerConnection::timerExpired()
{
    const bool isSending = m_stream->unsentBytes() > 0 && m_state != State::Lingering;
    if (isSending && m_stream->unsentBytes() < m_unsentAtTimer) {
        m_unsentAtTimer = m_stream->unsentBytes();
        return arm(m_service->options.bodyTimeout);
    }
    if (m_state == State::Body && !isSending && comesFastEnough())
        return arm(m_service->options.bodyTimeout);
    const bool isWithinRequest = m_state == State::Body || (m_state == State::Head && m_headHasBegun);
    if (isWithinRequest && !isSending)
        return refuse(408, "the request took too long");
    close();
}

} // namespace causeway::web
