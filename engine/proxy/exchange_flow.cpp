#include "engine/proxy/exchange.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

namespace causeway::proxy {

namespace {

constexpr unsigned interimLimit = 64;

net::Readiness readinessFor(bool read, bool write)
{
    return (read ? net::Readiness::Read : net::Readiness::None) |
           (write ? net::Readiness::Write : net::Readiness::None);
}

} // namespace

void Exchange::sendRequest()
{
    m_isRequestComposed = true;
    composeRequest();
    relayRequest();
}

/// Sends what is there of the request; waits for the upstream to take it, or for the client to send more.
void Exchange::relayRequest()
{
    while (!m_isRequestBroken) {
        const Found found = m_toUpstream.layOut(m_client->input().bytes(), m_trailers);
        if (found == Found::Refused)
            return refuseBody(m_toUpstream.refusal());
        if (!m_toUpstream.hasPending())
            break;
        const Flow flow = m_toUpstream.write(m_upstream->transport(), m_bytesToUpstream);
        if (flow == Flow::Blocked)
            return;
        if (flow == Flow::Broken) {
            // The upstream may have answered before it closed: what it said is read before anything is decided.
            m_isRequestBroken = true;
            m_toUpstream.slices().clear();
            return;
        }
        if (found != Found::Full)
            break;
    }
    ReadBuffer& input = m_client->input();
    if (!m_toUpstream.isRead() && input.isFull()) {
        const std::size_t sent = m_toUpstream.releaseSent();
        m_bytesReceived += sent;
        input.consume(sent);
        input.compact();
        m_isRequestHeld = false; // The head and its slices are gone with it.
    }
}

void Exchange::clientReady(net::Readiness what)
{
    if (net::contains(what, net::Readiness::Hangup))
        return breakOff(ClientConnection::After::Reset);
    if (net::contains(what, net::Readiness::Write) && m_toClient.hasPending())
        relayResponse();
    if (!m_isFinished && net::contains(what, net::Readiness::Read))
        m_toUpstream.isRead() ? readAhead() : readRequestBody();
    if (!m_isFinished)
        updateInterests();
}

void Exchange::readRequestBody()
{
    ReadBuffer& input = m_client->input();
    if (input.isFull())
        return;
    const net::IoOutcome outcome = m_client->transport().read(input.room());
    switch (outcome.status) {
    case net::IoStatus::WouldBlock:
        return;
    case net::IoStatus::EndOfStream:
    case net::IoStatus::Failed:
        return breakOff(ClientConnection::After::Reset); // The upstream sees a cut, not an end.
    case net::IoStatus::Done:
        break;
    }
    input.commit(outcome.bytes);
    if (m_isRequestComposed && m_upstream && !m_toUpstream.hasPending())
        relayRequest();
    if (!m_isFinished)
        updateDeadlines();
}

/// The request is read, and the client sends more, or leaves.
void Exchange::readAhead()
{
    ReadBuffer& input = m_client->input();
    if (input.isFull())
        return;
    const net::IoOutcome outcome = m_client->transport().read(input.room());
    if (outcome.status == net::IoStatus::Done)
        input.commit(outcome.bytes);
    else if (outcome.status == net::IoStatus::EndOfStream)
        m_client->setEnded(); // It may still wait for the answer: RFC 9112 §9.6.
    else if (outcome.status == net::IoStatus::Failed)
        breakOff(ClientConnection::After::Reset);
}

void Exchange::upstreamReady(net::Readiness what)
{
    if (net::contains(what, net::Readiness::Write) && m_toUpstream.hasPending())
        relayRequest();
    if (!m_isFinished && m_upstream && net::contains(what, net::Readiness::Read))
        readUpstream();
    if (m_isFinished)
        return;
    updateInterests();
    updateDeadlines();
}

void Exchange::readUpstream()
{
    ReadBuffer& input = m_upstream->input();
    if (input.isFull() || m_hasUpstreamEnded)
        return;
    const net::IoOutcome outcome = m_upstream->transport().read(input.room());
    switch (outcome.status) {
    case net::IoStatus::WouldBlock:
        return;
    case net::IoStatus::Done:
        input.commit(outcome.bytes);
        break;
    case net::IoStatus::Failed:
        m_hasUpstreamFailed = true;
        [[fallthrough]];
    case net::IoStatus::EndOfStream:
        m_hasUpstreamEnded = true;
        break;
    }
    if (!m_toClient.hasPending())
        relayResponse();
}

/// Passes on what is there of the response, and finishes when that is all of it.
void Exchange::relayResponse()
{
    while (true) {
        const Flow flow = m_toClient.write(m_client->transport(), m_bytesSent);
        if (flow == Flow::Blocked)
            return updateDeadlines();
        if (flow == Flow::Broken)
            return breakOff(ClientConnection::After::Reset);
        if (m_upstream) {
            ReadBuffer& input = m_upstream->input();
            const bool wasFull = input.isFull();
            input.consume(m_toClient.releaseSent());
            if (wasFull)
                input.compact();
        }
        if (m_isResponseDone)
            return finish();
        if (!m_upstream || !layOutResponse())
            return;
    }
}

/// Lays out the next part of the response; false when there is none for now, or the exchange took another course.
bool Exchange::layOutResponse()
{
    if (!m_isHeadDone && !readResponseHead())
        return false;
    if (!m_isHeadDone)
        return true; // An interim response.
    const Found found = m_toClient.layOut(m_upstream->input().bytes(), m_trailers);
    if (found == Found::Refused) {
        breakOff(ClientConnection::After::Reset);
        return false;
    }
    if (found == Found::End)
        m_isResponseDone = true;
    else if (found == Found::More && m_hasUpstreamEnded && !m_toClient.hasPending())
        return endResponse();
    return m_isResponseDone || m_toClient.hasPending();
}

/// The upstream has closed and all it sent is passed on.
bool Exchange::endResponse()
{
    if (m_hasUpstreamFailed || m_toClient.layOutEnd() == Found::Refused) {
        breakOff(ClientConnection::After::Reset);
        return false;
    }
    m_isResponseDone = true;
    return true;
}

/// Reads one head, interim or final, and lays it out; false when it is not there or not usable.
bool Exchange::readResponseHead()
{
    ReadBuffer& input = m_upstream->input();
    const http::ParseOutcome outcome = input.isEmpty()
                                           ? http::ParseOutcome::needMore()
                                           : m_responseParser.parse(input.bytes(), m_request.method, m_response);
    if (outcome.status == http::ParseOutcome::Status::NeedMore) {
        if (m_hasUpstreamEnded)
            loseUpstream();
        return false;
    }
    // An upgrade that nobody asked for is no answer either: RFC 9110 §15.2.2.
    const bool isUsable = outcome.status == http::ParseOutcome::Status::Done && m_response.status != 101;
    if (!isUsable || (m_response.isInterim() && ++m_interims > interimLimit)) {
        dropUpstream();
        if (m_interims > 0 && m_bytesSent > 0) {
            breakOff(ClientConnection::After::Reset);
        } else {
            answer(502);
        }
        return false;
    }
    if (m_response.isInterim()) {
        if (m_request.version != http::Version::Http10)
            composeInterim();
        input.consume(outcome.length);
        return true;
    }
    m_status = m_response.status;
    m_isHeadDone = true;
    composeResponse();
    const bool hasUnknownLength = m_response.body.kind == http::BodyFraming::Kind::Chunked ||
                                  m_response.body.kind == http::BodyFraming::Kind::UntilClose;
    m_toClient.start(m_response.body, outcome.length, hasUnknownLength && m_request.version != http::Version::Http10);
    return true;
}

void Exchange::refuseBody(const http::Refusal& refusal)
{
    dropUpstream();
    if (m_bytesSent > 0 || m_toClient.hasPending())
        return breakOff(ClientConnection::After::Reset);
    m_request.keepAlive = false;
    answer(refusal.status);
}

void Exchange::clientTimedOut()
{
    const bool isWaitingForBody = !m_toUpstream.isRead() && !m_toClient.hasPending() && m_bytesSent == 0;
    dropUpstream();
    if (!isWaitingForBody)
        return breakOff(ClientConnection::After::Reset);
    m_request.keepAlive = false;
    answer(408);
}

/// Ends without an answer, or in the middle of one.
void Exchange::breakOff(ClientConnection::After after)
{
    dropUpstream();
    record(false);
    m_isFinished = true;
    m_client->finished(after);
}

void Exchange::answer(int status, std::string_view message)
{
    m_status = status;
    m_isOwnAnswer = true;
    m_isHeadDone = m_isResponseDone = true;
    composeAnswer(status, message);
    relayResponse();
    if (!m_isFinished)
        updateInterests();
}

void Exchange::dropUpstream()
{
    if (m_upstream)
        UpstreamConnection::bury(std::move(m_upstream));
}

void Exchange::finish()
{
    record(true);
    if (m_upstream) {
        const bool isRequestSent = m_toUpstream.isRead() && !m_toUpstream.hasPending() && !m_isRequestBroken;
        const bool isReusable = isRequestSent && m_response.keepAlive && !m_hasUpstreamEnded &&
                                m_upstream->input().isEmpty() &&
                                m_response.body.kind != http::BodyFraming::Kind::UntilClose;
        if (isReusable)
            UpstreamConnection::park(std::move(m_upstream));
        else
            dropUpstream();
    }
    m_isFinished = true;
    const bool isRead = m_toUpstream.isRead();
    if (isRead)
        m_client->input().consume(m_toUpstream.releaseSent());
    m_client->finished(isRead && m_keepAlive ? ClientConnection::After::KeepAlive : ClientConnection::After::Close);
}

void Exchange::record(bool isWhole)
{
    telemetry::TrafficCount& count = !m_route     ? plane().countWithoutRoute()
                                     : !m_cluster ? m_route->countWithoutBackend()
                                     : m_isOwnAnswer || !m_isHeadDone
                                         ? m_route->countWithoutInstance(m_backend)
                                         : m_route->countFor(m_backend, m_cluster, m_endpoint);
    ++count.requests;
    count.failures += !isWhole || m_status >= 500 ? 1 : 0;
    count.ownAnswers += m_isOwnAnswer ? 1 : 0;
    count.bytesReceived += m_bytesReceived + m_toUpstream.processed();
    count.bytesSent += m_bytesSent;
    count.latency.record(m_worker.loop().now() - m_startedAt);
}

/// Nothing changes here on the path of most requests: both sides always want to read, and writes do not block.
void Exchange::updateInterests()
{
    const bool wantsClient = !m_client->hasEnded() && !m_client->input().isFull();
    m_client->setInterest(readinessFor(wantsClient, m_toClient.hasPending()));
    if (m_isFinished || !m_upstream || m_upstream->isConnecting())
        return;
    const bool wantsUpstream = !m_hasUpstreamEnded && !m_upstream->input().isFull();
    m_upstream->setInterest(readinessFor(wantsUpstream, m_toUpstream.hasPending()));
}

void Exchange::updateDeadlines()
{
    const bool isClientSlow = m_toClient.hasPending();
    const bool isClientAwaited = !m_toUpstream.isRead() && m_isRequestComposed && !m_toUpstream.hasPending();
    if (isClientSlow || (isClientAwaited && !m_isRequestBroken))
        m_client->deadline().set(plane().options().bodyTimeout);
    else
        m_client->deadline().clear();
    if (!m_upstream || m_upstream->isConnecting())
        return;
    const snapshot::Cluster& cluster = m_cluster->config().config;
    if (m_toUpstream.hasPending())
        m_upstream->deadline().set(cluster.writeTimeout);
    else if (!isClientSlow && (m_toUpstream.isRead() || m_isHeadDone || m_isRequestBroken))
        m_upstream->deadline().set(cluster.readTimeout);
    else
        m_upstream->deadline().clear();
}

} // namespace causeway::proxy
