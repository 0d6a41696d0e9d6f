#include "engine/proxy/exchange.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/upstream_greeting.h"
#include "engine/proxy/worker.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

constexpr std::uint32_t attemptLimit = 64; // Of what a file may ask for, 32,767, only a storm would come.

/// RFC 9110 §9.2.2.
bool isIdempotent(http::Method method)
{
    using Method = http::Method;
    return method == Method::Get || method == Method::Head || method == Method::Put || method == Method::Delete ||
           method == Method::Options || method == Method::Trace;
}

} // namespace

void Exchange::attempt()
{
    if (m_cluster->isEmpty())
        return answer(Flag::NoEndpoint, 503, "failure to get a peer from the ring-balancer");
    if (m_attempts == 0)
        m_endpoint = m_cluster->nextEndpoint();
    else if (!m_mustConnectAnew)
        m_endpoint = m_cluster->endpointAfter(m_endpoint);
    m_route->prefetchCell(m_backend, m_endpoint);
    ++m_attempts;
    m_attemptAt = m_worker.loop().now();
    // What must not be sent twice is not sent into a connection that its peer may just have closed.
    const bool mustBeFresh = !isIdempotent(m_request.method) || !m_toUpstream.isRead();
    while (!m_mustConnectAnew && !m_upstream) {
        m_upstream = m_cluster->pool(m_endpoint).take();
        if (!m_upstream)
            break;
        if ((mustBeFresh || m_upstream->isDoubtful()) && m_upstream->isStale())
            dropUpstream();
    }
    if (m_upstream) {
        m_upstream->attach(*this);
        return sendRequest();
    }
    auto connection = plane().connect(*m_cluster, m_endpoint);
    if (!connection && connection.error().code == ErrorCode::ResourceExhausted)
        return connectFailed(Flag::OutOfResources, 503);
    if (!connection)
        return connectFailed(Flag::ConnectFailed, 502);
    m_upstream = *std::move(connection);
    m_upstream->attach(*this);
    m_upstream->deadline().set(m_cluster->config().config.connectTimeout);
}

bool Exchange::introduceClient(int upstream)
{
    const auto version = m_cluster->config().config.proxyHeader;
    if (version == snapshot::ProxyHeaderVersion::None)
        return true;
    const ClientOrigin& origin = m_client->origin();
    return introduce(version, upstream, origin.peer, origin.destinationOf(m_client->transport().descriptor()));
}

void Exchange::upstreamConnected(UpstreamConnection::Outcome outcome)
{
    switch (outcome) {
    case UpstreamConnection::Outcome::Connected:
        sendRequest();
        break;
    case UpstreamConnection::Outcome::Unreachable:
        connectFailed(Flag::ConnectFailed, 502);
        break;
    case UpstreamConnection::Outcome::Refused:
        upstreamRefused();
        break;
    }
    if (m_isFinished)
        return;
    updateInterests();
    updateDeadlines();
}

void Exchange::connectFailed(telemetry::RecordFlags why, int status)
{
    dropUpstream();
    if (!hasAttempts())
        return answer(why, status);
    m_mustConnectAnew = false; // Nothing was sent yet: any other endpoint may have it.
    attempt();
}

/// One side did not accept the other: no server has seen the request. kuma.md §4.4: a sidecar says 503; kong.md §4.3: a
/// gateway 502.
void Exchange::upstreamRefused()
{
    plane().refusals().add(m_upstream->address().toString(), m_upstream->transport().problem(),
                           m_cluster->config().config.name);
    const int status = m_client->listener().isGateway() ? 502 : 503;
    if (m_isRequestHeld) {
        rewind();
        return connectFailed(Flag::UpstreamUntrusted, status);
    }
    dropUpstream();
    answer(Flag::UpstreamUntrusted, status);
}

/// RFC 9110 §9.2.2: what may have been acted on is repeated only where twice is as good as once. Of what the socket
/// never took, not one byte, nobody has seen anything.
bool Exchange::mayRepeat() const
{
    const bool nothingArrived = m_interims == 0 && (!m_upstream || m_upstream->input().isEmpty());
    return nothingArrived && m_upstream && m_upstream->isReused() && m_isRequestHeld &&
           (isIdempotent(m_request.method) || m_bytesToUpstream == 0) && !m_mustConnectAnew;
}

bool Exchange::hasAttempts() const
{
    const snapshot::Retry& retry = m_route->config().config.retry;
    const unsigned tried = m_attempts - m_repeats; // A repeat at the same endpoint tries no other.
    return tried <= std::min(retry.count, attemptLimit) &&
           (retry.revisits || tried < m_cluster->config().endpoints.size());
}

/// kong.md §4.5: the request was sent, and nothing came back. Takes the next endpoint where the route asks for it and
/// doing it twice does no harm.
bool Exchange::retriesAfterSending()
{
    const snapshot::Retry& retry = m_route->config().config.retry;
    const bool nothingArrived = m_interims == 0 && m_upstream->input().isEmpty();
    const bool isHarmless = isIdempotent(m_request.method) || retry.anyMethod || m_bytesToUpstream == 0;
    if (!retry.afterSending || !nothingArrived || !m_isRequestHeld || !isHarmless || !hasAttempts())
        return false;
    dropUpstream();
    m_mustConnectAnew = false;
    rewind();
    attempt();
    return true;
}

/// The upstream has gone before the head of its response was whole.
void Exchange::loseUpstream()
{
    // In TLS 1.3 a client learns only after its first bytes that its own certificate was not accepted.
    if (m_upstream->transport().wasRefused() && !m_upstream->isReused() && m_interims == 0 &&
        m_upstream->input().isEmpty())
        return upstreamRefused();
    if (!mayRepeat()) {
        if (retriesAfterSending())
            return;
        dropUpstream();
        return answer(Flag::UpstreamClosed, 502);
    }
    dropUpstream();
    m_mustConnectAnew = true; // The other idle connections to it may be as stale.
    ++m_repeats;
    rewind();
    attempt();
}

void Exchange::upstreamTimedOut()
{
    const bool wasConnecting = m_upstream->isConnecting();
    if (wasConnecting) {
        connectFailed(Flag::ConnectFailed | Flag::UpstreamTimeout, 504);
    } else if (m_isTunnel && m_toClient.hasPending()) {
        prolongTunnel(); // It has spoken: the client takes its time, which is measured on its own.
    } else if (m_isTunnel) {
        m_flags.add(Flag::UpstreamTimeout); // Neither side has said anything for so long.
        finish();
    } else if (hasBegunAnswer()) {
        breakOff(Flag::UpstreamTimeout);
    } else if (!retriesAfterSending()) {
        dropUpstream();
        answer(Flag::UpstreamTimeout, 504);
    }
    if (m_isFinished)
        return;
    updateInterests();
    updateDeadlines();
}

} // namespace causeway::proxy
