#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace causeway::telemetry {

/// Puts one line together where there is room for it; whoever makes it has counted.
class LineWriter
{
public:
    enum class Style
    {
        Text,  // \xHH
        Json,  // \u00HH, \" and \\.
        Token, // As text, and a space is not taken for the end either.
    };
    /// What one byte may become.
    static constexpr std::size_t longestEscape = 6;
    static constexpr std::size_t longestNumber = 20;

    explicit LineWriter(char* at)
        : m_at(at)
    {
    }

    LineWriter& text(std::string_view text)
    {
        if (!text.empty())
            std::memcpy(m_at, text.data(), text.size());
        m_at += text.size();
        return *this;
    }
    LineWriter& number(std::uint64_t number)
    {
        m_at = std::to_chars(m_at, m_at + longestNumber, number).ptr;
        return *this;
    }
    /// Six digits.
    LineWriter& micros(std::uint32_t micros)
    {
        for (int i = 5; i >= 0; --i, micros /= 10)
            m_at[i] = static_cast<char>('0' + micros % 10);
        m_at += 6;
        return *this;
    }
    /// Nothing of it ends a line or a quoted text, or is taken for something else by who shows it.
    LineWriter& escaped(std::string_view text, Style style)
    {
        const char* from = text.data();
        const char* const end = from + text.size();
        while (from != end) {
            if (end - from >= 8 && isPlain(from)) {
                std::memcpy(m_at, from, 8);
                m_at += 8;
                from += 8;
            } else {
                escape(*from++, style);
            }
        }
        return *this;
    }

    char* end() const { return m_at; }

private:
    /// Eight bytes at a time: of most texts none needs anything.
    static bool isPlain(const char* from)
    {
        constexpr std::uint64_t ones = 0x0101010101010101ULL;
        constexpr std::uint64_t high = ones * 0x80;
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, from, sizeof bytes);
        const auto has = [](std::uint64_t word, unsigned char byte) {
            const std::uint64_t other = word ^ (ones * byte);
            return (other - ones) & ~other & high;
        };
        const std::uint64_t belowBang = (bytes - ones * 0x21) & ~bytes & high; // The space too: it is rare, and fine.
        return (belowBang | has(bytes, '"') | has(bytes, '\\') | has(bytes, 0x7f) | (bytes & high)) == 0;
    }

    void escape(char c, Style style)
    {
        const auto byte = static_cast<unsigned char>(c);
        const bool isQuote = c == '"' || c == '\\';
        if (byte >= 0x20 && byte < 0x7f && !isQuote && !(c == ' ' && style == Style::Token)) {
            *m_at++ = c;
            return;
        }
        *m_at++ = '\\';
        if (style == Style::Json && isQuote) {
            *m_at++ = c;
            return;
        }
        text(style == Style::Json ? "u00" : "x");
        *m_at++ = "0123456789abcdef"[byte >> 4];
        *m_at++ = "0123456789abcdef"[byte & 15];
    }

    char* m_at;
};

} // namespace causeway::telemetry
