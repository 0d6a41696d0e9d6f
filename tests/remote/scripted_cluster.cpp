#include "tests/remote/scripted_cluster.h"

#include "engine/http/web_socket_key.h"

namespace causeway::test {

ScriptedCluster::ScriptedCluster()
    : client(clock, {"https://bank.example:5682", {"bank.example:5682", "cwa_secret"}, "1.0", "console", 1},
             {[this](auto view) { views.push_back(std::move(view)); },
              [this](const remote::ServerHello& hello) { greetings.push_back(hello); },
              [this](const remote::ConnectError& error) { failures.push_back(error); }})
{
}

void ScriptedCluster::connect()
{
    if (const auto due = client.dialDue(); due && *due > clock.now())
        clock.advance(*due - clock.now());
    client.dialing();
    client.opened();
    accept();
    say(remote::ServerHello{"bank", "1.0", model::AccessRole::Operator, "ada", {true, true, true, true}, {}});
}

void ScriptedCluster::accept()
{
    request = client.takeOutput();
    m_frames = http::WebSocketReader(http::WebSocketRole::Server);
    m_input.clear();
    const std::string name = "Sec-WebSocket-Key: ";
    const std::size_t at = request.find(name) + name.size();
    answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
           http::webSocketAnswer(request.substr(at, 24)) +
           "\r\nSec-WebSocket-Protocol: " + std::string(remote::consoleProtocol) + "\r\n\r\n");
}

void ScriptedCluster::say(const remote::FromCluster& message)
{
    std::string frame;
    http::appendWebSocketFrame(frame, http::WebSocketOpcode::Binary, encode(message), std::nullopt);
    client.received(frame);
}

std::vector<remote::FromConsole> ScriptedCluster::heard()
{
    m_input += client.takeOutput();
    std::vector<remote::FromConsole> messages;
    while (true) {
        const http::WebSocketEvent event = m_frames.step(m_input);
        m_input.erase(0, event.consumed);
        if (event.kind == http::WebSocketEvent::Kind::Message)
            messages.push_back(*remote::decodeFromConsole(event.payload));
        else if (event.kind == http::WebSocketEvent::Kind::NeedMore)
            return messages;
    }
}

} // namespace causeway::test
