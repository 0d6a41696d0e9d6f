#pragma once

#include "engine/http/field_list.h"

#include <cstdint>
#include <string_view>

namespace causeway::http {

enum class Version : std::uint8_t
{
    Http10,
    Http11
}; // Later minor versions of 1 count as 1.1 (RFC 9110 §2.5).

enum class Method : std::uint8_t
{
    Other,
    Get,
    Head,
    Post,
    Put,
    Delete,
    Connect,
    Options,
    Trace,
    Patch
};
std::string_view nameOf(Method method); // Empty for Other.
Method findMethod(std::string_view token);

/// The path of an absolute target that has none: a slice of static memory, not of the buffer. The array gives it one
/// address in the whole program, which a literal does not have.
inline constexpr char rootPathText[] = {'/'};
inline constexpr std::string_view rootPath{rootPathText, 1};
/// The same for OPTIONS of a whole server.
inline constexpr char wholeServerText[] = {'*'};
inline constexpr std::string_view wholeServer{wholeServerText, 1};

/// How the end of a message's content is found: RFC 9112 §6.3.
struct BodyFraming
{
    enum class Kind : std::uint8_t
    {
        None,
        Length,
        Chunked,
        UntilClose
    };
    Kind kind = Kind::None;
    std::uint64_t length = 0; // Only for Kind::Length; may be 0.

    bool operator==(const BodyFraming&) const = default;
};

/// What request and response heads share. An object is filled again and again; its slices point into the buffer that
/// was parsed and are valid as long as that stays in place.
///
/// Shape: a few kilobytes: one for each exchange under way, not for each open connection.
struct MessageHead
{
    FieldList fields;
    Version version = Version::Http11;
    BodyFraming body;
    bool keepAlive = false;        // The sender will use the connection again after this message.
    bool nominatesUpgrade = false; // The Connection field names Upgrade, and there is an Upgrade field.
};

struct RequestHead : MessageHead
{
    Method method = Method::Other;
    std::string_view methodText;
    std::string_view target; // As received.
    std::string_view path;   // Without the query, escapes as received; `*` for OPTIONS *. Begins with / otherwise.
    std::string_view query;  // Without the question mark.
    bool hasQuery = false;   // Tells `/a?` from `/a`.
    std::string_view
        authority;          // Of the target where it is absolute, else the Host field; empty in HTTP/1.0 without one.
    std::string_view host;  // The authority without its port, brackets kept.
    std::uint16_t port = 0; // 0 when the authority names none.
    bool expectsContinue = false;
    bool acceptsTrailers = false; // TE: trailers.
};

struct ResponseHead : MessageHead
{
    int status = 0;
    std::string_view reason;

    bool isInterim() const { return status < 200 && status != 101; }
};

/// Why a message is not served: the status for the client (502 for responses) and a phrase for logs, in static memory.
struct Refusal
{
    int status = 400;
    std::string_view reason;

    bool operator==(const Refusal&) const = default;
};

struct HeadLimits
{
    std::size_t head = 32 << 10;       // Bytes from the first to the empty line. Above: 431.
    std::size_t requestLine = 8 << 10; // Above: 414.
};

/// What a parser makes of the bytes so far.
struct ParseOutcome
{
    enum class Status : std::uint8_t
    {
        NeedMore,
        Done,
        Refused
    };
    Status status = Status::NeedMore;
    std::size_t length = 0; // Done: bytes of the head, empty line included.
    Refusal refusal;        // Refused.

    static ParseOutcome needMore() { return {}; }
    static ParseOutcome done(std::size_t length) { return {Status::Done, length, {}}; }
    static ParseOutcome refused(Refusal refusal) { return {Status::Refused, 0, refusal}; }
};

} // namespace causeway::http
