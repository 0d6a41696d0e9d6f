#pragma once

#include <string>

namespace causeway::test {

/// ClientHellos written by hand, so that every part of them can be wrong.

inline std::string number(std::size_t value, std::size_t size)
{
    std::string bytes;
    while (size > 0)
        bytes += static_cast<char>(value >> (8 * --size) & 0xff);
    return bytes;
}

inline std::string vectorOf(const std::string& content, std::size_t sizeOfLength)
{
    return number(content.size(), sizeOfLength) + content;
}

inline std::string extension(std::size_t type, const std::string& content)
{
    return number(type, 2) + vectorOf(content, 2);
}

inline std::string serverName(const std::string& name)
{
    return extension(0, vectorOf(number(0, 1) + vectorOf(name, 2), 2));
}

/// The message, without records.
inline std::string helloWith(const std::string& extensions)
{
    const std::string body = "\x03\x03" + std::string(32, 'r') + vectorOf(std::string(32, 's'), 1) +
                             vectorOf("\x13\x01\x13\x02", 2) + vectorOf(std::string(1, '\0'), 1) +
                             vectorOf(extensions, 2);
    return number(1, 1) + vectorOf(body, 3);
}

inline std::string recordsOf(const std::string& message, std::size_t pieceSize)
{
    std::string records;
    for (std::size_t at = 0; at < message.size(); at += pieceSize)
        records += "\x16\x03\x01" + vectorOf(message.substr(at, pieceSize), 2);
    return records;
}

/// A hello of that many bytes, with padding (RFC 7685).
inline std::string helloOfSize(std::size_t size)
{
    const std::size_t without = helloWith(serverName("cards") + extension(21, "")).size();
    return helloWith(serverName("cards") + extension(21, std::string(size - without, '\0')));
}

} // namespace causeway::test
