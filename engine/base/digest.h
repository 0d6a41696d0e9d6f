#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace causeway {

/// A SHA-256 digest: the address of a section, the hash of a revision.
struct Digest
{
    std::array<std::uint8_t, 32> bytes{};

    std::string hex() const;
    static std::optional<Digest> fromHex(std::string_view text);
    std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
    static std::optional<Digest> fromBytes(std::string_view raw);

    auto operator<=>(const Digest&) const = default;
};

Digest sha256(std::string_view bytes);

/// A digest of fields in which no two different lists of fields look alike: each is preceded by its length.
class FieldDigest
{
public:
    FieldDigest();
    ~FieldDigest();
    FieldDigest(const FieldDigest&) = delete;
    FieldDigest& operator=(const FieldDigest&) = delete;

    FieldDigest& add(std::string_view field);
    FieldDigest& add(std::uint64_t number);
    FieldDigest& add(const Digest& digest) { return add(digest.view()); }
    Digest finish();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

} // namespace causeway

template <>
struct std::hash<causeway::Digest>
{
    std::size_t operator()(const causeway::Digest& digest) const noexcept;
};
