#include "engine/net/tls_peer.h"

#include "engine/base/assert.h"
#include "engine/base/wall_time.h"
#include "engine/keys/openssl.h"

#include <openssl/err.h>

#include <algorithm>

namespace causeway::net {

namespace {

/// The pinned authority among what the peer sent; null when it is not there.
X509* findPinned(X509_STORE_CTX& check, const Digest& pin)
{
    STACK_OF(X509)* const sent = X509_STORE_CTX_get0_untrusted(&check);
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        const auto certificate = keys::Certificate::ofRaw(*sk_X509_value(sent, i));
        if (certificate.isAuthority() && certificate.fingerprint() == pin)
            return sk_X509_value(sent, i);
    }
    return nullptr;
}

/// With the pinned authority as the only one that is trusted.
bool verifyAgainstPin(X509_STORE_CTX& check, const Digest& pin)
{
    X509* const root = findPinned(check, pin);
    if (!root) {
        X509_STORE_CTX_set_error(&check, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
        return false;
    }
    STACK_OF(X509)* const trusted = sk_X509_new_null();
    CAUSEWAY_ASSERT(trusted && sk_X509_push(trusted, root) > 0);
    X509_STORE_CTX_set0_trusted_stack(&check, trusted);
    X509_STORE_CTX_set_flags(&check, X509_V_FLAG_PARTIAL_CHAIN); // The pin may name an intermediate.
    const bool isGood = X509_verify_cert(&check) == 1;
    X509_STORE_CTX_set0_trusted_stack(&check, nullptr);
    sk_X509_free(trusted);
    return isGood;
}

bool carriesName(const keys::Certificate& leaf, const PeerExpectation& expectation, const ExpectedPeer* expected)
{
    if (expected && expected->accepts) {
        const auto names = leaf.uriNames();
        return std::any_of(names.begin(), names.end(), expected->accepts);
    }
    if (!expectation.uriName.empty()) {
        const auto names = leaf.uriNames();
        return std::find(names.begin(), names.end(), expectation.uriName) != names.end();
    }
    const std::string& name = expected ? expected->hostName : expectation.serverName;
    return name.empty() || X509_check_ip_asc(leaf.raw(), name.c_str(), 0) == 1 ||
           X509_check_host(leaf.raw(), name.data(), name.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
}

SSL* connectionOf(const X509_STORE_CTX& check)
{
    return static_cast<SSL*>(X509_STORE_CTX_get_ex_data(&check, SSL_get_ex_data_X509_STORE_CTX_idx()));
}

PeerVerdict& verdictOf(const X509_STORE_CTX& check)
{
    return *static_cast<PeerVerdict*>(SSL_get_app_data(connectionOf(check)));
}

std::string_view nameOf(const PeerExpectation& expectation, const ExpectedPeer* expected)
{
    if (expected)
        return expected->accepts ? expected->description : expected->hostName;
    return expectation.uriName.empty() ? expectation.serverName : expectation.uriName;
}

/// Why OpenSSL did not accept the chain. The certificate concerned may be the leaf or one above it.
std::string refusalOf(X509_STORE_CTX& check)
{
    X509* const concerned = X509_STORE_CTX_get_current_cert(&check);
    X509* const leaf = X509_STORE_CTX_get0_cert(&check);
    const auto certificate = keys::Certificate::ofRaw(concerned ? *concerned : *leaf);
    const int code = X509_STORE_CTX_get_error(&check);
    switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return fmt::format("the peer's certificate ({}) expired at {}", certificate.description(),
                           toRfc3339(certificate.notAfter()));
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return fmt::format("the peer's certificate ({}) is not valid before {}: is the clock right?",
                           certificate.description(), toRfc3339(certificate.notBefore()));
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return fmt::format("the peer's certificate ({}) comes from an authority that is not trusted here",
                           keys::Certificate::ofRaw(*leaf).description());
    default:
        return fmt::format("the peer's certificate ({}) was refused: {}", certificate.description(),
                           X509_verify_cert_error_string(code));
    }
}

/// OpenSSL asks about each thing that it does not like. A leaf that ended a short while ago may pass.
int forgiveLateLeaf(int isGood, X509_STORE_CTX* check)
{
    if (isGood || X509_STORE_CTX_get_error(check) != X509_V_ERR_CERT_HAS_EXPIRED ||
        X509_STORE_CTX_get_error_depth(check) != 0)
        return isGood;
    const auto leaf = keys::Certificate::ofRaw(*X509_STORE_CTX_get0_cert(check));
    const auto since = std::chrono::system_clock::now() - leaf.notAfter(); // By the clock that OpenSSL goes by.
    if (since > verdictOf(*check).graceAfterExpiry)
        return 0;
    X509_STORE_CTX_set_error(check, X509_V_OK);
    return 1;
}

bool isTrusted(X509_STORE_CTX& check, const PeerExpectation& expectation)
{
    if (expectation.pinnedRoot)
        return verifyAgainstPin(check, *expectation.pinnedRoot);
    if (expectation.graceAfterExpiry.count() > 0)
        X509_STORE_CTX_set_verify_cb(&check, forgiveLateLeaf);
    return X509_verify_cert(&check) == 1;
}

int verifyPeer(X509_STORE_CTX* check, void* context)
{
    const auto& expectation = *static_cast<const PeerExpectation*>(context);
    PeerVerdict& verdict = verdictOf(*check);
    verdict.graceAfterExpiry = expectation.graceAfterExpiry;
    const auto leaf = keys::Certificate::ofRaw(*X509_STORE_CTX_get0_cert(check));
    if (!isTrusted(*check, expectation)) {
        verdict.refusal = refusalOf(*check);
        verdict.claimedUriNames = leaf.uriNames();
        return 0;
    }
    if (!carriesName(leaf, expectation, verdict.expected.get())) {
        X509_STORE_CTX_set_error(check, X509_V_ERR_HOSTNAME_MISMATCH);
        verdict.refusal =
            fmt::format("the peer is {}, not {}", leaf.description(), nameOf(expectation, verdict.expected.get()));
        verdict.claimedUriNames = leaf.uriNames();
        return 0;
    }
    return 1;
}

} // namespace

void verifyPeers(SSL_CTX& context, int mode, const PeerExpectation& expectation)
{
    SSL_CTX_set_verify(&context, mode, nullptr);
    SSL_CTX_set_cert_verify_callback(&context, verifyPeer, const_cast<PeerExpectation*>(&expectation));
}

void keepVerdictIn(SSL& connection, PeerVerdict& verdict)
{
    SSL_set_app_data(&connection, &verdict);
}

} // namespace causeway::net
