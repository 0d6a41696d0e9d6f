#pragma once

#include "engine/base/result.h"
#include "engine/model/http_match.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace causeway::snapshot {

/// What a field of a section may hold. A plane believes a section no more than a stranger: what would let a line end
/// slip into a message head, or make a head's framing untrue, is refused here, by name.
///
/// Errors: InvalidArgument with a sentence that names the value and the rule.

constexpr std::size_t nameLimit = 1024;
constexpr std::size_t pathLimit = 8192;
constexpr std::size_t fieldValueLimit = 16 * 1024;
constexpr std::size_t editLimit = 256;            // Per kind of edit of a route.
constexpr std::size_t conditionLimit = 4096;      // Hosts, paths, methods, server names, sources of a route, each.
constexpr std::size_t backendLimit = 1024;        // Of a split.
constexpr std::size_t routeLimit = 200'000;       // Of a virtual host.
constexpr std::size_t endpointLimit = 100'000;    // Of a cluster.
constexpr std::size_t peerRuleLimit = 10'000;     // Denied, allowed, servers, each.
constexpr std::size_t streamRouteLimit = 100'000; // Of a listener; so the next.
constexpr std::size_t serverNameLimit = 100'000;
constexpr std::size_t networkLimit = 4096;
constexpr std::size_t cipherListLimit = 4096;
constexpr std::size_t chainLimit = 8;   // Certificates of a chain.
constexpr std::size_t keyKindLimit = 4; // Chains of a certificate.
constexpr std::uint32_t verifyDepthLimit = 100;
constexpr std::size_t rootLimit = 64; // Of a trust bundle.
constexpr std::size_t certificateLimit = 24 * 1024;
constexpr std::size_t sectionLimit = 64 << 20; // Bytes of one section.

/// Not empty, no control characters.
Result<> checkName(std::string_view what, std::string_view value);
/// RFC 9110 §5.6.2.
Result<> checkToken(std::string_view what, std::string_view value);
/// An IPv4 or IPv6 address, without brackets.
Result<> checkAddress(std::string_view value);
/// A host as a route names it: lower case, no port, no final dot; an IPv6 address stands in brackets.
Result<> checkHost(std::string_view value);
/// Begins with '/', no spaces, control characters, query or fragment.
Result<> checkPath(std::string_view what, std::string_view value);
/// RFC 9110 §5.5. `name` is for the message.
Result<> checkFieldValue(std::string_view name, std::string_view value);
/// RFC 9110 §5.1 and §5.5; the names that frame a message or belong to one connection (RFC 9110 §7.6.1), and Host, are
/// not for routes to edit.
Result<> checkHeaderEdits(const model::HeaderEdits& edits);
/// A name that a ClientHello can carry (RFC 6066 §3), in lower case; underscores pass, as names of services have them.
Result<> checkServerName(std::string_view value);
/// The same, or one with "*" for its first label ("*.a.b") or its last ("a.b.*").
Result<> checkServerNamePattern(std::string_view value);
/// An address with the length of its prefix behind it, "10.0.0.0/8"; what the prefix leaves out is zero.
Result<> checkNetwork(std::string_view value);
/// The characters that OpenSSL's cipher lists are made of. Whether it knows them is for it to say.
Result<> checkCipherList(std::string_view value);
/// RFC 7468 §5, in the one way that it is usually written. Whether there is a certificate in it is for those to say who
/// use it.
Result<> checkCertificatePem(std::string_view value);

} // namespace causeway::snapshot
