#include "engine/http/characters.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/forwarding.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

namespace causeway::proxy {

namespace {

constexpr http::BodyFraming untilClose{http::BodyFraming::Kind::UntilClose, 0};

/// The only protocol that is passed on. What else may be asked for, h2c above all, would lead requests past the router
/// and its rules.
bool namesWebSocket(const http::MessageHead& head)
{
    if (!head.nominatesUpgrade) // The fields of most heads are not asked.
        return false;
    const http::Field* const upgrade = head.fields.find(http::FieldName::Upgrade);
    return upgrade && http::equalsIgnoringCase(upgrade->value, "websocket");
}

} // namespace

/// RFC 6455 §4.1: a GET without content. Who asks for the end of the connection as well wants an answer and no more.
bool Exchange::wantsWebSocket() const
{
    return m_request.method == http::Method::Get && m_request.body.kind == http::BodyFraming::Kind::None &&
           namesWebSocket(m_request) && m_request.keepAlive;
}

/// The request was asked to switch, has gone out whole, and the upstream switches to the same.
bool Exchange::isWebSocketAgreed() const
{
    return wantsWebSocket() && namesWebSocket(m_response) && !m_toUpstream.hasPending();
}

/// The answer is passed on, and from then on whatever either side says, first of all what came with the heads.
void Exchange::beginTunnel(std::size_t headLength)
{
    m_status = m_response.status;
    m_isHeadDone = true;
    m_isTunnel = true;
    countRequest(true);
    composeResponse();
    m_toClient.start(untilClose, headLength, false);
    m_response.body = untilClose; // The connection is of use for nothing else.

    keepHead();
    ReadBuffer& input = m_client->input();
    const std::size_t request = m_toUpstream.releaseSent();
    m_bytesReceived += request;
    input.consume(request);
    m_isRequestHeld = false;
    m_toUpstream.start(untilClose, 0, false);
    prolongTunnel();
    relayRequest();
}

/// What the client said is passed on, and so is that no more comes; what the upstream has yet to say still comes back.
void Exchange::relayClientEnd()
{
    if (m_toUpstream.hasPending() || m_isRequestBroken)
        return;
    m_upstream->transport().finishWriting();
    m_isRequestBroken = true; // It takes no more of it.
}

/// A tunnel lives as long as one side speaks: as Kong and nginx have it, the time is that of an answer's next byte.
void Exchange::prolongTunnel()
{
    m_upstream->deadline().set(m_cluster->config().config.readTimeout);
}

} // namespace causeway::proxy
