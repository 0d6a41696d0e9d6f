#pragma once

#include "engine/web/web_socket.h"

#include <memory>
#include <string_view>
#include <vector>

namespace causeway::channel {

/// Sockets that were told to close and stay until the peer has heard it.
///
/// Threads: the loop's only.
class Farewells
{
public:
    /// RFC 6455 §5.5: at most 123 bytes of the reason are said.
    void say(std::unique_ptr<web::WebSocket> socket, std::uint16_t code, std::string_view reason);

private:
    std::vector<std::unique_ptr<web::WebSocket>> m_sockets;
};

/// RFC 6455 §7.4.1.
constexpr std::uint16_t closeProtocolError = 1002;
constexpr std::uint16_t closePolicy = 1008;

} // namespace causeway::channel
