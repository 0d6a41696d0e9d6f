#include "engine/web/web_socket_handshake.h"

#include "engine/base/assert.h"
#include "engine/http/characters.h"
#include "engine/http/head_writer.h"
#include "engine/web/response_writer.h"

#include <array>
#include <openssl/evp.h>
#include <sys/random.h>

namespace causeway::web {

namespace {

constexpr std::string_view version = "13";

std::string toBase64(const unsigned char* bytes, std::size_t size)
{
    std::string text(4 * ((size + 2) / 3) + 1, '\0'); // OpenSSL adds a NUL.
    text.resize(static_cast<std::size_t>(
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size))));
    return text;
}

/// RFC 6455 §4.1: sixteen bytes in base64, which always end in "==".
bool isKey(std::string_view text)
{
    if (text.size() != 24 || !text.ends_with("=="))
        return false;
    std::array<unsigned char, 18> bytes;
    return EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), 24) == 18;
}

} // namespace

Result<std::string> acceptHandshake(const Request& request)
{
    if (request.method != "GET" || !request.body.empty())
        return failure(ErrorCode::InvalidArgument, "a WebSocket opens with a GET without a body");
    if (request.headers.find("Sec-WebSocket-Version").value_or("") != version)
        return failure(ErrorCode::Unimplemented, "only version 13 of the WebSocket protocol is spoken here");
    const auto key = request.headers.find("Sec-WebSocket-Key");
    if (!key || !isKey(*key) || request.headers.count("Sec-WebSocket-Key") != 1)
        return failure(ErrorCode::InvalidArgument, "Sec-WebSocket-Key is not sixteen bytes in base64");

    std::string out;
    http::HeadWriter(out)
        .statusLine(101)
        .field(http::FieldName::Upgrade, "websocket")
        .field(http::FieldName::Connection, "Upgrade")
        .field(http::FieldName::SecWebSocketAccept, handshakeAnswer(*key))
        .finish();
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

std::string makeHandshakeKey()
{
    std::array<unsigned char, 16> bytes;
    CAUSEWAY_ASSERT(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    return toBase64(bytes.data(), bytes.size());
}

std::string handshakeAnswer(std::string_view key)
{
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3.
    std::array<unsigned char, 20> digest;
    CAUSEWAY_ASSERT(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr) == 1);
    return toBase64(digest.data(), digest.size());
}

} // namespace causeway::web
