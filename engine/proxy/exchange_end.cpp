#include "engine/proxy/exchange.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

#include <algorithm>

namespace causeway::proxy {

void Exchange::answer(telemetry::RecordFlags why, int status, std::string_view message)
{
    composeAnswer(status, message);
    sendAnswer(why, status);
}

/// No permission lets the peer in.
void Exchange::deny()
{
    composeDenial();
    sendAnswer(Flag::PermissionDenied, 403);
}

void Exchange::sendAnswer(telemetry::RecordFlags why, int status)
{
    m_flags = why;
    m_status = status;
    m_isOwnAnswer = true;
    m_isHeadDone = m_isResponseDone = true;
    relayResponse();
    if (!m_isFinished)
        updateInterests();
}

/// Ends without an answer, or in the middle of one: the client must not take what it has for whole.
void Exchange::breakOff(telemetry::RecordFlags why)
{
    m_flags.add(why);
    dropUpstream();
    record(false);
    m_isFinished = true;
    m_client->finished(ClientConnection::After::Reset);
}

void Exchange::finish()
{
    record(true);
    if (m_upstream) {
        const bool isRequestSent = m_toUpstream.isRead() && !m_toUpstream.hasPending() && !m_isRequestBroken;
        const bool isReusable = isRequestSent && m_response.keepAlive && !m_hasUpstreamEnded &&
                                m_upstream->input().isEmpty() &&
                                m_cluster->config().config.proxyHeader == snapshot::ProxyHeaderVersion::None &&
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
    using After = ClientConnection::After;
    if (isRead && m_keepAlive)
        return m_client->finished(After::KeepAlive);
    const bool isQuiet = isRead && m_isLastByWish && m_client->input().isEmpty();
    m_client->finished(isQuiet ? After::Close : After::Linger);
}

void Exchange::dropUpstream()
{
    if (m_upstream)
        UpstreamConnection::bury(std::move(m_upstream));
}

/// Nothing changes here on the path of most requests: both sides always want to read, and writes do not block.
void Exchange::updateInterests()
{
    const bool wantsClient = !m_client->hasEnded() && !m_client->input().isFull();
    m_client->setInterest(wantsClient, m_toClient.hasPending());
    if (m_isFinished || !m_upstream || m_upstream->isConnecting())
        return;
    const bool wantsUpstream = !m_hasUpstreamEnded && !m_upstream->input().isFull();
    m_upstream->setInterest(wantsUpstream, m_toUpstream.hasPending());
}

/// Gives the client time, and again when it has moved enough in it: a byte now and then is not enough.
void Exchange::awaitClient()
{
    const DataPlaneOptions& options = plane().options();
    const std::uint64_t moved = m_bytesSent + m_bytesReceived + m_toUpstream.processed();
    const std::uint64_t least =
        options.bodyRate * static_cast<std::uint64_t>(options.bodyTimeout.count()) / 1'000; // Milliseconds.
    if (m_isClientTimed && moved - m_movedBefore < std::max<std::uint64_t>(least, 1))
        return;
    m_isClientTimed = true;
    m_movedBefore = moved;
    m_client->deadline().set(options.bodyTimeout);
}

void Exchange::updateDeadlines()
{
    const bool isClientSlow = m_toClient.hasPending();
    const bool isClientAwaited = !m_toUpstream.isRead() && m_isRequestComposed && !m_toUpstream.hasPending();
    if (isClientSlow || (isClientAwaited && !m_isRequestBroken)) {
        awaitClient();
    } else {
        m_client->deadline().clear();
        m_isClientTimed = false;
    }
    if (!m_upstream || m_upstream->isConnecting())
        return;
    const snapshot::Cluster& cluster = m_cluster->config().config;
    // A head that has begun must become whole in the time that was left for it: a byte now and then buys none.
    const bool isHeadUnderWay = !m_isHeadDone && !m_upstream->input().isEmpty() && m_upstream->deadline().isSet();
    if (m_toUpstream.hasPending())
        m_upstream->deadline().set(cluster.writeTimeout);
    else if (!isClientSlow && (m_toUpstream.isRead() || m_isHeadDone || m_isRequestBroken)) {
        if (!isHeadUnderWay)
            m_upstream->deadline().set(cluster.readTimeout);
    } else
        m_upstream->deadline().clear();
}

} // namespace causeway::proxy
