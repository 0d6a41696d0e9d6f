#include "engine/proxy/proxy_header.h"
#include "tests/fuzz/target.h"

namespace causeway::fuzz {

namespace {

using proxy::ProxyHeader;
using proxy::ProxyHeaderOutcome;
using Status = ProxyHeaderOutcome::Status;

bool areEqual(const std::optional<ProxyHeader::Ends>& a, const std::optional<ProxyHeader::Ends>& b)
{
    return a.has_value() == b.has_value() && (!a || (a->source == b->source && a->destination == b->destination));
}

/// What came from a proxy is understood by the next one to whom it is said.
void checkWriting(const ProxyHeader::Ends& ends)
{
    for (const auto append : {proxy::appendProxyHeaderV1, proxy::appendProxyHeaderV2}) {
        std::string written;
        append(written, ends.source, ends.destination);
        const ProxyHeaderOutcome again = proxy::readProxyHeader(written);
        CAUSEWAY_ASSERT(again.status == Status::Done && again.header.length == written.size());
        CAUSEWAY_ASSERT(areEqual(again.header.ends, ends));
    }
}

/// The first bytes that decide are enough, and more of them change nothing: neither the ends nor where the header ends.
void run(std::string_view bytes)
{
    const ProxyHeaderOutcome whole = proxy::readProxyHeader(bytes);
    std::size_t size = 0;
    ProxyHeaderOutcome first = proxy::readProxyHeader({});
    while (first.status == Status::NeedMore && size < bytes.size())
        first = proxy::readProxyHeader(bytes.substr(0, ++size));
    CAUSEWAY_ASSERT(first.status == whole.status);
    if (whole.status == Status::Refused)
        CAUSEWAY_ASSERT(!std::string_view(whole.reason).empty());
    if (whole.status != Status::Done)
        return;
    CAUSEWAY_ASSERT(first.header.length == size && whole.header.length == size);
    CAUSEWAY_ASSERT(areEqual(first.header.ends, whole.header.ends));
    if (whole.header.ends)
        checkWriting(*whole.header.ends);
}

std::string binary(unsigned char command, unsigned char kind, const std::string& content)
{
    std::string header("\r\n\r\n\0\r\nQUIT\n", 12);
    header += static_cast<char>(command);
    header += static_cast<char>(kind);
    header += static_cast<char>(content.size() >> 8);
    header += static_cast<char>(content.size() & 0xff);
    return header + content;
}

std::vector<Seed> seeds()
{
    const std::string addresses("\xc0\x00\x02\x01\xc0\x00\x02\x02\x04\xd2\x01\xbb", 12);
    return {
        {"version 1, IPv4", "PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\nGET / HTTP/1.1\r\n"},
        {"version 1, IPv6", "PROXY TCP6 2001:db8::1 ::1 0 65535\r\n"},
        {"version 1, unknown", "PROXY UNKNOWN\r\n"},
        {"version 2, IPv4", binary(0x21, 0x11, addresses) + "rest"},
        {"version 2, IPv4 and more", binary(0x21, 0x11, addresses + std::string("\x04\x00\x01x", 4))},
        {"version 2, IPv6", binary(0x21, 0x21, std::string(32, '\x20') + "\x04\xd2\x01\xbb")},
        {"version 2, local", binary(0x20, 0x00, "")},
        {"version 2, datagrams", binary(0x21, 0x12, addresses)},
        {"version 3", binary(0x31, 0x11, addresses)},
        {"a request instead", "GET / HTTP/1.1\r\n\r\n"},
    };
}

} // namespace

const Target proxyHeaderTarget{"proxy_header", run, seeds};

} // namespace causeway::fuzz
