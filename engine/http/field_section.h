#pragma once

#include "engine/http/message_head.h"

#include <optional>

namespace causeway::http {

/// Walks over the lines of a head, left to right; the first fault it meets decides.
///
/// Shape: `at` moves over what was read. A walk that runs out of bytes is repeated from the start when more are there.
struct LineWalk
{
    enum class Step : std::uint8_t
    {
        Read,
        OutOfBytes,
        Refused
    };

    const char* at = nullptr;
    const char* end = nullptr;
    Refusal refusal; // After Refused.

    Step refuse(int status, std::string_view reason)
    {
        refusal = {status, reason};
        return Step::Refused;
    }
    /// Reads a CRLF. A bare CR or LF is refused (RFC 9112 §2.2).
    Step readLineEnd();
};

/// Reads field lines up to and with the empty line: RFC 9112 §5, without obs-fold and without blanks before the colon.
LineWalk::Step readFields(LineWalk& walk, FieldList& fields);

/// Sets hopByHop where the Connection fields nominate, and tells which of their options matter to us.
struct ConnectionOptions
{
    bool close = false;
    bool keepAlive = false;
    bool upgrade = false;
};
std::optional<Refusal> applyConnection(FieldList& fields, ConnectionOptions& options);

/// keepAlive and nominatesUpgrade, from version and Connection fields: RFC 9112 §9.3, RFC 9110 §7.8.
std::optional<Refusal> judgePersistence(MessageHead& head);

/// What Content-Length and Transfer-Encoding say, in requests and responses alike: RFC 9112 §6.
struct DeclaredFraming
{
    BodyFraming::Kind kind = BodyFraming::Kind::None; // None: neither field is there.
    std::uint64_t length = 0;
};
std::optional<Refusal> readFraming(const MessageHead& head, DeclaredFraming& framing);

/// Digits only; nothing when empty, signed, listed or above 2^63 - 1: RFC 9110 §8.6.
std::optional<std::uint64_t> parseContentLength(std::string_view value);

} // namespace causeway::http
