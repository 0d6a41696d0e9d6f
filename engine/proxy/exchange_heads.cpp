#include "engine/http/characters.h"
#include "engine/http/field_section.h"
#include "engine/http/status.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/forwarding.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

#include <fmt/format.h>

namespace causeway::proxy {

namespace {

using http::FieldName;

/// What a gateway says itself about where a request came from, whatever the client claimed.
bool isForwardingField(const http::Field& field)
{
    switch (field.id) {
    case FieldName::Via:
    case FieldName::XForwardedFor:
    case FieldName::XForwardedHost:
    case FieldName::XForwardedPath:
    case FieldName::XForwardedPort:
    case FieldName::XForwardedPrefix:
    case FieldName::XForwardedProto:
    case FieldName::XRealIp:
        return true;
    case FieldName::Other:
        return http::equalsIgnoringCase(field.name, requestIdName);
    default:
        return false;
    }
}

/// "Name: " and the values of all fields of that name, each followed by ", ".
void beginList(std::string& out, FieldName name, const http::FieldList& fields)
{
    out.append(nameOf(name)).append(": ");
    if (!fields.contains(name))
        return;
    for (const http::Field& field : fields)
        if (field.id == name && !field.value.empty() && !field.hopByHop)
            out.append(field.value).append(", ");
}

/// A length in another spelling than ours: leading zeros mean nothing here, and an octal number to some.
bool isPaddedLength(const http::Field& field)
{
    return field.id == FieldName::ContentLength && field.value.size() > 1 && field.value.front() == '0';
}

void appendLength(std::string& out, const http::FieldList& fields)
{
    const http::Field* const field = fields.find(FieldName::ContentLength);
    if (field && isPaddedLength(*field))
        http::HeadWriter(out).field(FieldName::ContentLength, http::parseContentLength(field->value).value_or(0));
}

} // namespace

bool Exchange::isReplacedInRequest(const http::Field& field) const
{
    if (field.hopByHop || field.id == FieldName::Host || isPaddedLength(field))
        return true;
    if (m_client->listener().isGateway() && isForwardingField(field))
        return true;
    if (m_hopsLeft && field.id == FieldName::MaxForwards)
        return true;
    return m_route->config().requestEdits.dropsField(field.name);
}

void Exchange::composeRequest()
{
    const snapshot::Route& config = m_route->config().config;
    const bool keepsHost = config.preserveHost && !m_request.authority.empty();
    std::string& text = m_worker.scratch();
    text.clear();
    http::HeadWriter(text)
        .requestLine(m_request.methodText, m_target)
        .field(FieldName::Host, !config.hostRewrite.empty() ? std::string_view(config.hostRewrite)
                                : keepsHost                 ? m_request.authority
                                            : std::string_view(m_cluster->config().endpoints[m_endpoint].hostField));
    http::SliceList& slices = m_toUpstream.slices();
    slices.clear();
    slices.add(m_arena.copy(text));
    for (const http::Field& field : m_request.fields)
        if (!isReplacedInRequest(field))
            slices.add(field.line());
    text.clear();
    appendRequestEnd(text);
    slices.add(m_arena.copy(text));
}

std::string_view Exchange::clientAddress()
{
    if (!m_clientAddress.empty())
        return m_clientAddress;
    m_clientAddress = m_client->peerHost();
    if (m_client->isTrusted()) {
        const std::string_view named = clientNamedIn(m_request.fields, *m_client->listener().trust());
        if (!named.empty())
            m_clientAddress = m_arena.copy(named); // The head may go before the exchange does.
    }
    return m_clientAddress;
}

/// What comes behind the client's own fields.
void Exchange::appendRequestEnd(std::string& out)
{
    if (m_client->listener().isGateway())
        appendForwardingFields(out);
    if (wantsWebSocket())
        out += "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    else if (m_request.acceptsTrailers)
        out += "TE: trailers\r\nConnection: TE\r\n"; // RFC 9110 §10.1.4.
    if (m_request.body.kind == http::BodyFraming::Kind::Chunked)
        out += "Transfer-Encoding: chunked\r\n";
    appendLength(out, m_request.fields);
    if (m_hopsLeft)
        http::HeadWriter(out).field(FieldName::MaxForwards, *m_hopsLeft);
    out += m_route->config().requestEdits.lines;
    out += "\r\n";
}

/// kong.md §4.4, towards the upstream. What a client claims is replaced, unless it is trusted; the lists go on.
void Exchange::appendForwardingFields(std::string& out)
{
    http::HeadWriter writer(out);
    const bool isTrusted = m_client->isTrusted();
    const auto given = [&](FieldName name) { return isTrusted ? valueOf(m_request.fields, name) : std::string_view(); };
    const auto write = [&](FieldName name, std::string_view own) {
        const std::string_view known = given(name);
        if (!known.empty() || !own.empty())
            writer.field(name, known.empty() ? own : known);
    };
    const bool isFirst = valueOf(m_request.fields, FieldName::XForwardedFor).empty();
    beginList(out, FieldName::XForwardedFor, m_request.fields);
    out.append(isFirst ? clientAddress() : m_client->peerHost()).append("\r\n");
    write(FieldName::XForwardedProto, m_client->isSecure() ? "https" : "http");
    write(FieldName::XForwardedHost, m_request.host);
    write(FieldName::XForwardedPort, fmt::format_int(m_client->listener().port()).c_str());
    write(FieldName::XForwardedPath, m_request.path);
    write(FieldName::XForwardedPrefix, m_strippedPrefix);
    writer.field(FieldName::XRealIp, clientAddress());
    beginList(out, FieldName::Via, m_request.fields);
    out.append(m_request.version == http::Version::Http10 ? "1.0 " : "1.1 ").append(ourName).append("\r\n");
    writer.field(requestIdName, m_requestId.view());
}

void Exchange::composeInterim()
{
    std::string& text = m_worker.scratch();
    text.clear();
    http::HeadWriter writer(text);
    writer.statusLine(m_response.status, m_response.reason);
    for (const http::Field& field : m_response.fields)
        if (!field.hopByHop && field.id != FieldName::ContentLength) // RFC 9110 §8.6.
            writer.lines(field.line());
    writer.finish();
    m_toClient.slices().add(m_arena.copy(text)); // A copy: the buffer goes on to the next head.
}

bool Exchange::keepsAlive() const
{
    return m_request.keepAlive && m_toUpstream.isRead() && !m_client->hasEnded() && !plane().isDraining() &&
           m_client->mayContinue() && !m_client->isOutdated() && !m_worker.memory().isPressed();
}

void Exchange::composeResponse()
{
    using Kind = http::BodyFraming::Kind;
    const bool isOldClient = m_request.version == http::Version::Http10;
    const bool hasUnknownLength = m_response.body.kind == Kind::Chunked || m_response.body.kind == Kind::UntilClose;
    const bool asChunks = hasUnknownLength && !isOldClient && !m_isTunnel;
    m_keepAlive = keepsAlive() && (asChunks || !hasUnknownLength) && !m_isTunnel;

    std::string& text = m_worker.scratch();
    text.clear();
    http::HeadWriter writer(text);
    writer.statusLine(m_response.status, m_response.reason);
    http::SliceList& slices = m_toClient.slices();
    slices.add(m_arena.copy(text));
    const bool isGateway = m_client->listener().isGateway();
    const PreparedEdits& edits = m_route->config().responseEdits;
    bool hasServer = false;
    bool hasDate = false;
    for (const http::Field& field : m_response.fields) {
        if (field.hopByHop || isPaddedLength(field) || edits.dropsField(field.name))
            continue;
        if (field.id == FieldName::ContentLength && (m_response.status == 204 || m_isTunnel)) // RFC 9110 §8.6.
            continue;
        const bool isOurs = field.id == FieldName::Via ||
                            (field.id == FieldName::Other && http::equalsIgnoringCase(field.name, requestIdName));
        if (isGateway && isOurs)
            continue;
        hasServer |= field.id == FieldName::Server;
        hasDate |= field.id == FieldName::Date;
        slices.add(field.line());
    }
    text.clear();
    if (isGateway) {
        beginList(text, FieldName::Via, m_response.fields);
        text.append("1.1 ").append(ourName).append("\r\n");
        writer.field(requestIdName, m_requestId.view());
        if (!hasServer)
            writer.field(FieldName::Server, ourName);
    }
    if (!hasDate)
        text += m_worker.dateLine();
    if (asChunks)
        text += "Transfer-Encoding: chunked\r\n";
    if (m_response.status != 204 && !m_isTunnel)
        appendLength(text, m_response.fields);
    if (m_isTunnel)
        text += "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    else if (!m_keepAlive)
        text += "Connection: close\r\n";
    else if (isOldClient)
        text += "Connection: keep-alive\r\n";
    text += edits.lines;
    text += "\r\n";
    slices.add(m_arena.copy(text));
    m_headSentLength = m_bytesSent + slices.bytes();
}

} // namespace causeway::proxy
