#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace causeway::http {

/// The names that this program or its filters look for; all others are Other and compare by text.
enum class FieldName : std::uint8_t
{
    Other,
    Accept,
    AcceptEncoding,
    AcceptLanguage,
    Age,
    Allow,
    Authorization,
    CacheControl,
    Connection,
    ContentEncoding,
    ContentLength,
    ContentType,
    Cookie,
    Date,
    ETag,
    Expect,
    Expires,
    Forwarded,
    Host,
    Http2Settings,
    IfModifiedSince,
    IfNoneMatch,
    KeepAlive,
    LastModified,
    Location,
    MaxForwards,
    Origin,
    Proxy,
    ProxyAuthenticate,
    ProxyAuthorization,
    ProxyConnection,
    Range,
    Referer,
    RetryAfter,
    SecWebSocketAccept,
    SecWebSocketExtensions,
    SecWebSocketKey,
    SecWebSocketProtocol,
    SecWebSocketVersion,
    Server,
    SetCookie,
    Te,
    Traceparent,
    Trailer,
    TransferEncoding,
    Upgrade,
    UserAgent,
    Vary,
    Via,
    WwwAuthenticate,
    XForwardedFor,
    XForwardedHost,
    XForwardedPath,
    XForwardedPort,
    XForwardedPrefix,
    XForwardedProto,
    XRealIp,
    XRequestId,
    XServedBy,
};

inline constexpr std::size_t fieldNameCount = static_cast<std::size_t>(FieldName::XServedBy) + 1;

/// The usual spelling, Content-Length; empty for Other.
std::string_view nameOf(FieldName name);

/// `token` holds nothing but token characters, in any case.
FieldName findFieldName(std::string_view token);

/// Fields that speak about one connection and are never forwarded: RFC 9110 §7.6.1, with the old Keep-Alive,
/// Proxy-Connection and HTTP2-Settings, and Proxy, which some programs take for an environment variable. Those that a
/// Connection field nominates come on top.
bool isHopByHop(FieldName name);

/// Fields that are of use only before the content: a recipient that took them from a trailer could be made to believe
/// what was never checked. RFC 9110 §6.5.1.
bool isForHeadOnly(FieldName name);

} // namespace causeway::http
