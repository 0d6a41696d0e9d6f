#include "engine/web/web_socket_handshake.h"

#include "engine/http/characters.h"
#include "engine/http/head_writer.h"
#include "engine/http/web_socket_key.h"
#include "engine/web/response_writer.h"
#include "engine/web/server.h"

#include <algorithm>

namespace causeway::web {

namespace {

constexpr std::string_view version = "13";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
    return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

} // namespace

bool offersProtocol(const Request& request, std::string_view protocol)
{
    std::string_view rest = request.headers.find("Sec-WebSocket-Protocol").value_or("");
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        if (trimmed(rest.substr(0, end)) == protocol)
            return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

Result<std::string> acceptHandshake(const Request& request, std::string_view protocol)
{
    if (request.method != "GET" || !request.body.empty())
        return failure(ErrorCode::InvalidArgument, "a WebSocket opens with a GET without a body");
    if (request.headers.find("Sec-WebSocket-Version").value_or("") != version)
        return failure(ErrorCode::Unimplemented, "only version 13 of the WebSocket protocol is spoken here");
    const auto key = request.headers.find("Sec-WebSocket-Key");
    if (!key || !http::isWebSocketKey(*key) || request.headers.count("Sec-WebSocket-Key") != 1)
        return failure(ErrorCode::InvalidArgument, "Sec-WebSocket-Key is not sixteen bytes in base64");

    std::string out;
    http::HeadWriter writer(out);
    writer.statusLine(101)
        .field(http::FieldName::Upgrade, "websocket")
        .field(http::FieldName::Connection, "Upgrade")
        .field(http::FieldName::SecWebSocketAccept, http::webSocketAnswer(*key));
    if (!protocol.empty() && offersProtocol(request, protocol))
        writer.field(http::FieldName::SecWebSocketProtocol, protocol);
    writer.finish();
    return out;
}

Response handshakeRefusal(const Error& error)
{
    const bool isOtherVersion = error.code == ErrorCode::Unimplemented;
    Response response = plainAnswer(isOtherVersion ? 426 : 400, error.message);
    if (isOtherVersion)
        response.headers.add("Sec-WebSocket-Version", std::string(version));
    return response;
}

} // namespace causeway::web
