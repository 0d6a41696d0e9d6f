#include "engine/http/web_socket_codec.h"
#include "tests/fuzz/cuts.h"
#include "tests/fuzz/target.h"

#include <fmt/format.h>

namespace causeway::fuzz {

namespace {

using namespace http;
using Kind = WebSocketEvent::Kind;

constexpr std::size_t messageLimit = 4096;

std::string eventsOf(std::string_view stream, WebSocketRole role, const Cuts& cuts)
{
    WebSocketReader reader(role);
    reader.setMessageLimit(messageLimit);
    std::string seen;
    std::size_t from = 0;
    for (const std::size_t end : cuts) {
        while (true) {
            const WebSocketEvent event = reader.step(stream.substr(from, end - from));
            CAUSEWAY_ASSERT(event.consumed <= end - from);
            from += event.consumed;
            if (event.kind == Kind::NeedMore)
                break;
            CAUSEWAY_ASSERT(event.payload.size() <= messageLimit);
            CAUSEWAY_ASSERT(event.kind == Kind::Message || event.payload.size() <= 125);
            seen += fmt::format("{} {} {}\n", static_cast<int>(event.kind), event.closeCode, event.payload);
            if (event.kind == Kind::Refused)
                return seen;
        }
    }
    return seen;
}

/// Whatever was written as one frame is read as one event.
void checkWriting(std::string_view payload)
{
    for (const bool isMasked : {false, true}) {
        std::string frame;
        const auto mask = isMasked ? std::optional(WebSocketMask{1, 2, 3, 250}) : std::nullopt;
        appendWebSocketFrame(frame, WebSocketOpcode::Binary, payload, mask);
        WebSocketReader reader(isMasked ? WebSocketRole::Server : WebSocketRole::Client);
        const WebSocketEvent event = reader.step(frame);
        CAUSEWAY_ASSERT(event.kind == Kind::Message && event.payload == payload && event.consumed == frame.size());
    }
}

void run(std::string_view bytes)
{
    for (const WebSocketRole role : {WebSocketRole::Server, WebSocketRole::Client}) {
        const std::string whole = eventsOf(bytes, role, uncut(bytes));
        CAUSEWAY_ASSERT(eventsOf(bytes, role, everyByte(bytes)) == whole);
        CAUSEWAY_ASSERT(eventsOf(bytes, role, someCuts(bytes)) == whole);
    }
    checkWriting(bytes);
}

std::string conversation(std::optional<WebSocketMask> mask)
{
    std::string frames;
    appendWebSocketFrame(frames, WebSocketOpcode::Binary, std::string(200, 'x'), mask);
    appendWebSocketFrame(frames, WebSocketOpcode::Ping, "ping", mask);
    appendWebSocketFrame(frames, WebSocketOpcode::Pong, "", mask);
    appendWebSocketFrame(frames, WebSocketOpcode::Close, webSocketClosePayload(1000, "caf\xc3\xa9"), mask);
    return frames;
}

std::vector<Seed> seeds()
{
    return {
        {"from a client", conversation(WebSocketMask{1, 2, 3, 4})},
        {"from a server", conversation(std::nullopt)},
        {"in fragments with a ping between", std::string("\x02\x01"
                                                         "a\x89\x00\x00\x01"
                                                         "b\x80\x01"
                                                         "c",
                                                         11)},
        {"a text", "\x81\x02hi"},
        {"a long form of a short length", std::string("\x82\x7e\x00\x05hello", 9)},
        {"a close without a reason", std::string("\x88\x00", 2)},
        {"a close that may not be sent", std::string("\x88\x02\x03\xed", 4)},
    };
}

} // namespace

const Target webSocketTarget{"web_socket", run, seeds};

} // namespace causeway::fuzz
