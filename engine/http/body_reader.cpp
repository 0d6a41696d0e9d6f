#include "engine/http/body_reader.h"

#include "engine/http/characters.h"
#include "engine/http/field_section.h"

namespace causeway::http {

namespace {

constexpr std::size_t extensionLimit = 256;
constexpr std::size_t paddingLimit = 32; // Counts as part of the extensions.
constexpr std::size_t trailerLimit = 8 << 10;

BodyStep refused(int status, std::string_view reason)
{
    return {BodyStep::Kind::Refused, 0, {}, {status, reason}};
}

/// RFC 9110 §6.5.1: what a recipient needs before the content, or for framing, is never taken from a trailer.
bool isForbiddenInTrailers(FieldName name)
{
    return name == FieldName::ContentLength || name == FieldName::TransferEncoding || name == FieldName::Host;
}

} // namespace

BodyStep ChunkedDecoder::step(std::string_view input, FieldList& trailers)
{
    std::size_t at = 0;
    while (m_state != State::Done) {
        if (m_state == State::Trailers)
            return stepTrailers(input.substr(at), at, trailers);
        if (at == input.size())
            return {BodyStep::Kind::NeedMore, at, {}, {}};
        if (m_state == State::Content) {
            const std::string_view content = input.substr(at, m_left);
            m_left -= content.size();
            if (m_left == 0)
                m_state = State::ContentReturn;
            return {BodyStep::Kind::Content, at + content.size(), content, {}};
        }
        if (const char* const reason = take(input[at]))
            return refused(400, reason);
        ++at;
    }
    return {BodyStep::Kind::Done, at, {}, {}};
}

/// Takes one byte of the lines around content; the reason when it cannot stand there.
const char* ChunkedDecoder::take(char c)
{
    switch (m_state) {
    case State::Size:
        return takeSizeDigit(c);
    case State::Blanks:
        return takeBlank(c);
    case State::Extension:
        return takeExtension(c);
    case State::SizeLineFeed:
        m_state = m_left == 0 ? State::Trailers : State::Content;
        return c == '\n' ? nullptr : "chunk size line ends wrongly";
    case State::ContentReturn:
        m_state = State::ContentLineFeed;
        return c == '\r' ? nullptr : "chunk longer than its size";
    default:
        *this = {};
        return c == '\n' ? nullptr : "chunk ends wrongly";
    }
}

const char* ChunkedDecoder::takeSizeDigit(char c)
{
    if (const int digit = hexDigit(c); digit >= 0) {
        const bool isPadding = m_left == 0 && m_digits > 0; // RFC 9112 §7.1 allows zeros in front, and no end of them.
        m_left = m_left << 4 | static_cast<std::uint64_t>(digit);
        if (isPadding)
            return ++m_extensionLength > paddingLimit ? "chunk size too long" : nullptr;
        return ++m_digits > 16 ? "chunk size too large" : nullptr;
    }
    if (m_digits == 0)
        return "invalid chunk size";
    if (c == '\r')
        m_state = State::SizeLineFeed;
    else if (c == ';')
        m_state = State::Extension;
    else if (isBlank(c))
        m_state = State::Blanks;
    else
        return "invalid chunk size";
    return nullptr;
}

const char* ChunkedDecoder::takeBlank(char c)
{
    if (c == ';')
        m_state = State::Extension;
    else if (!isBlank(c))
        return "invalid chunk size";
    return ++m_extensionLength > extensionLimit ? "chunk extension too long" : nullptr;
}

const char* ChunkedDecoder::takeExtension(char c)
{
    if (c == '\r')
        m_state = State::SizeLineFeed;
    else if (isControl(c))
        return "invalid chunk extension";
    return ++m_extensionLength > extensionLimit ? "chunk extension too long" : nullptr;
}

BodyStep ChunkedDecoder::stepTrailers(std::string_view input, std::size_t consumed, FieldList& trailers)
{
    const std::string_view section = input.substr(0, trailerLimit);
    const BodyStep needMore{BodyStep::Kind::NeedMore, consumed, {}, {}};
    if (!m_trailerScan.isWorthParsing(section, trailerLimit))
        return needMore;
    trailers.clear();
    LineWalk walk{section.data(), section.data() + section.size(), {}};
    const LineWalk::Step step = readFields(walk, trailers);
    if (step == LineWalk::Step::OutOfBytes)
        return section.size() < trailerLimit ? needMore : refused(431, "trailers too large");
    if (step == LineWalk::Step::Refused)
        return refused(walk.refusal.status, walk.refusal.reason);
    for (const Field& field : trailers)
        if (isForbiddenInTrailers(field.id))
            return refused(400, "forbidden field in the trailers");
    m_state = State::Done;
    return {BodyStep::Kind::Done, consumed + static_cast<std::size_t>(walk.at - section.data()), {}, {}};
}

void BodyReader::start(const BodyFraming& framing)
{
    m_framing = framing;
    m_chunks = {};
    m_done =
        framing.kind == BodyFraming::Kind::None || (framing.kind == BodyFraming::Kind::Length && framing.length == 0);
}

BodyStep BodyReader::step(std::string_view input, FieldList& trailers)
{
    if (m_done)
        return {BodyStep::Kind::Done, 0, {}, {}};
    if (m_framing.kind == BodyFraming::Kind::Chunked) {
        const BodyStep step = m_chunks.step(input, trailers);
        m_done = step.kind == BodyStep::Kind::Done;
        return step;
    }
    if (input.empty())
        return {};
    if (m_framing.kind == BodyFraming::Kind::UntilClose)
        return {BodyStep::Kind::Content, input.size(), input, {}};
    const std::string_view content = input.substr(0, m_framing.length);
    m_framing.length -= content.size();
    m_done = m_framing.length == 0;
    return {BodyStep::Kind::Content, content.size(), content, {}};
}

BodyStep BodyReader::endOfInput()
{
    if (!m_done && m_framing.kind != BodyFraming::Kind::UntilClose)
        return refused(400, "the connection ended within the content");
    m_done = true;
    return {BodyStep::Kind::Done, 0, {}, {}};
}

} // namespace causeway::http
