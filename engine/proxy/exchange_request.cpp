#include "engine/proxy/exchange.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

namespace causeway::proxy {

void Exchange::sendRequest()
{
    m_isRequestComposed = true;
    m_sentAt = m_worker.loop().now();
    m_firstByteAt = {};
    composeRequest();
    relayRequest();
}

/// Sends what is there of the request; waits for the upstream to take it, or for the client to send more.
void Exchange::relayRequest()
{
    while (!m_isRequestBroken) {
        const std::size_t before = m_toUpstream.processed();
        const Found found = m_toUpstream.layOut(m_client->input().bytes(), m_trailers);
        if (!m_mirrors.empty())
            feedMirrors(m_client->input().bytes().substr(before, m_toUpstream.processed() - before));
        if (found == Found::Refused)
            return refuseBody(m_toUpstream.refusal());
        if (m_toUpstream.content() > plane().options().bodyLimit && !m_isTunnel)
            return refuseBody({413, "the content is too large"});
        if (!m_toUpstream.hasPending())
            break;
        const Flow flow = m_toUpstream.write(m_upstream->transport(), m_bytesToUpstream);
        if (m_isTunnel)
            prolongTunnel(); // It takes bytes, if slowly.
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
    if (!m_toUpstream.isRead() && (input.isFull() || m_isTunnel)) {
        if (m_isRequestHeld)
            keepHead();
        const std::size_t sent = m_toUpstream.releaseSent();
        m_bytesReceived += sent;
        input.consume(sent);
        input.isEmpty() ? input.release() : input.compact();
        m_isRequestHeld = false;
    }
    if (m_isTunnel && m_client->hasEnded())
        relayClientEnd();
}

void Exchange::clientReady(net::Readiness what)
{
    if (net::contains(what, net::Readiness::Hangup))
        return breakOff(Flag::ClientGone);
    const bool wasSlow = m_toClient.hasPending();
    if (net::contains(what, net::Readiness::Write) && wasSlow)
        relayResponse();
    if (!m_isFinished && net::contains(what, net::Readiness::Read))
        m_toUpstream.isRead() ? readAhead() : readRequestBody();
    if (m_isFinished)
        return;
    updateInterests();
    if (wasSlow && !m_toClient.hasPending())
        updateDeadlines(); // It has caught up: from now on the upstream is waited for.
}

void Exchange::readRequestBody()
{
    ReadBuffer& input = m_client->input();
    if (input.isFull())
        return;
    const net::IoOutcome outcome = m_client->read();
    switch (outcome.status) {
    case net::IoStatus::WouldBlock:
        if (m_isTunnel && input.isEmpty())
            input.release();
        return;
    case net::IoStatus::EndOfStream:
        if (m_isTunnel) {
            m_client->setEnded();
            break;
        }
        [[fallthrough]];
    case net::IoStatus::Failed:
        return breakOff(Flag::ClientGone); // The upstream sees a cut, not an end.
    case net::IoStatus::Done:
        break;
    }
    if (m_isTunnel)
        prolongTunnel();
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
    const net::IoOutcome outcome = m_client->read();
    if (outcome.status == net::IoStatus::EndOfStream)
        m_client->setEnded(); // It may still wait for the answer: RFC 9112 §9.6.
    else if (outcome.status == net::IoStatus::Failed)
        breakOff(Flag::ClientGone);
}

void Exchange::refuseBody(const http::Refusal& refusal)
{
    dropUpstream();
    if (refusal.status == 413)
        plane().reached(telemetry::Limit::BodySize);
    if (hasBegunAnswer())
        return breakOff(Flag::BadRequest);
    m_request.keepAlive = false;
    answer(Flag::BadRequest, refusal.status);
}

void Exchange::clientTimedOut()
{
    if (m_toClient.hasPending() && hasClientTaken())
        return giveClientTime();
    const bool isWaitingForBody = !m_toUpstream.isRead() && !hasBegunAnswer();
    dropUpstream();
    plane().reached(isWaitingForBody ? telemetry::Limit::BodyTime : telemetry::Limit::ReadTime);
    if (!isWaitingForBody)
        return breakOff(Flag::ClientTimeout);
    m_request.keepAlive = false;
    answer(Flag::ClientTimeout, 408);
}

} // namespace causeway::proxy
