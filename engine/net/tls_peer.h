#pragma once

#include "engine/keys/certificate.h"
#include "engine/net/tls_context.h"

#include <openssl/ssl.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace causeway::net {

/// Whom a TLS connection accepts at its other end.
struct PeerExpectation
{
    std::optional<Digest> pinnedRoot;
    std::string uriName;    // When empty:
    std::string serverName; // DNS name or IP literal; empty too: any name, for servers, which decide by names later.
    std::chrono::seconds graceAfterExpiry{0};
};

/// What was made of a connection's peer.
struct PeerVerdict
{
    std::shared_ptr<const ExpectedPeer> expected; // Takes the place of the expectation's names.
    std::string refusal;                          // Empty: none.
    std::vector<std::string> claimedUriNames;
    std::chrono::seconds graceAfterExpiry{0}; // Of the expectation: where OpenSSL's callbacks find it.
};

/// Makes the context check its peers: OpenSSL's own verification, then the pin and the name. What comes of it goes
/// where keepVerdictIn() said. `expectation` outlives every connection of the context.
void verifyPeers(SSL_CTX& context, int mode, const PeerExpectation& expectation);

/// Where a connection's verdict is written to; outlives it.
void keepVerdictIn(SSL& connection, PeerVerdict& verdict);

} // namespace causeway::net
