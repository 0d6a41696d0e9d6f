#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace causeway {

enum class ErrorCode
{
    InvalidArgument, // The caller's input is wrong; the same call fails again.
    NotFound,
    AlreadyExists,
    Conflict, // The object changed since the caller looked; look again and decide.
    PermissionDenied,
    Unauthenticated,
    Unavailable, // Not now: a peer is gone, a port is taken.
    Timeout,
    ResourceExhausted, // A limit was met: memory, descriptors, size.
    DataLoss,          // What was stored is damaged or missing.
    Unimplemented,     // Asks for something this program does not know.
    Cancelled,
    Internal,
};

std::string_view nameOf(ErrorCode code);

/// An expected failure: a code to decide on and a sentence to show, which names its subject and, where there is one,
/// the remedy.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message;

    bool operator==(const Error&) const = default;
};

template <typename... Arguments>
Error makeError(ErrorCode code, fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    return {code, fmt::format(format, std::forward<Arguments>(arguments)...)};
}

/// "<what>: <text of errno> (<errno name or number>)", with the code that fits the number.
Error systemError(int errorNumber, std::string_view what);

} // namespace causeway
