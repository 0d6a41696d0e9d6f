#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace causeway::telemetry {

/// Why the proxy answered by itself, or ended what was under way. The README has a table of them with their statuses.
enum class RecordFlag : std::uint8_t
{
    BadRequest,         // BR: not HTTP, ambiguous, too large, or with a path that leads nowhere.
    ClientTimeout,      // DT: head or content did not come in time, or the answer was not taken.
    ClientGone,         // DC: the client left before the end.
    PermissionDenied,   // PD: no permission lets the peer in.
    NoRoute,            // NR
    NoService,          // NS: the route leads to no service.
    NoEndpoint,         // UH: the service has nobody to answer.
    ConnectFailed,      // UF: nobody could be connected to.
    UpstreamTimeout,    // UT: connecting, or the answer, took too long.
    UpstreamUntrusted,  // UI: this side or the other did not accept the certificate.
    UpstreamClosed,     // UC: the upstream closed before its answer was whole.
    UpstreamBrokeRules, // UP: its answer is no valid HTTP.
    OutOfResources,     // OL: descriptors, memory or connections have run out.
    Redirected,         // RD: the route sends the client elsewhere, or asks for HTTPS.
    Told,               // DR: the route says the answer, or no hop is left to ask.
    Cut,                // CU: ended by the proxy: it drains, or the listener is gone.
};
inline constexpr std::size_t recordFlagCount = static_cast<std::size_t>(RecordFlag::Cut) + 1;

/// The two letters of it.
std::string_view textOf(RecordFlag flag);

/// A set of flags.
class RecordFlags
{
public:
    RecordFlags() = default;
    RecordFlags(RecordFlag flag) // NOLINT(google-explicit-constructor): one is a set too.
        : m_bits(1U << static_cast<unsigned>(flag))
    {
    }

    void add(RecordFlags others) { m_bits |= others.m_bits; }
    bool has(RecordFlag flag) const { return (m_bits >> static_cast<unsigned>(flag) & 1U) != 0; }
    bool isEmpty() const { return m_bits == 0; }
    friend RecordFlags operator|(RecordFlags a, RecordFlags b)
    {
        a.add(b);
        return a;
    }

private:
    std::uint32_t m_bits = 0;
};

inline RecordFlags operator|(RecordFlag a, RecordFlag b)
{
    return RecordFlags(a) | RecordFlags(b);
}

/// What is written down of one exchange: who asked what, where it went, how long each part took. The texts are the
/// owner's and are only looked at; an empty one is not known, or there is none.
struct AccessRecord
{
    std::string_view client;   // Address, without port.
    std::string_view identity; // Who the client proved to be.
    std::string_view tls;      // Version.
    std::string_view sni;      // Server name that the client asked TLS for.
    std::string_view requestId;
    std::string_view method;
    std::string_view host;
    std::string_view path;  // As received.
    std::string_view query; // Without the question mark.
    std::string_view protocol;
    std::string_view requestLine; // Only where the request could not be read: its first line.
    std::string_view referer;
    std::string_view userAgent;
    std::string_view listener;
    std::string_view route;
    std::string_view backend;
    std::string_view instance;
    std::string_view endpoint;
    std::uint64_t revision = 0; // That routed it.
    int status = 0;             // 0: none was sent.
    int upstreamStatus = 0;     // 0: none came.
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0; // With the head.
    std::uint64_t bodyBytesOut = 0;
    std::chrono::nanoseconds queue{0};     // From the whole head to the attempt that got through, or the end.
    std::chrono::nanoseconds connect{0};   // Of that attempt; 0 on a connection that was there.
    std::chrono::nanoseconds firstByte{0}; // From sending to the first byte of the answer.
    std::chrono::nanoseconds total{0};     // From the whole head to the last byte written.
    unsigned retries = 0;
    bool hasQuery = false;
    RecordFlags flags;
};

} // namespace causeway::telemetry
