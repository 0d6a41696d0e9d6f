#pragma once

#include "engine/keys/certificate.h"

#include <openssl/ssl.h>

#include <optional>
#include <string>

namespace causeway::net {

/// Whom a TLS connection accepts at its other end.
struct PeerExpectation
{
    std::optional<Digest> pinnedRoot;
    std::string uriName;    // When empty:
    std::string serverName; // DNS name or IP literal; empty too: any name, for servers, which decide by names later.
};

/// Makes the context check its peers: OpenSSL's own verification, then the pin and the name. The sentence of a
/// refusal goes where keepRefusalIn() said. `expectation` outlives every connection of the context.
void verifyPeers(SSL_CTX& context, int mode, const PeerExpectation& expectation);

/// Where a connection's refusal is written to; outlives it.
void keepRefusalIn(SSL& connection, std::string& refusal);

} // namespace causeway::net
