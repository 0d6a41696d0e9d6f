#include "engine/http/body_reader.h"
#include "engine/http/characters.h"
#include "engine/http/head_writer.h"
#include "engine/http/response_parser.h"
#include "tests/fuzz/cuts.h"
#include "tests/fuzz/target.h"

#include <fmt/format.h>

namespace causeway::fuzz {

namespace {

using http::BodyStep;
using http::ParseOutcome;
using Kind = http::BodyFraming::Kind;

constexpr http::HeadLimits limits{1024, 256};

/// RFC 9112 §6.3: which responses have no content, whatever their fields say.
void checkFraming(const http::ResponseHead& head, http::Method method)
{
    CAUSEWAY_ASSERT(head.status >= 100 && head.status <= 599);
    if (head.status < 200 || head.status == 204 || head.status == 304 || method == http::Method::Head)
        CAUSEWAY_ASSERT(head.body.kind == Kind::None);
    else
        CAUSEWAY_ASSERT(head.body.kind != Kind::None);
    if (head.body.kind == Kind::UntilClose)
        CAUSEWAY_ASSERT(!head.keepAlive);
    CAUSEWAY_ASSERT(head.status != 101 || head.nominatesUpgrade);
}

/// What is forwarded of a head is read as the same head.
void checkForwarding(const http::ResponseHead& head, http::Method method)
{
    std::string text;
    http::HeadWriter writer(text);
    writer.statusLine(head.status, head.reason);
    for (const http::Field& field : head.fields)
        if (!field.hopByHop)
            writer.lines(field.line());
    if (head.body.kind == Kind::Chunked)
        writer.field(http::FieldName::TransferEncoding, "chunked");
    writer.finish();

    http::ResponseHead forwarded;
    const ParseOutcome outcome = http::ResponseParser().parse(text, method, forwarded);
    CAUSEWAY_ASSERT(head.status == 101 || outcome.status == ParseOutcome::Status::Done);
    CAUSEWAY_ASSERT(head.status == 101 || (forwarded.body == head.body && outcome.length == text.size()));
}

std::string described(const http::FieldList& fields)
{
    std::string text;
    for (const http::Field& field : fields) {
        CAUSEWAY_ASSERT(http::isToken(field.name) && http::isFieldValue(field.value));
        text += fmt::format(" {}=[{}]{}", field.name, field.value, field.hopByHop ? "*" : "");
    }
    return text;
}

/// What one response is read as, interim ones before it included; what follows it is only counted.
class Response
{
public:
    Response(std::string_view stream, http::Method method)
        : m_stream(stream)
        , m_method(method)
    {
    }

    std::string read(const Cuts& cuts)
    {
        for (const std::size_t end : cuts) {
            while (!m_isOver && (m_isInContent ? takeContent(end) : takeHead(end))) {
            }
        }
        if (m_isRefused)
            return m_seen;
        if (m_isOver)
            return fmt::format("{}, {} left", m_seen, m_stream.size() - m_from);
        const bool isWhole = m_isInContent && m_reader.endOfInput().kind == BodyStep::Kind::Done;
        return m_seen + (isWhole ? "whole by the end" : m_isInContent ? "cut in content" : "cut in a head");
    }

private:
    std::string_view input(std::size_t end) const { return m_stream.substr(m_from, end - m_from); }

    bool refused(const http::Refusal& refusal)
    {
        m_seen += fmt::format("refused {}", refusal.reason);
        m_isOver = m_isRefused = true;
        return false;
    }

    bool takeHead(std::size_t end)
    {
        const ParseOutcome outcome =
            input(end).empty() ? ParseOutcome::needMore() : m_parser.parse(input(end), m_method, m_head);
        if (outcome.status == ParseOutcome::Status::NeedMore)
            return false;
        if (outcome.status == ParseOutcome::Status::Refused) {
            CAUSEWAY_ASSERT(outcome.refusal.status == 502);
            return refused(outcome.refusal);
        }
        checkFraming(m_head, m_method);
        checkForwarding(m_head, m_method);
        m_seen += fmt::format("{} {} {} {} {}{}\n", m_head.status, m_head.reason, static_cast<int>(m_head.body.kind),
                              m_head.body.length, m_head.keepAlive, described(m_head.fields));
        m_from += outcome.length;
        m_isInContent = !m_head.isInterim();
        m_reader.start(m_head.body);
        return true;
    }

    bool takeContent(std::size_t end)
    {
        const BodyStep step = m_reader.step(input(end), m_trailers);
        m_seen += step.content;
        m_from += step.consumed;
        if (step.kind == BodyStep::Kind::Refused)
            return refused(step.refusal);
        if (step.kind == BodyStep::Kind::Done && m_head.body.kind == Kind::Chunked)
            m_seen += described(m_trailers);
        m_isOver = step.kind == BodyStep::Kind::Done;
        return step.kind == BodyStep::Kind::Content;
    }

    std::string_view m_stream;
    http::Method m_method;
    std::size_t m_from = 0;
    http::ResponseParser m_parser{limits};
    http::ResponseHead m_head;
    http::BodyReader m_reader;
    http::FieldList m_trailers;
    std::string m_seen;
    bool m_isInContent = false;
    bool m_isOver = false;
    bool m_isRefused = false;
};

void run(std::string_view bytes)
{
    const std::string stream = std::string(bytes) + "\r\n\r\n";
    for (const http::Method method : {http::Method::Get, http::Method::Head}) {
        const std::string whole = Response(stream, method).read(uncut(stream));
        CAUSEWAY_ASSERT(Response(stream, method).read(everyByte(stream)) == whole);
        CAUSEWAY_ASSERT(Response(stream, method).read(someCuts(stream)) == whole);
    }
}

std::vector<Seed> seeds()
{
    return {
        {"with a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: s\r\n\r\nhello"},
        {"in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n"},
        {"until the end", "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nhello"},
        {"after hints", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"},
        {"an upgrade", "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\x01\x02"},
        {"not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: \"a\"\r\n\r\n"},
        {"without a phrase", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n"},
        {"phrase beyond ASCII", "HTTP/1.1 404 caf\xc3\xa9\tx\r\nContent-Length: 0\r\nKeep-Alive: 1\r\n\r\n"},
        {"both lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"content with 204", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"},
        {"nominated fields",
         "HTTP/1.1 200 OK\r\nConnection: X-Hop, keep-alive\r\nX-Hop: 1\r\nContent-Length: 1\r\n\r\nx"},
    };
}

} // namespace

const Target responseTarget{"response", run, seeds};

} // namespace causeway::fuzz
