#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::channel {

constexpr std::size_t pieceLimit = 64 << 10;
constexpr std::size_t frameLimit = pieceLimit + 256; // A piece and what is said of it.
constexpr std::size_t compressFrom = 4 << 10;
constexpr std::size_t planeMessageLimit = 8 << 20;     // What a control plane takes from a plane.
constexpr std::size_t recordsAtOnce = 256 << 10;       // Of access records, in one message.
constexpr std::size_t controlMessageLimit = 128 << 20; // What a plane takes from its control plane.

/// Turns messages into the frames of one direction of one connection.
class FrameWriter
{
public:
    std::vector<std::string> framesOf(std::string_view message);

private:
    std::uint64_t m_messages = 0;
};

/// Puts messages together again. Frames may be anything.
///
/// Errors: InvalidArgument and ResourceExhausted for a peer that breaks the rules; the connection is of no more use.
class FrameReader
{
public:
    explicit FrameReader(std::size_t messageLimit)
        : m_messageLimit(messageLimit)
    {
    }

    /// The message that this frame completes, if it does.
    Result<std::optional<std::string>> take(std::string_view bytes);

private:
    Result<> begin(std::uint32_t compression, std::uint64_t plainSize);
    Result<std::string> finish();

    std::size_t m_messageLimit;
    std::uint64_t m_message = 0;              // Number of the message under way, or of the last one.
    std::optional<std::uint32_t> m_nextIndex; // Of the message under way, if one is.
    bool m_isCompressed = false;
    std::size_t m_plainSize = 0;
    std::string m_gathered;
};

} // namespace causeway::channel
