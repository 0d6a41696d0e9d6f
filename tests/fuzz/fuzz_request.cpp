#include "engine/http/body_reader.h"
#include "engine/http/characters.h"
#include "engine/http/head_writer.h"
#include "engine/http/path.h"
#include "engine/http/request_parser.h"
#include "tests/fuzz/cuts.h"
#include "tests/fuzz/target.h"

#include <fmt/format.h>

namespace causeway::fuzz {

namespace {

using http::BodyStep;
using http::ParseOutcome;

constexpr http::HeadLimits limits{1024, 256}; // Small, so that small inputs reach them.

void checkFields(const http::FieldList& fields)
{
    for (const http::Field& field : fields) {
        CAUSEWAY_ASSERT(http::isToken(field.name));
        CAUSEWAY_ASSERT(http::isFieldValue(field.value));
        CAUSEWAY_ASSERT(http::trimBlanks(field.value) == field.value);
        CAUSEWAY_ASSERT(field.line().ends_with("\r\n"));
        CAUSEWAY_ASSERT(field.line().find_first_of("\r\n") == field.line().size() - 2);
    }
}

/// What is forwarded of a head is read as the same head by a reader who does not know where it came from.
void checkForwarding(const http::RequestHead& head)
{
    const bool isChunked = head.body.kind == http::BodyFraming::Kind::Chunked;
    std::string text;
    http::HeadWriter writer(text);
    writer.requestLine(head.methodText, head.target)
        .field(http::FieldName::Host, head.authority.empty() ? "a" : head.authority);
    for (const http::Field& field : head.fields)
        if (!field.hopByHop && field.id != http::FieldName::Host)
            writer.lines(field.line());
    if (isChunked)
        writer.field(http::FieldName::TransferEncoding, "chunked");
    writer.finish();

    http::RequestHead forwarded;
    const ParseOutcome outcome = http::RequestParser().parse(text, forwarded);
    CAUSEWAY_ASSERT(outcome.status == ParseOutcome::Status::Done);
    CAUSEWAY_ASSERT(outcome.length == text.size());
    CAUSEWAY_ASSERT(forwarded.methodText == head.methodText);
    CAUSEWAY_ASSERT(forwarded.target == head.target);
    CAUSEWAY_ASSERT(forwarded.path == head.path);
    CAUSEWAY_ASSERT(forwarded.host == (head.authority.empty() ? "a" : head.host));
    CAUSEWAY_ASSERT(forwarded.body == head.body);
    for (const http::Field& field : forwarded.fields)
        CAUSEWAY_ASSERT(!field.hopByHop || field.id == http::FieldName::TransferEncoding);
}

/// The form that routes are compared with is its own form, and comes back from what an upstream is sent.
void checkPath(std::string_view path)
{
    std::string scratch;
    const auto normal = http::normalizePath(path, scratch);
    if (!normal)
        return;
    CAUSEWAY_ASSERT(normal->starts_with('/'));
    CAUSEWAY_ASSERT(normal->find("//") == std::string_view::npos);
    CAUSEWAY_ASSERT(normal->find("/./") == std::string_view::npos && !normal->ends_with("/."));
    CAUSEWAY_ASSERT(normal->find("/../") == std::string_view::npos && !normal->ends_with("/.."));
    CAUSEWAY_ASSERT(normal->find('\0') == std::string_view::npos);
    std::string other;
    CAUSEWAY_ASSERT(http::normalizePath(*normal, other) == normal);
    std::string escaped;
    http::appendEscapedPath(escaped, *normal);
    for (const char c : escaped)
        CAUSEWAY_ASSERT(c > ' ' && c < 0x7f && c != '?' && c != '#');
    // Brackets may not stand bare in a path (RFC 3986 §3.3): they leave as what they should have been.
    if (normal->find_first_of("[]") == std::string_view::npos)
        CAUSEWAY_ASSERT(http::normalizePath(escaped, other) == normal);
}

std::string described(const http::FieldList& fields)
{
    std::string text;
    for (const http::Field& field : fields)
        text += fmt::format(" {}=[{}]{}", field.name, field.value, field.hopByHop ? "*" : "");
    return text;
}

std::string described(const http::RequestHead& head)
{
    return fmt::format("{} {} {} ?{} {}:{} {} {} {}{}{}{}{}{}\n", head.methodText, head.target, head.path, head.query,
                       head.host, head.port, static_cast<int>(head.version), static_cast<int>(head.body.kind),
                       head.body.length, head.keepAlive ? " keep" : "", head.nominatesUpgrade ? " upgrade" : "",
                       head.expectsContinue ? " expects" : "", head.acceptsTrailers ? " trailers" : "",
                       described(head.fields));
}

/// One client's connection, as far as bytes go: requests one behind the other, each with its content.
class Connection
{
public:
    explicit Connection(std::string_view stream)
        : m_stream(stream)
    {
    }

    /// All that was understood, and what ended it.
    std::string read(const Cuts& cuts)
    {
        for (const std::size_t end : cuts) {
            while (!m_isOver && (m_isInContent ? takeContent(end) : takeHead(end))) {
            }
        }
        return m_seen + (m_isOver ? "" : m_isInContent ? "within content" : "between or within heads");
    }

private:
    std::string_view input(std::size_t end) const { return m_stream.substr(m_from, end - m_from); }

    bool refused(const http::Refusal& refusal)
    {
        CAUSEWAY_ASSERT(refusal.status >= 400 && refusal.status < 600 && !refusal.reason.empty());
        m_seen += fmt::format("refused {} {}", refusal.status, refusal.reason);
        m_isOver = true;
        return false;
    }

    bool takeHead(std::size_t end)
    {
        const ParseOutcome outcome = input(end).empty() ? ParseOutcome::needMore() : m_parser.parse(input(end), m_head);
        if (outcome.status == ParseOutcome::Status::NeedMore)
            return false;
        if (outcome.status == ParseOutcome::Status::Refused)
            return refused(outcome.refusal);
        CAUSEWAY_ASSERT(outcome.length <= limits.head && outcome.length <= input(end).size());
        checkFields(m_head.fields);
        checkForwarding(m_head);
        if (m_head.path != "*")
            checkPath(m_head.path);
        m_seen += described(m_head);
        m_from += outcome.length;
        m_reader.start(m_head.body);
        m_isInContent = true;
        return true;
    }

    bool takeContent(std::size_t end)
    {
        const BodyStep step = m_reader.step(input(end), m_trailers);
        CAUSEWAY_ASSERT(step.consumed <= input(end).size());
        m_seen += step.content;
        m_from += step.consumed;
        if (step.kind == BodyStep::Kind::NeedMore)
            return false;
        if (step.kind == BodyStep::Kind::Refused)
            return refused(step.refusal);
        if (step.kind == BodyStep::Kind::Content)
            return true;
        if (m_head.body.kind == http::BodyFraming::Kind::Chunked) {
            checkFields(m_trailers);
            m_seen += described(m_trailers);
        }
        m_seen += "\n";
        m_isInContent = false;
        m_isOver = !m_head.keepAlive;
        return true;
    }

    std::string_view m_stream;
    std::size_t m_from = 0;
    http::RequestParser m_parser{limits};
    http::RequestHead m_head;
    http::BodyReader m_reader;
    http::FieldList m_trailers;
    std::string m_seen;
    bool m_isInContent = false;
    bool m_isOver = false;
};

/// In whatever pieces a stream comes, the same is understood of it, and the same refused.
void run(std::string_view bytes)
{
    const std::string stream = std::string(bytes) + "\r\n\r\n"; // So that a line that is wrong also ends.
    const std::string whole = Connection(stream).read(uncut(stream));
    CAUSEWAY_ASSERT(Connection(stream).read(everyByte(stream)) == whole);
    CAUSEWAY_ASSERT(Connection(stream).read(someCuts(stream)) == whole);
}

std::vector<Seed> seeds()
{
    const std::string host = "Host: a.example:81\r\n";
    return {
        {"a plain request", "GET /a?b=c HTTP/1.1\r\n" + host + "Accept: */*\r\n\r\n"},
        {"two behind each other", "GET / HTTP/1.1\r\n" + host + "\r\nHEAD /x HTTP/1.1\r\nHost: [::1]\r\n\r\n"},
        {"an empty line before", "\r\nDELETE /a%2fb/%41/../. HTTP/1.1\r\n" + host + "\r\n"},
        {"with content",
         "POST /p HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n" + host + "\r\n"},
        {"in chunks",
         "PUT / HTTP/1.1\r\n" + host +
             "Transfer-Encoding: chunked\r\nTE: trailers\r\nTrailer: X\r\n\r\n5;a=\"b\"\r\nhello\r\n0\r\nX: y\r\n\r\n"},
        {"old", "GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"},
        {"absolute", "OPTIONS http://a.example:81/x?y HTTP/1.1\r\n" + host + "\r\n"},
        {"asterisk", "OPTIONS * HTTP/1.1\r\n" + host + "Max-Forwards: 3\r\n\r\n"},
        {"nominated fields", "GET / HTTP/1.1\r\n" + host +
                                 "Connection: close, X-Hop, Content-Length,,Host\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n"
                                 "Proxy-Connection: x\r\nContent-Length: 0\r\n\r\n"},
        {"an upgrade",
         "GET /chat HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: websocket\r\nExpect: 100-continue\r\n\r\n"},
        {"both lengths",
         "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"a folded line", "GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n"},
        {"beyond ASCII", "GET / HTTP/1.1\r\n" + host + "X: caf\xc3\xa9\t\xff\r\n\r\n"},
        {"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n"},
    };
}

} // namespace

const Target requestTarget{"request", run, seeds};

} // namespace causeway::fuzz
