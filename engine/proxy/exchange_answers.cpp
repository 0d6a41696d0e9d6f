#include "engine/http/characters.h"
#include "engine/http/path.h"
#include "engine/http/request_target.h"
#include "engine/proxy/exchange.h"
#include "engine/proxy/forwarding.h"
#include "engine/proxy/path_rewrite.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/worker.h"

#include <array>
#include <charconv>

namespace causeway::proxy {

namespace {

using http::FieldName;

constexpr std::string_view offeredProtocols = "TLS/1.2, HTTP/1.1"; // kong.md §4.3, as RFC 9110 §15.5.22 wants one.

std::uint16_t usualPort(std::string_view scheme)
{
    return scheme == "https" ? 443 : 80;
}

void appendPort(std::string& out, std::uint16_t port)
{
    std::array<char, 5> digits{};
    const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), port);
    out += ':';
    out.append(digits.data(), end);
}

/// OPTIONS * speaks of the whole server.
std::string_view pathFor(std::string_view path)
{
    return path.starts_with('/') ? path : http::rootPath;
}

} // namespace

/// Whether the route says itself what becomes of the request; then it is said.
bool Exchange::answersItself(const Router::Match& match, std::string_view path)
{
    const snapshot::Route& config = m_route->config().config;
    if (config.plainStatus != 0 && !cameByHttps())
        askForHttps(config.plainStatus);
    else if (config.redirect)
        redirect(*config.redirect, match, path);
    else if (config.answer)
        answerAsTold(*config.answer);
    else if (config.split.empty())
        answer(Flag::NoService, 503, "no Service found with those values");
    else
        return false;
    return true;
}

/// kong.md §4.4: proxies that are trusted know how their clients came.
std::string_view Exchange::trustedValue(FieldName name)
{
    if (!m_client->isTrusted())
        return {};
    return valueOf(m_request.fields, name);
}

bool Exchange::cameByHttps()
{
    const std::string_view scheme = trustedValue(FieldName::XForwardedProto);
    return scheme.empty() ? m_client->isSecure() : http::equalsIgnoringCase(scheme, "https");
}

/// kong.md §4.3. Who names no host can only be told.
void Exchange::askForHttps(int status)
{
    const auto named = http::Authority::parse(trustedValue(FieldName::XForwardedHost));
    const std::string_view host = named ? named->host : m_request.host;
    if (status == 426 || host.empty()) {
        composeAnswer(426, "Please use HTTPS protocol", offeredProtocols);
        return sendAnswer(Flag::Redirected, 426);
    }
    std::string& location = m_worker.otherScratch();
    location.assign("https://").append(host).append(pathFor(m_request.path));
    if (m_request.hasQuery)
        location.append("?").append(m_request.query);
    composeRedirect(status, location);
    sendAnswer(Flag::Redirected, status);
}

void Exchange::redirect(const snapshot::Redirect& redirect, const Router::Match& match, std::string_view path)
{
    std::string& location = m_worker.scratch();
    location.clear();
    const std::string_view scheme = !redirect.scheme.empty() ? std::string_view(redirect.scheme)
                                    : m_client->isSecure()   ? "https"
                                                             : "http";
    const std::string_view host = redirect.host.empty() ? m_request.host : std::string_view(redirect.host);
    const bool staysAtServer = redirect.scheme.empty() && redirect.host.empty();
    const std::uint16_t port = redirect.port != 0 ? redirect.port : staysAtServer ? m_request.port : std::uint16_t(0);
    if (!host.empty()) { // Else the client named none, and the path alone leads back to this server.
        location.append(scheme).append("://").append(host);
        if (port != 0 && port != usualPort(scheme))
            appendPort(location, port);
    }
    const std::size_t begin = location.size();
    const std::optional<Regex>& regex = m_route->config().redirectRegex;
    appendRewrittenPath(location, redirect.path, pathFor(path), match.matchedLength, true, regex ? &*regex : nullptr);
    const std::string_view rewritten = m_arena.copy(std::string_view(location).substr(begin));
    location.resize(begin);
    std::string& whole = m_worker.otherScratch(); // `path` may lie in it: it is of no use from here on.
    whole.assign(location);
    if (m_client->listener().isGateway())
        http::appendEscapedPath(whole, rewritten);
    else
        whole += rewritten;
    if (m_request.hasQuery)
        whole.append("?").append(m_request.query);
    composeRedirect(redirect.status, whole);
    sendAnswer(Flag::Redirected, redirect.status);
}

void Exchange::composeRedirect(int status, const std::string& location)
{
    m_keepAlive = keepsAlive();
    std::string& text = m_worker.scratch();
    text.clear();
    http::HeadWriter(text)
        .statusLine(status)
        .field(FieldName::Location, location)
        .field(FieldName::ContentLength, std::uint64_t(0));
    appendOwnFields(text);
    endAnswer(text, {});
}

void Exchange::answerAsTold(const snapshot::DirectAnswer& told)
{
    m_keepAlive = keepsAlive();
    const bool hasBody = told.status != 204 && told.status != 304; // RFC 9110 §8.6.
    std::string& text = m_worker.scratch();
    text.clear();
    http::HeadWriter writer(text);
    writer.statusLine(told.status);
    if (!told.contentType.empty() && !m_route->config().responseEdits.dropsField(nameOf(FieldName::ContentType)))
        writer.field(FieldName::ContentType, told.contentType);
    if (hasBody)
        writer.field(FieldName::ContentLength, told.body.size());
    appendOwnFields(text);
    endAnswer(text, told.body);
    sendAnswer(Flag::Told, told.status);
}

/// Who answers, and what the route adds to every answer.
void Exchange::appendOwnFields(std::string& text)
{
    const PreparedEdits& edits = m_route->config().responseEdits;
    http::HeadWriter writer(text);
    if (!edits.dropsField(nameOf(FieldName::Server)))
        writer.field(FieldName::Server, ourName);
    if (m_client->listener().isGateway())
        writer.field(requestIdName, m_requestId.view());
    text += edits.lines;
}

void Exchange::composeAnswer(int status, std::string_view message, std::string_view upgrade)
{
    m_keepAlive = keepsAlive();
    std::string_view id = m_requestId.view();
    if (!m_client->listener().isGateway()) {
        const http::Field* const given = m_request.fields.find(requestIdName);
        makeRequestId();
        id = given ? given->value : m_requestId.view();
    }
    std::string& body = m_worker.otherScratch();
    body.clear();
    appendAnswerBody(body, message, id);
    std::string& text = m_worker.scratch();
    text.clear();
    http::HeadWriter writer(text);
    writer.statusLine(status);
    appendAnswerFields(text, body.size(), id);
    if (m_isShed)
        writer.field("Retry-After", retryAfterSeconds);
    endAnswer(text, body, upgrade);
}

void Exchange::composeDenial()
{
    m_keepAlive = keepsAlive();
    std::string& text = m_worker.scratch();
    text.clear();
    http::HeadWriter(text)
        .statusLine(403)
        .field(FieldName::ContentType, "text/plain")
        .field(FieldName::ContentLength, accessDenied.size())
        .field(FieldName::Server, ourName);
    endAnswer(text, accessDenied);
}

void Exchange::endAnswer(std::string& head, std::string_view body, std::string_view upgrade)
{
    head += m_worker.dateLine();
    http::HeadWriter writer(head);
    if (!upgrade.empty())
        writer.field(FieldName::Upgrade, upgrade)
            .field(FieldName::Connection, m_keepAlive ? "Upgrade" : "Upgrade, close");
    else if (!m_keepAlive)
        writer.field(FieldName::Connection, "close");
    else if (m_request.version == http::Version::Http10)
        writer.field(FieldName::Connection, "keep-alive");
    writer.finish();
    m_headSentLength = m_bytesSent + head.size();
    if (m_request.method != http::Method::Head)
        head += body;
    m_toClient.slices().add(m_arena.copy(head));
}

} // namespace causeway::proxy
