#include "engine/proxy/exchange.h"

#include "engine/http/characters.h"
#include "engine/http/path.h"
#include "engine/proxy/path_rewrite.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/prefetch.h"
#include "engine/proxy/worker.h"

#include <algorithm>

namespace causeway::proxy {

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
    const std::shared_ptr<const PlaneRoute>& config = virtualHost.routes[match->route];
    prefetch(*config);
    m_route = plane().routeState(config);
    prefetch(*m_route);
    m_route->routed();
    if (answersItself(*match, path))
        return;
    chooseTarget(*match, path);
    m_backend = m_route->nextBackend();
    m_cluster = plane().cluster(m_route->config().clusterSlots[m_backend]);
    if (!m_route->config().mirrorSlots.empty() && !wantsWebSocket())
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
    m_keepAlive = m_isLastByWish = m_isClientTimed = m_isTunnel = m_isFinished = false;
    m_isRequestHeld = true;
}

} // namespace causeway::proxy
