#include "engine/control/compile/uuid.h"

#include "engine/base/assert.h"

#include <openssl/evp.h>

#include <algorithm>
#include <string>

namespace causeway::control {

Uuid Uuid::ofName(const Uuid& space, std::string_view name)
{
    std::string input(reinterpret_cast<const char*>(space.bytes.data()), space.bytes.size());
    input += name;
    std::array<std::uint8_t, 20> sha1{};
    CAUSEWAY_ASSERT(EVP_Digest(input.data(), input.size(), sha1.data(), nullptr, EVP_sha1(), nullptr) == 1);
    Uuid uuid;
    std::copy_n(sha1.begin(), uuid.bytes.size(), uuid.bytes.begin());
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | 0x50);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
    return uuid;
}

std::string Uuid::text() const
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text.push_back('-');
        text.push_back(digits[bytes[i] >> 4]);
        text.push_back(digits[bytes[i] & 15]);
    }
    return text;
}

} // namespace causeway::control
