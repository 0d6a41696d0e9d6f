#include "engine/proxy/exchange.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

#include <algorithm>
#include <linux/sockios.h>
#include <sys/ioctl.h>

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
        using Answered = UpstreamConnection::Answered;
        const bool hadToBeEmpty =
            m_request.method == http::Method::Head || m_response.status == 204 || m_response.status == 304;
        if (isReusable)
            UpstreamConnection::park(std::move(m_upstream),
                                     hadToBeEmpty ? Answered::WithoutContent : Answered::WithContent);
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
    const bool isQuiet = isRead && m_isLastByWish && m_client->input().isEmpty() && !m_client->hasUnread();
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
    if (!m_isClientTimed || bytesOfClient() - m_movedBefore >= leastOfClient())
        giveClientTime();
}

void Exchange::giveClientTime()
{
    m_isClientTimed = true;
    m_movedBefore = bytesOfClient();
    m_takenBefore = m_movedBefore - unsentToClient();
    m_client->deadline().set(plane().options().bodyTimeout);
}

/// The socket holds megabytes, and takes more only when a good part of them is gone: a steady reader may seem to stand.
bool Exchange::hasClientTaken() const
{
    return bytesOfClient() - unsentToClient() >= m_takenBefore + leastOfClient();
}

std::uint64_t Exchange::bytesOfClient() const
{
    return m_bytesSent + m_bytesReceived + m_toUpstream.processed();
}

/// What it has to move in the time that it is given.
std::uint64_t Exchange::leastOfClient() const
{
    const DataPlaneOptions& options = plane().options();
    const auto milliseconds = static_cast<std::uint64_t>(options.bodyTimeout.count());
    return std::max<std::uint64_t>(options.bodyRate * milliseconds / 1'000, 1);
}

/// Of what was sent, what its system has not confirmed.
std::uint64_t Exchange::unsentToClient() const
{
    int queued = 0;
    if (!m_toClient.hasPending() || ::ioctl(m_client->transport().descriptor(), SIOCOUTQ, &queued) != 0)
        return 0;
    return std::min<std::uint64_t>(static_cast<std::uint64_t>(queued), m_bytesSent);
}

void Exchange::updateDeadlines()
{
    const bool isClientSlow = m_toClient.hasPending();
    const bool isClientAwaited =
        !m_isTunnel && !m_toUpstream.isRead() && m_isRequestComposed && !m_toUpstream.hasPending();
    if (isClientSlow || (isClientAwaited && !m_isRequestBroken)) {
        awaitClient();
    } else {
        m_client->deadline().clear();
        m_isClientTimed = false;
    }
    if (!m_upstream || m_upstream->isConnecting() || m_isTunnel)
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
