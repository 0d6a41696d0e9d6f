#include "engine/http/web_socket_key.h"

#include "engine/base/assert.h"

#include <array>
#include <openssl/evp.h>
#include <sys/random.h>

namespace causeway::http {

namespace {

std::string toBase64(const unsigned char* bytes, std::size_t size)
{
    std::string text(4 * ((size + 2) / 3) + 1, '\0'); // OpenSSL adds a NUL.
    text.resize(static_cast<std::size_t>(
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size))));
    return text;
}

} // namespace

std::string makeWebSocketKey()
{
    std::array<unsigned char, 16> bytes;
    CAUSEWAY_ASSERT(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    return toBase64(bytes.data(), bytes.size());
}

/// Sixteen bytes in base64 always end in "==".
bool isWebSocketKey(std::string_view text)
{
    if (text.size() != 24 || !text.ends_with("=="))
        return false;
    std::array<unsigned char, 18> bytes;
    return EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), 24) == 18;
}

std::string webSocketAnswer(std::string_view key)
{
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3.
    std::array<unsigned char, 20> digest;
    CAUSEWAY_ASSERT(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr) == 1);
    return toBase64(digest.data(), digest.size());
}

WebSocketMask makeWebSocketMask()
{
    WebSocketMask mask;
    CAUSEWAY_ASSERT(::getrandom(mask.data(), mask.size(), 0) == static_cast<ssize_t>(mask.size()));
    return mask;
}

} // namespace causeway::http
