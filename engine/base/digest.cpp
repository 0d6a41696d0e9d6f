#include "engine/base/digest.h"

#include "engine/base/assert.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

namespace causeway {

namespace {

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

} // namespace

std::string Digest::hex() const
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 15]);
    }
    return text;
}

std::optional<Digest> Digest::fromHex(std::string_view text)
{
    Digest digest;
    if (text.size() != digest.bytes.size() * 2)
        return std::nullopt;
    for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
        const int high = hexValue(text[2 * i]);
        const int low = hexValue(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        digest.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return digest;
}

std::optional<Digest> Digest::fromBytes(std::string_view raw)
{
    Digest digest;
    if (raw.size() != digest.bytes.size())
        return std::nullopt;
    std::memcpy(digest.bytes.data(), raw.data(), raw.size());
    return digest;
}

Digest sha256(std::string_view bytes)
{
    Digest digest;
    CAUSEWAY_ASSERT(EVP_Digest(bytes.data(), bytes.size(), digest.bytes.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return digest;
}

struct FieldDigest::Context
{
    EVP_MD_CTX* raw = EVP_MD_CTX_new();
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { EVP_MD_CTX_free(raw); }
};

FieldDigest::FieldDigest()
    : m_context(std::make_unique<Context>())
{
    CAUSEWAY_ASSERT(m_context->raw && EVP_DigestInit_ex(m_context->raw, EVP_sha256(), nullptr) == 1);
}

FieldDigest::~FieldDigest() = default;

FieldDigest& FieldDigest::add(std::string_view field)
{
    const std::uint64_t size = field.size();
    add(size);
    CAUSEWAY_ASSERT(EVP_DigestUpdate(m_context->raw, field.data(), field.size()) == 1);
    return *this;
}

FieldDigest& FieldDigest::add(std::uint64_t number)
{
    std::array<std::uint8_t, 8> bigEndian{};
    for (std::size_t i = 0; i < bigEndian.size(); ++i)
        bigEndian[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    CAUSEWAY_ASSERT(EVP_DigestUpdate(m_context->raw, bigEndian.data(), bigEndian.size()) == 1);
    return *this;
}

Digest FieldDigest::finish()
{
    Digest digest;
    CAUSEWAY_ASSERT(EVP_DigestFinal_ex(m_context->raw, digest.bytes.data(), nullptr) == 1);
    return digest;
}

} // namespace causeway

std::size_t std::hash<causeway::Digest>::operator()(const causeway::Digest& digest) const noexcept
{
    std::size_t value = 0;
    std::memcpy(&value, digest.bytes.data(), sizeof value);
    return value;
}
