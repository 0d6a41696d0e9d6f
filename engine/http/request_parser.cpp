#include "engine/http/request_parser.h"

#include "engine/http/characters.h"
#include "engine/http/field_section.h"
#include "engine/http/request_target.h"

namespace causeway::http {

namespace {

using Step = LineWalk::Step;

void clear(RequestHead& head)
{
    head.fields.clear();
    head.method = Method::Other;
    head.methodText = {};
    head.version = Version::Http11;
    head.body = {};
    head.query = head.authority = head.host = {};
    head.port = 0;
    head.hasQuery = head.expectsContinue = head.acceptsTrailers = false;
}

Step readMethod(LineWalk& walk, RequestHead& head)
{
    const char* const start = walk.at;
    while (walk.at != walk.end && isTokenCharacter(*walk.at))
        ++walk.at;
    if (walk.at == walk.end)
        return Step::OutOfBytes;
    if (walk.at == start || *walk.at != ' ')
        return walk.refuse(400, "invalid method");
    head.methodText = {start, static_cast<std::size_t>(walk.at - start)};
    head.method = findMethod(head.methodText);
    ++walk.at;
    return Step::Read;
}

Step readTargetText(LineWalk& walk, RequestHead& head)
{
    const char* const start = walk.at;
    // RFC 9112 §3.2: no white space. Bytes beyond ASCII are no part of a URI either (RFC 3986 §2).
    while (walk.at != walk.end && *walk.at > ' ' && *walk.at < 0x7f)
        ++walk.at;
    if (walk.at == walk.end)
        return Step::OutOfBytes;
    if (walk.at == start || *walk.at != ' ')
        return walk.refuse(400, "invalid request target");
    head.target = {start, static_cast<std::size_t>(walk.at - start)};
    ++walk.at;
    return Step::Read;
}

/// RFC 9112 §2.3: "HTTP/" DIGIT "." DIGIT, in capitals.
Step readVersion(LineWalk& walk, RequestHead& head)
{
    constexpr std::string_view pattern = "HTTP/d.d";
    for (const char expected : pattern) {
        const char* const character = walk.at;
        if (walk.at == walk.end)
            return Step::OutOfBytes;
        if (expected == 'd' ? !isDigit(*character) : *character != expected)
            return walk.refuse(400, "invalid HTTP version");
        ++walk.at;
    }
    if (walk.at[-3] != '1')
        return walk.refuse(505, "HTTP version not supported");
    head.version = walk.at[-1] == '0' ? Version::Http10 : Version::Http11;
    return walk.readLineEnd();
}

Step readRequestLine(LineWalk& walk, RequestHead& head)
{
    if (const Step step = readMethod(walk, head); step != Step::Read)
        return step;
    if (const Step step = readTargetText(walk, head); step != Step::Read)
        return step;
    return readVersion(walk, head);
}

/// RFC 9112 §2.2: empty lines before a request are passed over; a client may end a body with too many.
Step passEmptyLines(LineWalk& walk)
{
    while (walk.at != walk.end && *walk.at == '\r')
        if (const Step step = walk.readLineEnd(); step != Step::Read)
            return step;
    return walk.at == walk.end ? Step::OutOfBytes : Step::Read;
}

std::optional<Refusal> readExpectation(RequestHead& head)
{
    if (!head.fields.contains(FieldName::Expect))
        return std::nullopt;
    for (const Field& field : head.fields) {
        if (field.id != FieldName::Expect)
            continue;
        if (!equalsIgnoringCase(field.value, "100-continue"))
            return Refusal{417, "unknown expectation"};
        // RFC 9110 §10.1.1: ignored in HTTP/1.0, whose clients do not know interim responses.
        head.expectsContinue = head.version == Version::Http11;
    }
    return std::nullopt;
}

void readTe(RequestHead& head)
{
    if (!head.fields.contains(FieldName::Te))
        return;
    for (const Field& field : head.fields) {
        std::string_view rest = field.id == FieldName::Te ? field.value : std::string_view();
        while (!rest.empty())
            head.acceptsTrailers = equalsIgnoringCase(takeListElement(rest), "trailers") || head.acceptsTrailers;
    }
}

/// What the fields together say, once all are there.
std::optional<Refusal> judge(RequestHead& head)
{
    DeclaredFraming framing;
    if (const auto refusal = readFraming(head, framing))
        return refusal;
    head.body = {framing.kind, framing.length};
    if (head.method == Method::Connect)
        return Refusal{501, "CONNECT is not supported"};
    if (head.method == Method::Trace && (framing.kind == BodyFraming::Kind::Chunked || framing.length > 0))
        return Refusal{400, "TRACE with content"}; // RFC 9110 §9.3.8.
    if (const auto refusal = readTarget(head))
        return refusal;
    if (const auto refusal = judgePersistence(head))
        return refusal;
    readTe(head);
    return readExpectation(head);
}

Step readHead(LineWalk& walk, RequestHead& head, std::size_t requestLineLimit)
{
    if (const Step step = passEmptyLines(walk); step != Step::Read)
        return step;
    const auto left = static_cast<std::size_t>(walk.end - walk.at);
    LineWalk line = walk;
    line.end = walk.at + std::min(left, requestLineLimit);
    const Step step = readRequestLine(line, head);
    if (step == Step::OutOfBytes && left >= requestLineLimit)
        return walk.refuse(414, "request line too long");
    walk.at = line.at;
    walk.refusal = line.refusal;
    return step == Step::Read ? readFields(walk, head.fields) : step;
}

} // namespace

ParseOutcome RequestParser::parse(std::string_view bytes, RequestHead& head)
{
    bytes = bytes.substr(0, m_limits.head);
    if (!m_scan.isWorthParsing(bytes, m_limits.head))
        return ParseOutcome::needMore();
    clear(head);
    LineWalk walk{bytes.data(), bytes.data() + bytes.size(), {}};
    const Step step = readHead(walk, head, m_limits.requestLine);
    if (step == Step::Refused)
        return ParseOutcome::refused(walk.refusal);
    if (step == Step::OutOfBytes)
        return bytes.size() < m_limits.head ? ParseOutcome::needMore()
                                            : ParseOutcome::refused({431, "request head too large"});
    reset();
    if (const auto refusal = judge(head))
        return ParseOutcome::refused(*refusal);
    return ParseOutcome::done(static_cast<std::size_t>(walk.at - bytes.data()));
}

} // namespace causeway::http
