#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace causeway::proxy {

inline constexpr char handshakeRecord = 22; // RFC 8446 §5.1; no request begins with it.

/// Reads the server name out of the first bytes that a TLS client sends, in whatever pieces they come.
///
/// Shape:  give it all bytes so far, from the first; nothing is looked at twice. A hello of at most 16 KiB, in any
///         number of records.
/// Source: RFC 8446 §4.1.2 and §5.1, RFC 6066 §3.
class ClientHelloReader
{
public:
    enum class Status
    {
        NeedMore,
        Done,
        Refused, // See reason().
    };
    Status read(std::string_view bytesSoFar);

    /// After Done: in lower case; empty when none is named.
    const std::string& serverName() const { return m_serverName; }
    const std::string& reason() const { return m_reason; }

private:
    Status readRecord(std::string_view bytes);
    Status readMessage();
    Status readHello();
    Status readServerName(std::string_view extension);
    Status refuse(std::string reason);

    std::size_t m_next = 0; // Where the next record begins.
    std::string m_message;  // Of the handshake, as far as it is here.
    std::string m_serverName;
    std::string m_reason;
};

} // namespace causeway::proxy
