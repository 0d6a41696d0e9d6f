#include "engine/channel/farewells.h"

#include <algorithm>

namespace causeway::channel {

namespace {

constexpr std::size_t reasonLimit = 123;

} // namespace

void Farewells::say(std::unique_ptr<web::WebSocket> socket, std::uint16_t code, std::string_view reason)
{
    web::WebSocket* const key = socket.get();
    web::WebSocket::Callbacks callbacks;
    callbacks.closed = [this, key](const std::string&) {
        std::erase_if(m_sockets, [key](const auto& kept) { return kept.get() == key; });
    };
    m_sockets.push_back(std::move(socket));
    key->setCallbacks(std::move(callbacks));
    key->close(code, reason.substr(0, reasonLimit));
}

} // namespace causeway::channel
