#include "engine/proxy/client_hello.h"

#include "engine/http/characters.h"

#include <algorithm>
#include <optional>

namespace causeway::proxy {

namespace {

constexpr std::size_t messageLimit = 16 << 10;
constexpr std::size_t recordHead = 5;
constexpr std::size_t messageHead = 4;
constexpr std::size_t recordLimit = 16 << 10; // RFC 8446 §5.1.
constexpr std::uint8_t clientHello = 1;
constexpr std::size_t serverNameExtension = 0;
constexpr std::size_t hostName = 0;

/// Takes numbers and vectors from the front; once something is missing, everything is.
class Fields
{
public:
    explicit Fields(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    std::size_t number(std::size_t size)
    {
        std::size_t value = 0;
        for (const char c : bytes(size))
            value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    std::string_view bytes(std::size_t size)
    {
        if (size > m_bytes.size()) {
            m_isWhole = false;
            m_bytes = {};
            return {};
        }
        const std::string_view taken = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return taken;
    }
    /// A vector with its length before it.
    std::string_view vector(std::size_t sizeOfLength) { return bytes(number(sizeOfLength)); }

    bool isEmpty() const { return m_bytes.empty(); }
    bool isWhole() const { return m_isWhole; }

private:
    std::string_view m_bytes;
    bool m_isWhole = true;
};

constexpr const char* notWellFormed = "the ClientHello is not well-formed";

} // namespace

ClientHelloReader::Status ClientHelloReader::refuse(std::string reason)
{
    m_reason = std::move(reason);
    return Status::Refused;
}

/// Record by record, and no further than the message goes: what follows it is for the server.
ClientHelloReader::Status ClientHelloReader::read(std::string_view bytesSoFar)
{
    Status status = Status::NeedMore;
    while (status == Status::NeedMore && m_next < bytesSoFar.size()) {
        const std::size_t before = m_next;
        status = readRecord(bytesSoFar.substr(m_next));
        if (status != Status::NeedMore || m_next == before)
            return status;
        status = readMessage();
    }
    return status;
}

/// Adds a record to the message, when it is there as a whole.
ClientHelloReader::Status ClientHelloReader::readRecord(std::string_view bytes)
{
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    if (at(0) != handshakeRecord || (bytes.size() > 1 && at(1) != 3))
        return refuse("the peer does not speak TLS");
    if (bytes.size() < recordHead)
        return Status::NeedMore;
    const std::size_t size = static_cast<std::size_t>(at(3)) << 8 | at(4);
    if (size == 0 || size > recordLimit)
        return refuse("the peer does not speak TLS");
    if (bytes.size() < recordHead + size)
        return Status::NeedMore;
    if (m_message.size() + size > messageLimit)
        return refuse("the ClientHello is longer than 16 KiB");
    m_message.append(bytes.substr(recordHead, size));
    m_next += recordHead + size;
    return Status::NeedMore;
}

ClientHelloReader::Status ClientHelloReader::readMessage()
{
    if (static_cast<std::uint8_t>(m_message.front()) != clientHello)
        return refuse("the peer does not begin with a ClientHello");
    if (m_message.size() < messageHead)
        return Status::NeedMore;
    const std::size_t size = messageHead + Fields(std::string_view(m_message).substr(1)).number(3);
    if (size > messageLimit)
        return refuse("the ClientHello is longer than 16 KiB");
    return m_message.size() < size ? Status::NeedMore : readHello();
}

ClientHelloReader::Status ClientHelloReader::readHello()
{
    Fields message(m_message);
    message.number(1);
    Fields hello(message.vector(3));
    if (!message.isEmpty())
        return refuse(notWellFormed); // RFC 8446 §5.1: nothing else may share its last record.
    hello.bytes(2 + 32);              // Version and random.
    hello.vector(1);                  // Session.
    hello.vector(2);                  // Cipher suites.
    hello.vector(1);                  // Compression.
    if (hello.isWhole() && hello.isEmpty())
        return Status::Done; // RFC 5246 §7.4.1.2: extensions may be left out.
    Fields extensions(hello.vector(2));
    if (!hello.isWhole() || !hello.isEmpty())
        return refuse(notWellFormed);
    std::optional<std::string_view> named;
    while (!extensions.isEmpty()) {
        const std::size_t type = extensions.number(2);
        const std::string_view content = extensions.vector(2);
        if (!extensions.isWhole() || (type == serverNameExtension && named))
            return refuse(notWellFormed);
        if (type == serverNameExtension)
            named = content;
    }
    return named ? readServerName(*named) : Status::Done;
}

ClientHelloReader::Status ClientHelloReader::readServerName(std::string_view extension)
{
    Fields outer(extension);
    Fields names(outer.vector(2));
    const std::size_t type = names.number(1);
    const std::string_view name = names.vector(2);
    // RFC 6066 §3: one name of a type, and there is but one type.
    if (!outer.isWhole() || !outer.isEmpty() || !names.isWhole() || !names.isEmpty() || type != hostName ||
        name.empty())
        return refuse(notWellFormed);
    m_serverName.assign(name);
    std::transform(m_serverName.begin(), m_serverName.end(), m_serverName.begin(), http::toLower);
    return Status::Done;
}

} // namespace causeway::proxy
