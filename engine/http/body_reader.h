#pragma once

#include "engine/http/head_scan.h"
#include "engine/http/message_head.h"

#include <cstdint>
#include <string_view>

namespace causeway::http {

/// The next thing found in the bytes after a head.
struct BodyStep
{
    enum class Kind : std::uint8_t
    {
        NeedMore, // Nothing else can be found in this input.
        Content,  // `content` is a slice of the input; call again.
        Done,     // The message is over; what was not consumed belongs to the next one.
        Refused,
    };
    Kind kind = Kind::NeedMore;
    std::size_t consumed = 0; // Bytes of the input that are not needed any more, `content` included.
    std::string_view content;
    Refusal refusal; // 400, or 431 for large trailers. For responses the proxy answers 502.
};

/// Decodes chunked content without copying it: RFC 9112 §7.1, strictly.
///
/// Shape:  chunk extensions are passed over, at most 256 bytes a chunk, with the blanks before them. The trailers must
///         stay in the input as a whole until they are complete (they are not consumed before), at most 8 KiB.
/// Errors: sizes that are empty, signed, above 16 digits without the zeros in front, or wrapped in blanks; bare CR or
///         LF; missing line ends; trailer fields that would change framing or routing.
class ChunkedDecoder
{
public:
    /// `trailers` is filled by the step that is Done; its slices point into that input.
    BodyStep step(std::string_view input, FieldList& trailers);

private:
    enum class State : std::uint8_t
    {
        Size,
        Blanks, // Between a size and its extensions; RFC 9112 §7.1.1 calls them bad, and has them read.
        Extension,
        SizeLineFeed,
        Content,
        ContentReturn,
        ContentLineFeed,
        Trailers,
        Done
    };

    const char* take(char c);
    const char* takeSizeDigit(char c);
    const char* takeBlank(char c);
    const char* takeExtension(char c);
    BodyStep stepTrailers(std::string_view input, std::size_t consumed, FieldList& trailers);

    std::uint64_t m_left = 0; // Of the size being read, then of the chunk's content.
    HeadScan m_trailerScan;
    std::uint16_t m_extensionLength = 0;
    std::uint8_t m_digits = 0;
    State m_state = State::Size;
};

/// Finds the end of any message's content.
///
/// Shape: a few words of memory; step() until it needs more or is done.
class BodyReader
{
public:
    void start(const BodyFraming& framing);
    BodyStep step(std::string_view input, FieldList& trailers);
    /// The peer said it will send no more: Done where that ends the content, else Refused.
    BodyStep endOfInput();
    bool isDone() const { return m_done; }

private:
    BodyFraming m_framing;
    ChunkedDecoder m_chunks;
    bool m_done = true;
};

} // namespace causeway::http
