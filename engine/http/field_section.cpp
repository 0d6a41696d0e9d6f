#include "engine/http/field_section.h"

#include "engine/http/characters.h"

namespace causeway::http {

namespace {

using Step = LineWalk::Step;

// More would make nominating costly: each is compared with every field.
constexpr std::size_t connectionOptionLimit = 64;

Step readName(LineWalk& walk, std::string_view& name)
{
    const char* const start = walk.at;
    while (walk.at != walk.end && isTokenCharacter(*walk.at))
        ++walk.at;
    if (walk.at == walk.end)
        return Step::OutOfBytes;
    if (walk.at == start)
        return walk.refuse(400, isBlank(*start) ? "folded field line" : "invalid field name");
    if (*walk.at != ':')
        return walk.refuse(400, isBlank(*walk.at) ? "white space before a colon" : "invalid field name");
    name = {start, static_cast<std::size_t>(walk.at - start)};
    ++walk.at;
    return Step::Read;
}

Step readValue(LineWalk& walk, std::string_view& value)
{
    const char* const start = walk.at;
    walk.at = findControl(walk.at, walk.end);
    if (walk.at == walk.end)
        return Step::OutOfBytes;
    if (*walk.at != '\r' && *walk.at != '\n')
        return walk.refuse(400, "control character in a field value");
    value = trimBlanks({start, static_cast<std::size_t>(walk.at - start)});
    return walk.readLineEnd();
}

Step readField(LineWalk& walk, FieldList& fields)
{
    const char* const start = walk.at;
    std::string_view name;
    std::string_view value;
    if (const Step step = readName(walk, name); step != Step::Read)
        return step;
    if (const Step step = readValue(walk, value); step != Step::Read)
        return step;
    if (fields.isFull())
        return walk.refuse(431, "too many fields");
    const FieldName id = findFieldName(name);
    fields.add({name, value, static_cast<std::uint32_t>(walk.at - start), id, isHopByHop(id)});
    return Step::Read;
}

void nominate(FieldList& fields, std::string_view option)
{
    for (Field& field : fields.editable())
        field.hopByHop = field.hopByHop || equalsIgnoringCase(field.name, option);
}

/// Options that name fields no peer may take away: the message would change its meaning (RFC 9110 §7.6.1).
bool isEssential(std::string_view option)
{
    return equalsIgnoringCase(option, "host") || equalsIgnoringCase(option, "content-length");
}

std::optional<Refusal> applyOption(FieldList& fields, std::string_view option, ConnectionOptions& options)
{
    if (option.empty())
        return std::nullopt;
    if (!isToken(option))
        return Refusal{400, "invalid Connection field"};
    if (equalsIgnoringCase(option, "close"))
        options.close = true;
    else if (equalsIgnoringCase(option, "keep-alive"))
        options.keepAlive = true;
    else if (equalsIgnoringCase(option, "upgrade"))
        options.upgrade = true;
    else if (!isEssential(option))
        nominate(fields, option);
    return std::nullopt;
}

std::optional<Refusal> readTransferCodings(std::string_view value, bool& endsInChunked, bool& hasUnknown)
{
    if (value.ends_with(','))
        return Refusal{400, "empty transfer coding"};
    do {
        const std::string_view coding = takeListElement(value);
        if (endsInChunked)
            return Refusal{400, "chunked is not the last transfer coding"};
        if (coding.empty())
            return Refusal{400, "empty transfer coding"};
        if (equalsIgnoringCase(coding, "chunked"))
            endsInChunked = true;
        else
            hasUnknown = true;
    } while (!value.empty());
    return std::nullopt;
}

} // namespace

LineWalk::Step LineWalk::readLineEnd()
{
    if (at == end)
        return Step::OutOfBytes;
    if (*at != '\r')
        return refuse(400, *at == '\n' ? "line feed without carriage return" : "line does not end where it should");
    if (at + 1 == end)
        return Step::OutOfBytes;
    if (at[1] != '\n')
        return refuse(400, "carriage return without line feed");
    at += 2;
    return Step::Read;
}

LineWalk::Step readFields(LineWalk& walk, FieldList& fields)
{
    while (true) {
        if (walk.at == walk.end)
            return Step::OutOfBytes;
        if (*walk.at == '\r' || *walk.at == '\n')
            return walk.readLineEnd();
        if (const Step step = readField(walk, fields); step != Step::Read)
            return step;
    }
}

std::optional<Refusal> applyConnection(FieldList& fields, ConnectionOptions& options)
{
    if (!fields.contains(FieldName::Connection))
        return std::nullopt;
    std::size_t count = 0;
    for (const Field& field : fields) {
        if (field.id != FieldName::Connection)
            continue;
        std::string_view rest = field.value;
        while (!rest.empty()) {
            if (++count > connectionOptionLimit)
                return Refusal{400, "too many Connection options"};
            if (const auto refusal = applyOption(fields, takeListElement(rest), options))
                return refusal;
        }
    }
    return std::nullopt;
}

std::optional<Refusal> judgePersistence(MessageHead& head)
{
    ConnectionOptions options;
    if (const auto refusal = applyConnection(head.fields, options))
        return refusal;
    head.keepAlive = !options.close && (head.version == Version::Http11 || options.keepAlive);
    // RFC 9110 §7.8: Upgrade is ignored in HTTP/1.0.
    head.nominatesUpgrade =
        options.upgrade && head.version == Version::Http11 && head.fields.find(FieldName::Upgrade) != nullptr;
    return std::nullopt;
}

std::optional<std::uint64_t> parseContentLength(std::string_view value)
{
    constexpr std::uint64_t highest = (1ULL << 63) - 1;
    std::uint64_t length = 0;
    for (const char c : value) {
        if (!isDigit(c) || length > (highest - static_cast<std::uint64_t>(c - '0')) / 10)
            return std::nullopt;
        length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value.empty() ? std::nullopt : std::optional(length);
}

std::optional<Refusal> readFraming(const MessageHead& head, DeclaredFraming& framing)
{
    if (!head.fields.contains(FieldName::ContentLength) && !head.fields.contains(FieldName::TransferEncoding))
        return std::nullopt;
    bool hasLength = false;
    bool hasCoding = false;
    bool endsInChunked = false;
    bool hasUnknownCoding = false;
    for (const Field& field : head.fields) {
        if (field.id == FieldName::ContentLength) {
            const auto length = parseContentLength(field.value);
            if (!length)
                return Refusal{400, "invalid Content-Length"};
            if (hasLength) // RFC 9110 §8.6 lets us refuse repeated equal ones too; no sender has a reason for them.
                return Refusal{400, "more than one Content-Length"};
            hasLength = true;
            framing = {BodyFraming::Kind::Length, *length};
        } else if (field.id == FieldName::TransferEncoding) {
            hasCoding = true;
            if (const auto refusal = readTransferCodings(field.value, endsInChunked, hasUnknownCoding))
                return refusal;
        }
    }
    if (!hasCoding)
        return std::nullopt;
    // RFC 9112 §6.1 and §6.3: each of these is how requests are smuggled.
    if (hasLength)
        return Refusal{400, "both Content-Length and Transfer-Encoding"};
    if (head.version == Version::Http10)
        return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
    if (!endsInChunked)
        return Refusal{400, "the last transfer coding is not chunked"};
    if (hasUnknownCoding)
        return Refusal{501, "unknown transfer coding"};
    framing = {BodyFraming::Kind::Chunked, 0};
    return std::nullopt;
}

} // namespace causeway::http
