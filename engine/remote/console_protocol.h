#pragma once

#include "engine/base/error.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace causeway::remote {

/// Where a cluster's consoles connect, and what they agree to speak there. A change that old consoles cannot read gets
/// a new name here.
inline constexpr std::string_view consolePath = "/causeway/v1/console";
inline constexpr std::string_view consoleProtocol = "causeway.console.v1";
inline constexpr std::uint16_t consolePort = 5682;

inline constexpr std::size_t consoleMessageLimit = 256 << 10;  // What a cluster takes from a console.
inline constexpr std::size_t clusterMessageLimit = 64UL << 20; // What a console takes from a cluster.
inline constexpr std::size_t compressFrom = 1 << 10;

/// A console may have so many views on the way that it has not confirmed: what changes meanwhile waits, and leaves as
/// one.
inline constexpr std::uint64_t viewsUnderWay = 2;

/// Why there is no connection: what a console decides and words its advice by.
enum class ConnectProblem : std::uint8_t
{
    Unreachable,     // Nobody answers there.
    Untrusted,       // Its certificate leads to no authority that is trusted here.
    Expired,         // Its certificate is not valid now.
    WrongName,       // Its certificate is for other names.
    NotSecure,       // What answers does not speak TLS.
    Unauthenticated, // The token is missing, unknown, revoked or expired.
    Forbidden,       // The token is good, but not for this.
    WrongVersion,    // It speaks another version of the protocol.
    NoConsole,       // It answers, but is no console API.
    Lost             // The connection was there and is gone.
};

std::string_view nameOf(ConnectProblem problem);

struct ConnectError
{
    ConnectProblem problem = ConnectProblem::Unreachable;
    std::string sentence;

    bool operator==(const ConnectError&) const = default;
};

} // namespace causeway::remote
