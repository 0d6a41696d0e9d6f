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

std::optional<Uuid> Uuid::parse(std::string_view text)
{
    constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    constexpr std::string_view digits = "0123456789abcdef";
    if (text.size() != shape.size())
        return std::nullopt;
    Uuid uuid;
    std::size_t half = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == '-' && text[i] == '-')
            continue;
        const char lower = text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
        const std::size_t value = digits.find(lower);
        if (shape[i] == '-' || value == std::string_view::npos)
            return std::nullopt;
        uuid.bytes[half / 2] = static_cast<std::uint8_t>(uuid.bytes[half / 2] << 4 | value);
        ++half;
    }
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
