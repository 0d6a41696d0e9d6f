#include "engine/remote/client_socket.h"

#include "engine/base/utf8.h"
#include "engine/http/head_writer.h"
#include "engine/http/web_socket_key.h"

#include <fmt/format.h>

#include <utility>

namespace causeway::remote {

namespace {

using Kind = ClientSocket::Step::Kind;

constexpr int mostInterims = 10;
constexpr std::size_t refusalLimit = 4096; // Of the text that explains one.

ConnectProblem problemOf(int status)
{
    switch (status) {
    case 401:
    case 429:
        return ConnectProblem::Unauthenticated;
    case 403:
        return ConnectProblem::Forbidden;
    case 501:
        return ConnectProblem::WrongVersion;
    case 502:
    case 503:
    case 504:
        return ConnectProblem::Unreachable;
    default:
        return ConnectProblem::NoConsole;
    }
}

/// The first line, if it is something for people.
std::string sentenceOf(int status, const std::string& text)
{
    const std::string line = text.substr(0, text.find_first_of("\r\n"));
    const bool isForPeople = !line.empty() && line.front() != '<' && line.front() != '{' && isValidUtf8(line);
    return isForPeople ? line : fmt::format("it answered {}", status);
}

ClientSocket::Step failed(ConnectProblem problem, std::string sentence)
{
    return {Kind::Failed, {}, {problem, std::move(sentence)}};
}

} // namespace

ClientSocket::ClientSocket(const Target& target)
    : m_key(http::makeWebSocketKey())
{
    m_frames.setMessageLimit(clusterMessageLimit);
    http::HeadWriter(m_output)
        .requestLine("GET", consolePath)
        .field(http::FieldName::Host, target.host)
        .field(http::FieldName::Upgrade, std::string_view("websocket"))
        .field(http::FieldName::Connection, std::string_view("Upgrade"))
        .field(http::FieldName::SecWebSocketKey, m_key)
        .field(http::FieldName::SecWebSocketVersion, std::string_view("13"))
        .field(http::FieldName::SecWebSocketProtocol, consoleProtocol)
        .field(http::FieldName::Authorization, "Bearer " + target.token)
        .finish();
}

void ClientSocket::take(std::string_view bytes)
{
    m_input.erase(0, std::exchange(m_consumed, 0));
    m_input.append(bytes);
}

ClientSocket::Step ClientSocket::step()
{
    if (m_isOpen)
        return readFrame();
    return m_refusal != 0 ? readRefusal() : readHead();
}

ClientSocket::Step ClientSocket::readHead()
{
    http::ResponseHead head;
    do {
        const http::ParseOutcome outcome = m_parser.parse(input(), http::Method::Get, head);
        if (outcome.status == http::ParseOutcome::Status::NeedMore)
            return {};
        if (outcome.status == http::ParseOutcome::Status::Refused)
            return failed(ConnectProblem::NoConsole,
                          fmt::format("what answers is no HTTP server: {}", outcome.refusal.reason));
        m_consumed += outcome.length;
        if (head.isInterim() && ++m_interims > mostInterims)
            return failed(ConnectProblem::NoConsole, "it announces an answer again and again, and gives none");
    } while (head.isInterim());
    const auto fieldOf = [&](http::FieldName name) {
        const http::Field* const field = head.fields.find(name);
        return std::string(field ? field->value : std::string_view());
    };
    const std::string protocol = fieldOf(http::FieldName::SecWebSocketProtocol);
    const std::string answer = fieldOf(http::FieldName::SecWebSocketAccept);
    const int status = head.status;
    m_bodyReader.start(head.body);
    return judge(status, protocol, answer);
}

/// RFC 6455 §4.1, what a client checks.
ClientSocket::Step ClientSocket::judge(int status, std::string_view protocol, std::string_view answer)
{
    if (status != 101) {
        m_refusal = status;
        return readRefusal();
    }
    if (answer != http::webSocketAnswer(m_key))
        return failed(ConnectProblem::NoConsole, "it answered the handshake of somebody else");
    if (protocol != consoleProtocol)
        return failed(ConnectProblem::WrongVersion,
                      fmt::format("it speaks {} where this console speaks {}",
                                  protocol.empty() ? std::string_view("no protocol by name") : protocol,
                                  consoleProtocol));
    m_isOpen = true;
    return {Kind::Opened, {}, {}};
}

ClientSocket::Step ClientSocket::readRefusal()
{
    http::FieldList trailers;
    while (m_refusalText.size() < refusalLimit) {
        const http::BodyStep step = m_bodyReader.step(input(), trailers);
        m_refusalText.append(step.content);
        m_consumed += step.consumed;
        if (step.kind == http::BodyStep::Kind::NeedMore)
            return {};
        if (step.kind != http::BodyStep::Kind::Content)
            break;
    }
    return failed(problemOf(m_refusal), sentenceOf(m_refusal, m_refusalText));
}

ConnectError ClientSocket::ended() const
{
    if (m_isOpen)
        return {ConnectProblem::Lost, "the connection was closed"};
    if (m_refusal != 0)
        return {problemOf(m_refusal), sentenceOf(m_refusal, m_refusalText)};
    return {ConnectProblem::NoConsole, "it closed the connection without an answer"};
}

ClientSocket::Step ClientSocket::readFrame()
{
    while (true) {
        const http::WebSocketEvent event = m_frames.step(input());
        m_consumed += event.consumed;
        switch (event.kind) {
        case http::WebSocketEvent::Kind::NeedMore:
            return {};
        case http::WebSocketEvent::Kind::Message:
            return {Kind::Message, event.payload, {}};
        case http::WebSocketEvent::Kind::Ping:
            http::appendWebSocketFrame(m_output, http::WebSocketOpcode::Pong, event.payload, http::makeWebSocketMask());
            break;
        case http::WebSocketEvent::Kind::Pong:
            return {Kind::Pong, {}, {}};
        case http::WebSocketEvent::Kind::Close:
            return failed(ConnectProblem::Lost, event.payload.empty() ? std::string("the connection was closed")
                                                                      : std::string(event.payload));
        case http::WebSocketEvent::Kind::Refused:
            return failed(ConnectProblem::Lost, fmt::format("it broke the protocol: {}", event.payload));
        }
    }
}

void ClientSocket::send(std::string_view message)
{
    http::appendWebSocketFrame(m_output, http::WebSocketOpcode::Binary, message, http::makeWebSocketMask());
}

void ClientSocket::ping()
{
    http::appendWebSocketFrame(m_output, http::WebSocketOpcode::Ping, {}, http::makeWebSocketMask());
}

void ClientSocket::close(std::uint16_t code, std::string_view reason)
{
    if (m_isOpen)
        http::appendWebSocketFrame(m_output, http::WebSocketOpcode::Close, http::webSocketClosePayload(code, reason),
                                   http::makeWebSocketMask());
}

} // namespace causeway::remote
