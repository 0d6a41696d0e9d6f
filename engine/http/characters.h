#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// Which bytes may stand where, as tables and wide scans.
namespace causeway::http {

namespace detail {

constexpr std::array<bool, 256> tableOf(std::string_view others, bool alphanumerics)
{
    std::array<bool, 256> table{};
    for (const char c : others)
        table[static_cast<unsigned char>(c)] = true;
    if (alphanumerics) {
        for (int c = '0'; c <= '9'; ++c)
            table[static_cast<std::size_t>(c)] = true;
        for (int c = 'a'; c <= 'z'; ++c)
            table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c) - 'a' + 'A'] = true;
    }
    return table;
}

inline constexpr auto tokenTable = tableOf("!#$%&'*+-.^_`|~", true);

} // namespace detail

/// RFC 9110 §5.6.2: tchar.
constexpr bool isTokenCharacter(char c)
{
    return detail::tokenTable[static_cast<unsigned char>(c)];
}

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// 0..15, or -1 when it is no hexadecimal digit.
constexpr int hexDigit(char c)
{
    if (isDigit(c))
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

constexpr char toLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// RFC 9110 §5.6.3: optional white space is spaces and tabs.
constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

/// Control characters, which no field value may hold (tab is none of them here).
constexpr bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

constexpr bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (toLower(a[i]) != toLower(b[i]))
            return false;
    return true;
}

constexpr bool isToken(std::string_view text)
{
    for (const char c : text)
        if (!isTokenCharacter(c))
            return false;
    return !text.empty();
}

constexpr std::string_view trimBlanks(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// The first control character in [from, end), or end. Sixteen bytes at a time: values are most of a head.
inline const char* findControl(const char* from, const char* end)
{
#ifdef __SSE2__
    const __m128i lastControl = _mm_set1_epi8(0x1f);
    const __m128i tab = _mm_set1_epi8('\t');
    const __m128i rubout = _mm_set1_epi8(0x7f);
    for (; end - from >= 16; from += 16) {
        const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(block, lastControl), block);
        const __m128i found =
            _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(block, tab), low), _mm_cmpeq_epi8(block, rubout));
        if (const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(found)))
            return from + std::countr_zero(mask);
    }
#endif
    while (from != end && !isControl(*from))
        ++from;
    return from;
}

/// Takes the next element of a comma-separated list off `rest`, without the blanks around it; may be empty.
constexpr std::string_view takeListElement(std::string_view& rest)
{
    const std::size_t comma = rest.find(',');
    const std::string_view element = trimBlanks(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    return element;
}

} // namespace causeway::http
