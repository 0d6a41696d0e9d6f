#include "engine/http/field_name.h"

#include "engine/http/characters.h"

#include <array>
#include <cstring>

namespace causeway::http {

namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, fieldNameCount> spellings = {
    "",
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Age",
    "Allow",
    "Authorization",
    "Cache-Control",
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Date",
    "ETag",
    "Expect",
    "Expires",
    "Forwarded",
    "Host",
    "HTTP2-Settings",
    "If-Modified-Since",
    "If-None-Match",
    "Keep-Alive",
    "Last-Modified",
    "Location",
    "Max-Forwards",
    "Origin",
    "Proxy",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Connection",
    "Range",
    "Referer",
    "Retry-After",
    "Sec-WebSocket-Accept",
    "Sec-WebSocket-Extensions",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Version",
    "Server",
    "Set-Cookie",
    "TE",
    "Traceparent",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "Vary",
    "Via",
    "WWW-Authenticate",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Path",
    "X-Forwarded-Port",
    "X-Forwarded-Prefix",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "X-Request-Id",
    "X-Served-By",
};

constexpr std::size_t slotCount = 512;

/// Length, first and last two letters tell the known names apart; the factor that makes it so is searched at compile
/// time.
constexpr std::size_t slotOf(std::string_view name, std::uint32_t factor)
{
    const auto letter = [&](std::size_t at) { return static_cast<std::uint32_t>(name[at] | 0x20); };
    const std::uint32_t mixed = static_cast<std::uint32_t>(name.size()) | letter(0) << 8 |
                                letter(name.size() - 1) << 16 | letter(name.size() < 2 ? 0 : name.size() - 2) << 24;
    return (mixed * factor) >> 23;
}

using Slots = std::array<FieldName, slotCount>;

constexpr bool fill(Slots& slots, std::uint32_t factor)
{
    slots = {};
    for (std::size_t i = 1; i < fieldNameCount; ++i) {
        FieldName& slot = slots[slotOf(spellings[i], factor)];
        if (slot != FieldName::Other)
            return false;
        slot = static_cast<FieldName>(i);
    }
    return true;
}

struct PerfectHash
{
    std::uint32_t factor = 0;
    Slots slots{};
};

constexpr PerfectHash searchPerfectHash()
{
    PerfectHash hash;
    for (hash.factor = 0x9e3779b1; !fill(hash.slots, hash.factor); hash.factor += 0x6a09e667 << 1) {
    }
    return hash;
}

constexpr PerfectHash hash = searchPerfectHash();

constexpr std::uint64_t caseBits = 0x2020202020202020;

std::uint64_t eightBytes(const char* from)
{
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, from, sizeof bytes);
    return bytes | caseBits;
}

/// Compares letters without case. Or-ing 0x20 is exact here: no two different token characters of which one is a
/// letter, a digit or a hyphen become equal by it, except the cases of a letter.
bool equalsKnown(std::string_view token, std::string_view spelling)
{
    const std::size_t size = token.size();
    if (size != spelling.size())
        return false;
    if (size < 8) {
        for (std::size_t i = 0; i < size; ++i)
            if ((token[i] | 0x20) != (spelling[i] | 0x20))
                return false;
        return true;
    }
    for (std::size_t i = 0; i + 8 < size; i += 8)
        if (eightBytes(token.data() + i) != eightBytes(spelling.data() + i))
            return false;
    return eightBytes(token.data() + size - 8) == eightBytes(spelling.data() + size - 8); // May overlap the one before.
}

} // namespace

std::string_view nameOf(FieldName name)
{
    return spellings[static_cast<std::size_t>(name)];
}

FieldName findFieldName(std::string_view token)
{
    if (token.empty())
        return FieldName::Other;
    const FieldName candidate = hash.slots[slotOf(token, hash.factor)];
    return equalsKnown(token, nameOf(candidate)) ? candidate : FieldName::Other;
}

bool isHopByHop(FieldName name)
{
    switch (name) {
    case FieldName::Connection:
    case FieldName::Http2Settings:
    case FieldName::KeepAlive:
    case FieldName::Proxy:
    case FieldName::ProxyConnection:
    case FieldName::Te:
    case FieldName::TransferEncoding:
    case FieldName::Upgrade:
        return true;
    default:
        return false;
    }
}

bool isForHeadOnly(FieldName name)
{
    switch (name) {
    case FieldName::Age:
    case FieldName::Authorization:
    case FieldName::CacheControl:
    case FieldName::ContentEncoding:
    case FieldName::ContentLength:
    case FieldName::ContentType:
    case FieldName::Cookie:
    case FieldName::Date:
    case FieldName::Expect:
    case FieldName::Expires:
    case FieldName::Forwarded:
    case FieldName::Host:
    case FieldName::IfModifiedSince:
    case FieldName::IfNoneMatch:
    case FieldName::Location:
    case FieldName::MaxForwards:
    case FieldName::ProxyAuthenticate:
    case FieldName::ProxyAuthorization:
    case FieldName::Range:
    case FieldName::RetryAfter:
    case FieldName::SetCookie:
    case FieldName::Trailer:
    case FieldName::Vary:
    case FieldName::Via:
    case FieldName::WwwAuthenticate:
    case FieldName::XForwardedFor:
    case FieldName::XForwardedHost:
    case FieldName::XForwardedPath:
    case FieldName::XForwardedPort:
    case FieldName::XForwardedPrefix:
    case FieldName::XForwardedProto:
    case FieldName::XRealIp:
        return true;
    default:
        return false;
    }
}

} // namespace causeway::http
