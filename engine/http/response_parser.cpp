#include "engine/http/response_parser.h"

#include "engine/http/characters.h"
#include "engine/http/field_section.h"

namespace causeway::http {

namespace {

using Step = LineWalk::Step;

Step readPattern(LineWalk& walk, std::string_view pattern)
{
    for (const char expected : pattern) {
        if (walk.at == walk.end)
            return Step::OutOfBytes;
        if (expected == 'd' ? !isDigit(*walk.at) : *walk.at != expected)
            return walk.refuse(502, "invalid status line");
        ++walk.at;
    }
    return Step::Read;
}

/// RFC 9112 §4. The blank after the status is often left out together with the phrase; nothing depends on it.
Step readReason(LineWalk& walk, ResponseHead& head)
{
    if (walk.at == walk.end)
        return Step::OutOfBytes;
    if (*walk.at != ' ' && *walk.at != '\r')
        return walk.refuse(502, "invalid status line");
    const char* const start = walk.at;
    walk.at = findControl(walk.at, walk.end);
    head.reason = trimBlanks({start, static_cast<std::size_t>(walk.at - start)});
    return walk.readLineEnd();
}

Step readStatusLine(LineWalk& walk, ResponseHead& head)
{
    if (const Step step = readPattern(walk, "HTTP/1.d ddd"); step != Step::Read)
        return step;
    head.version = walk.at[-5] == '0' ? Version::Http10 : Version::Http11;
    head.status = (walk.at[-3] - '0') * 100 + (walk.at[-2] - '0') * 10 + (walk.at[-1] - '0');
    if (head.status < 100 || head.status > 599) // RFC 9110 §15.
        return walk.refuse(502, "invalid status");
    return readReason(walk, head);
}

/// Responses that end with their head whatever their fields say: RFC 9112 §6.3.
bool endsWithHead(const ResponseHead& head, Method requestMethod)
{
    return head.status < 200 || head.status == 204 || head.status == 304 || requestMethod == Method::Head;
}

std::optional<Refusal> judgeFraming(ResponseHead& head, Method requestMethod)
{
    DeclaredFraming framing;
    if (const auto refusal = readFraming(head, framing))
        return refusal;
    // RFC 9112 §6.1, RFC 9110 §8.6: these never carry content; a sender that announces some may well send it, and the
    // next response would be read out of it.
    const bool announces = framing.kind == BodyFraming::Kind::Chunked || framing.length > 0;
    if ((head.status < 200 || head.status == 204) && announces)
        return Refusal{502, "content announced where none may be"};
    if (endsWithHead(head, requestMethod))
        head.body = {};
    else if (framing.kind == BodyFraming::Kind::None)
        head.body = {BodyFraming::Kind::UntilClose, 0};
    else
        head.body = {framing.kind, framing.length};
    return std::nullopt;
}

std::optional<Refusal> judge(ResponseHead& head, Method requestMethod)
{
    if (const auto refusal = judgeFraming(head, requestMethod))
        return refusal;
    if (const auto refusal = judgePersistence(head))
        return refusal;
    if (head.body.kind == BodyFraming::Kind::UntilClose)
        head.keepAlive = false;
    if (head.status == 101 && !head.nominatesUpgrade) // RFC 9110 §15.2.2.
        return Refusal{502, "101 without an Upgrade field"};
    return std::nullopt;
}

} // namespace

ParseOutcome ResponseParser::parse(std::string_view bytes, Method requestMethod, ResponseHead& head)
{
    bytes = bytes.substr(0, m_limits.head);
    if (!m_scan.isWorthParsing(bytes, m_limits.head))
        return ParseOutcome::needMore();
    head.fields.clear();
    LineWalk walk{bytes.data(), bytes.data() + bytes.size(), {}};
    Step step = readStatusLine(walk, head);
    if (step == Step::Read)
        step = readFields(walk, head.fields);
    if (step == Step::Refused)
        return ParseOutcome::refused({502, walk.refusal.reason});
    if (step == Step::OutOfBytes)
        return bytes.size() < m_limits.head ? ParseOutcome::needMore()
                                            : ParseOutcome::refused({502, "response head too large"});
    reset();
    if (const auto refusal = judge(head, requestMethod))
        return ParseOutcome::refused({502, refusal->reason});
    return ParseOutcome::done(static_cast<std::size_t>(walk.at - bytes.data()));
}

} // namespace causeway::http
