#include "engine/proxy/exchange.h"

#include "engine/http/characters.h"
#include "engine/http/path.h"
#include "engine/proxy/path_rewrite.h"
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

void Exchange::start(ClientConnection& client, std::size_t headLength)
{
    m_client = &client;
    m_startedAt = m_worker.loop().now();
    m_isHeadRead = true;
    m_isLastByWish = !m_request.keepAlive;
    client.deadline().clear();
    m_headLength = headLength;
    rewind();
    if (client.listener().isGateway())
        makeRequestId();
    if (m_request.body.kind == http::BodyFraming::Kind::Length && m_request.body.length > plane().options().bodyLimit)
        return refuseBody({413, "the content is too large"});
    if (!endsHere())
        route();
    if (m_isFinished)
        return;
    updateInterests();
    updateDeadlines();
}

void Exchange::makeRequestId()
{
    m_requestId = newRequestId(m_worker.random());
    m_hasRequestId = true;
}

/// Back to where nothing of the request is sent.
void Exchange::rewind()
{
    m_toUpstream.reset();
    m_toUpstream.start(m_request.body, m_headLength, m_request.body.kind == http::BodyFraming::Kind::Chunked);
    m_bytesToUpstream = 0;
    for (const auto& mirror : m_mirrors)
        mirror->forgetContent();
    m_isRequestComposed = m_isRequestBroken = m_hasUpstreamEnded = m_hasUpstreamFailed = false;
}

void Exchange::refuse(ClientConnection& client, int status)
{
    m_client = &client;
    m_startedAt = m_worker.loop().now();
    m_request.fields.clear();
    if (status == 408)
        m_request.method = http::Method::Other; // What was read of it is of an earlier request.
    m_request.keepAlive = false;
    makeRequestId();
    m_toUpstream.reset();
    if (status == 431 || status == 414)
        plane().reached(telemetry::Limit::HeadSize);
    answer(m_isShed ? Flag::OutOfResources : status == 408 ? Flag::ClientTimeout : Flag::BadRequest, status);
}

void Exchange::shed(ClientConnection& client)
{
    m_isShed = true;
    client.plane().reached(telemetry::Limit::Memory);
    refuse(client, 503);
}

void Exchange::route()
{
    if (!m_client->isPermitted())
        return deny();
    std::string_view path = m_request.path;
    if (m_client->listener().isGateway() && path != "*") {
        const auto normal = http::normalizePath(path, m_worker.otherScratch());
        if (!normal) {
            m_request.keepAlive = false; // Whoever sends this may mean harm with the next one too.
            return answer(Flag::BadRequest, 400);
        }
        path = *normal;
    }
    if (!m_client->listener().hasRequests())
        return answer(Flag::NoRoute, 404); // It takes no requests any more; the client began before.
    const PlaneHost& virtualHost = m_client->listener().host();
    const auto match = virtualHost.router.find(routeRequest(path, virtualHost.router), m_worker.routerScratch());
    if (!match)
        return answer(Flag::NoRoute, 404);
    m_route = plane().routeState(virtualHost.routes[match->route]);
    m_route->routed();
    if (answersItself(*match, path))
        return;
    chooseTarget(*match, path);
    m_backend = m_route->nextBackend();
    m_cluster = plane().cluster(m_route->config().clusterSlots[m_backend]);
    if (!m_route->config().mirrorSlots.empty())
        beginMirrors();
    attempt();
}

RouteRequest Exchange::routeRequest(std::string_view path, const Router& router)
{
    std::string& host = m_worker.scratch();
    host.assign(m_request.host);
    std::transform(host.begin(), host.end(), host.begin(), http::toLower);
    if (host.ends_with('.'))
        host.pop_back(); // The same name, said to be complete.
    RouteRequest request;
    request.host = host;
    request.port = m_request.port != 0 ? m_request.port : m_client->listener().port();
    request.path = path;
    request.method = m_request.method;
    request.methodText = m_request.methodText;
    request.query = m_request.query;
    request.fields = &m_request.fields;
    request.isSecure = m_client->isSecure();
    if (router.readsClient()) {
        request.serverName = m_client->serverName();
        request.source = &m_client->origin().peer;
    }
    return request;
}

void Exchange::chooseTarget(const Router::Match& match, std::string_view path)
{
    const snapshot::Route& config = m_route->config().config;
    const bool isGateway = m_client->listener().isGateway();
    const std::string_view query = m_request.hasQuery
                                       ? std::string_view(m_request.query.data() - 1, m_request.query.size() + 1)
                                       : std::string_view();
    std::string& target = m_worker.scratch();
    target.clear();
    if (isGateway && config.rewrite.stripMatched && match.matchedLength > 1) {
        http::appendEscapedPath(target, path.substr(0, match.matchedLength)); // A path may hold what no field may.
        m_strippedPrefix = m_arena.copy(target);
        target.clear();
    }
    const std::optional<Regex>& regex = m_route->config().rewriteRegex;
    appendRewrittenPath(target, config.rewrite, path, match.matchedLength, !config.paths.empty(),
                        regex ? &*regex : nullptr);
    if (isGateway) {
        std::string& escaped = m_worker.otherScratch(); // `path` may lie in it: it is of no use from here on.
        escaped.clear();
        http::appendEscapedPath(escaped, target);
        target.swap(escaped);
    }
    target += query;
    m_target = m_arena.copy(target);
}

void Exchange::attempt()
{
    if (m_cluster->isEmpty())
        return answer(Flag::NoEndpoint, 503, "failure to get a peer from the ring-balancer");
    if (m_attempts == 0)
        m_endpoint = m_cluster->nextEndpoint();
    else if (!m_mustConnectAnew)
        m_endpoint = m_cluster->endpointAfter(m_endpoint);
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

void Exchange::abandon()
{
    dropUpstream();
    m_flags.add(Flag::Cut);
    record(false);
    m_isFinished = true;
}

void Exchange::reset()
{
    m_client = nullptr;
    m_toUpstream.reset();
    m_toClient.reset();
    m_arena.reset();
    m_responseParser.reset();
    m_route.reset();
    m_cluster.reset();
    m_mirrors.clear();
    m_strippedPrefix = m_clientAddress = {};
    m_hopsLeft.reset();
    m_bytesSent = m_bytesToUpstream = m_bytesReceived = 0;
    m_headLength = m_headSentLength = m_interimBytes = 0;
    m_attemptAt = m_sentAt = m_firstByteAt = {};
    m_flags = {};
    m_attempts = m_repeats = m_interims = 0;
    m_status = 0;
    m_isHeadRead = m_hasRequestId = m_isOwnAnswer = m_isShed = false;
    m_isRequestComposed = m_isRequestBroken = m_mustConnectAnew = false;
    m_isHeadDone = m_isResponseDone = m_hasUpstreamEnded = m_hasUpstreamFailed = false;
    m_keepAlive = m_isLastByWish = m_isClientTimed = m_isFinished = false;
    m_isRequestHeld = true;
}

} // namespace causeway::proxy
