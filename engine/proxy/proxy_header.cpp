#include "engine/proxy/proxy_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

namespace causeway::proxy {

namespace {

using Outcome = ProxyHeaderOutcome;
using Status = ProxyHeaderOutcome::Status;

constexpr std::string_view textStart = "PROXY ";
constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t textLimit = 107; // §2.1: with its line end.
constexpr std::size_t binaryHead = 16;
constexpr std::size_t binaryLimit = 16 << 10;

constexpr const char* noHeader = "the connection does not begin with a PROXY header";
constexpr const char* malformed = "the PROXY header is not well-formed";

Outcome refuse(const char* reason)
{
    return {Status::Refused, {}, reason};
}

/// The next word of a line in which exactly one space stands between two.
std::string_view takeWord(std::string_view& line)
{
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, space);
    line.remove_prefix(std::min(space + 1, line.size()));
    return word;
}

std::optional<std::uint16_t> portFrom(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool isCanonical = text.size() == 1 || !text.starts_with('0');
    return problem == std::errc() && end == text.data() + text.size() && isCanonical ? std::optional(port)
                                                                                     : std::nullopt;
}

std::optional<net::SocketAddress> addressFrom(int family, std::string_view host, std::string_view port)
{
    const auto number = portFrom(port);
    const bool isRightFamily = (host.find(':') != std::string_view::npos) == (family == AF_INET6);
    if (!number || !isRightFamily || host.find_first_not_of("0123456789abcdefABCDEF.:") != std::string_view::npos)
        return std::nullopt;
    const auto address = net::SocketAddress::create(host, *number);
    return address && address->family() == family ? std::optional(*address) : std::nullopt;
}

std::optional<ProxyHeader::Ends> endsFrom(std::string_view line, int family)
{
    const bool isClosed = !line.ends_with(' ');
    const std::string_view source = takeWord(line);
    const std::string_view destination = takeWord(line);
    const std::string_view sourcePort = takeWord(line);
    const std::string_view destinationPort = takeWord(line);
    const auto from = addressFrom(family, source, sourcePort);
    const auto to = addressFrom(family, destination, destinationPort);
    if (!from || !to || !line.empty() || !isClosed)
        return std::nullopt;
    return ProxyHeader::Ends{*from, *to};
}

Outcome readText(std::string_view bytes)
{
    const std::size_t end = bytes.substr(0, textLimit).find('\n');
    if (end == std::string_view::npos)
        return bytes.size() < textLimit ? Outcome{} : refuse("the PROXY header has more than 107 bytes");
    std::string_view line = bytes.substr(textStart.size(), end - textStart.size());
    if (!line.ends_with('\r'))
        return refuse(malformed);
    line.remove_suffix(1);
    if (line.find('\r') != std::string_view::npos)
        return refuse(malformed);
    Outcome outcome{Status::Done, {std::nullopt, end + 1}, ""};
    const std::string_view kind = takeWord(line);
    if (kind == "UNKNOWN")
        return outcome; // §2.1: whatever follows is ignored.
    if (kind != "TCP4" && kind != "TCP6")
        return refuse(malformed);
    outcome.header.ends = endsFrom(line, kind == "TCP4" ? AF_INET : AF_INET6);
    return outcome.header.ends ? outcome : refuse(malformed);
}

std::uint16_t numberAt(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

net::SocketAddress v4At(std::string_view bytes, std::size_t at, std::uint16_t port)
{
    sockaddr_storage storage{};
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, bytes.data() + at, sizeof v4.sin_addr);
    return net::SocketAddress::fromRaw(storage, sizeof v4);
}

net::SocketAddress v6At(std::string_view bytes, std::size_t at, std::uint16_t port)
{
    sockaddr_storage storage{};
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, bytes.data() + at, sizeof v6.sin6_addr);
    return net::SocketAddress::fromRaw(storage, sizeof v6);
}

/// §2.2: family in the upper half, transport in the lower one.
enum AddressKind : unsigned char
{
    Unspecified = 0x00,
    TcpOverV4 = 0x11,
    UdpOverV4 = 0x12,
    TcpOverV6 = 0x21,
    UdpOverV6 = 0x22,
    UnixStream = 0x31,
    UnixDatagram = 0x32
};

/// How many bytes the addresses take; nothing for a kind that must be refused.
std::optional<std::size_t> addressSize(unsigned char kind)
{
    switch (kind) {
    case Unspecified:
        return 0;
    case TcpOverV4:
    case UdpOverV4:
        return 12;
    case TcpOverV6:
    case UdpOverV6:
        return 36;
    case UnixStream:
    case UnixDatagram:
        return 216;
    default:
        return std::nullopt;
    }
}

Outcome readBinary(std::string_view bytes)
{
    if (bytes.size() < binaryHead)
        return {};
    const auto versionAndCommand = static_cast<unsigned char>(bytes[12]);
    const auto kind = static_cast<unsigned char>(bytes[13]);
    const std::size_t size = numberAt(bytes, 14);
    const bool isLocal = versionAndCommand == 0x20;
    if (!isLocal && versionAndCommand != 0x21)
        return refuse("the PROXY header is of an unknown version or has an unknown command");
    const auto addresses = isLocal ? std::optional<std::size_t>(0) : addressSize(kind);
    if (!addresses || size < *addresses)
        return refuse(malformed);
    if (binaryHead + size > binaryLimit)
        return refuse("the PROXY header has more than 16 KiB");
    if (bytes.size() < binaryHead + size)
        return {};
    Outcome outcome{Status::Done, {std::nullopt, binaryHead + size}, ""};
    if (!isLocal && kind == TcpOverV4)
        outcome.header.ends = {v4At(bytes, 16, numberAt(bytes, 24)), v4At(bytes, 20, numberAt(bytes, 26))};
    else if (!isLocal && kind == TcpOverV6)
        outcome.header.ends = {v6At(bytes, 16, numberAt(bytes, 48)), v6At(bytes, 32, numberAt(bytes, 50))};
    return outcome;
}

bool beginsLike(std::string_view bytes, std::string_view start)
{
    return bytes.substr(0, start.size()) == start.substr(0, bytes.size());
}

bool areOfOneFamily(const net::SocketAddress& a, const net::SocketAddress& b)
{
    return a.family() == b.family() && (a.family() == AF_INET || a.family() == AF_INET6);
}

void appendBytes(std::string& out, const void* bytes, std::size_t size)
{
    out.append(static_cast<const char*>(bytes), size);
}

} // namespace

ProxyHeaderOutcome readProxyHeader(std::string_view bytes)
{
    if (bytes.empty())
        return {};
    if (beginsLike(bytes, signature))
        return readBinary(bytes);
    if (!beginsLike(bytes, textStart))
        return refuse(noHeader);
    return bytes.size() < textStart.size() ? Outcome{} : readText(bytes);
}

void appendProxyHeaderV1(std::string& out, const net::SocketAddress& source, const net::SocketAddress& destination)
{
    if (!areOfOneFamily(source, destination)) {
        out += "PROXY UNKNOWN\r\n";
        return;
    }
    fmt::format_to(std::back_inserter(out), "PROXY {} {} {} {} {}\r\n", source.family() == AF_INET ? "TCP4" : "TCP6",
                   source.host(), destination.host(), source.port(), destination.port());
}

void appendProxyHeaderV2(std::string& out, const net::SocketAddress& source, const net::SocketAddress& destination)
{
    out += signature;
    if (!areOfOneFamily(source, destination)) {
        out.append("\x20\x00\x00\x00", 4);
        return;
    }
    if (source.family() == AF_INET) {
        const auto& from = *reinterpret_cast<const sockaddr_in*>(source.raw());
        const auto& to = *reinterpret_cast<const sockaddr_in*>(destination.raw());
        out.append("\x21\x11\x00\x0c", 4);
        appendBytes(out, &from.sin_addr, 4);
        appendBytes(out, &to.sin_addr, 4);
        appendBytes(out, &from.sin_port, 2);
        appendBytes(out, &to.sin_port, 2);
        return;
    }
    const auto& from = *reinterpret_cast<const sockaddr_in6*>(source.raw());
    const auto& to = *reinterpret_cast<const sockaddr_in6*>(destination.raw());
    out.append("\x21\x21\x00\x24", 4);
    appendBytes(out, &from.sin6_addr, 16);
    appendBytes(out, &to.sin6_addr, 16);
    appendBytes(out, &from.sin6_port, 2);
    appendBytes(out, &to.sin6_port, 2);
}

} // namespace causeway::proxy
