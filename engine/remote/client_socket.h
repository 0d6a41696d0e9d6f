#pragma once

#include "engine/http/body_reader.h"
#include "engine/http/response_parser.h"
#include "engine/http/web_socket_codec.h"
#include "engine/remote/console_protocol.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::remote {

/// A console's end of one connection, between bytes and messages: asks for the upgrade, then speaks WebSocket. Knows no
/// sockets; what is written goes to output().
///
/// Errors: take() says once why the connection is of no more use.
class ClientSocket
{
public:
    struct Target
    {
        std::string host; // For the Host field: "bank.example:5682".
        std::string token;
    };
    explicit ClientSocket(const Target& target);

    struct Step
    {
        enum class Kind
        {
            NeedMore,
            Opened,
            Message,
            Pong,
            Failed
        };
        Kind kind = Kind::NeedMore;
        std::string_view message; // Valid until the next step.
        ConnectError error;
    };
    /// Bytes of the peer, then step() until it needs more or has failed.
    void take(std::string_view bytes);
    Step step();
    /// The peer has said all it will say: what that means for where we are.
    ConnectError ended() const;

    void send(std::string_view message);
    void ping();
    void close(std::uint16_t code, std::string_view reason);
    /// What is to be written; the caller takes it.
    std::string& output() { return m_output; }

private:
    std::string_view input() const { return std::string_view(m_input).substr(m_consumed); }
    Step readHead();
    Step readRefusal();
    Step readFrame();
    Step judge(int status, std::string_view protocol, std::string_view answer);

    const std::string m_key;
    http::ResponseParser m_parser;
    http::BodyReader m_bodyReader;
    http::WebSocketReader m_frames{http::WebSocketRole::Client};
    std::string m_input;
    std::size_t m_consumed = 0; // Of the input.
    int m_interims = 0;         // Answers that only announce one.
    std::string m_output;
    int m_refusal = 0; // Status of a response that is no upgrade; its body is being read.
    std::string m_refusalText;
    bool m_isOpen = false;
};

} // namespace causeway::remote
