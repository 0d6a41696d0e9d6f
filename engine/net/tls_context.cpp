#include "engine/net/tls_context.h"

#include "engine/base/assert.h"
#include "engine/keys/openssl.h"
#include "engine/net/tls_peer.h"
#include "engine/net/tls_tickets.h"
#include "engine/net/tls_transport.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace causeway::net {

namespace {

enum class Side
{
    Server,
    Client,
    ClientOfMany
};

bool isIpLiteral(const std::string& name)
{
    const keys::OpenSslPointer<ASN1_OCTET_STRING> address(a2i_IPADDRESS(name.c_str()));
    ERR_clear_error();
    return address != nullptr;
}

/// What transports share and keep alive.
struct Settings
{
    std::unique_ptr<SSL_CTX, SslFree> context;
    PeerExpectation expectation;
    Side side = Side::Server;
    std::string indication; // Server name indication; RFC 6066 §3: a DNS name, never an address.
    std::string protocol;   // RFC 7301 §3.1: the list of one, each with its length before it.
    std::shared_ptr<TicketKeys> tickets;
    bool carriesTraffic = false;
};

class OpenSslContext final : public TlsContext
{
public:
    explicit OpenSslContext(std::shared_ptr<const Settings> settings)
        : m_settings(std::move(settings))
    {
    }

    std::unique_ptr<Transport> wrap(FileDescriptor socket, std::shared_ptr<const ExpectedPeer> expected,
                                    std::string received) const override
    {
        CAUSEWAY_ASSERT((m_settings->side == Side::ClientOfMany) == (expected != nullptr));
        std::unique_ptr<SSL, SslFree> connection(SSL_new(m_settings->context.get()));
        CAUSEWAY_ASSERT(connection); // Only memory exhaustion fails here.
        if (m_settings->side == Side::Server)
            SSL_set_accept_state(connection.get());
        else
            SSL_set_connect_state(connection.get());
        const std::string& indication = expected ? expected->serverName : m_settings->indication;
        if (!indication.empty())
            SSL_set_tlsext_host_name(connection.get(), indication.c_str());
        if (expected && expected->session)
            expected->session->offerTo(*connection);
        return std::make_unique<TlsTransport>(std::move(socket), std::move(connection), m_settings,
                                              m_settings->carriesTraffic, std::move(expected), std::move(received));
    }

private:
    std::shared_ptr<const Settings> m_settings;
};

/// Beside those of other kinds of keys that it has already.
Result<> useCredentials(SSL_CTX& context, const TlsCredentials& credentials)
{
    const auto& [key, chain] = credentials;
    bool used =
        SSL_CTX_use_certificate(&context, chain.front().raw()) == 1 && SSL_CTX_use_PrivateKey(&context, key.raw()) == 1;
    for (std::size_t i = 1; used && i < chain.size(); ++i)
        used = SSL_CTX_add1_chain_cert(&context, chain[i].raw()) == 1; // Of the certificate used last.
    if (!used)
        return failure(keys::openSslError(ErrorCode::InvalidArgument, "cannot use the TLS identity"));
    return {};
}

Result<> trust(SSL_CTX& context, const std::vector<std::string>& rootsPem)
{
    X509_STORE* const store = SSL_CTX_get_cert_store(&context);
    for (const std::string& pem : rootsPem) {
        ASSIGN_OR_RETURN(const auto root, keys::Certificate::fromPem(pem));
        if (X509_STORE_add_cert(store, root.raw()) != 1)
            return failure(keys::openSslError(ErrorCode::InvalidArgument, "cannot trust an authority"));
    }
    return {};
}

/// A client that offers protocols must offer ours: RFC 7301 §3.2.
int chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* chosenSize, const unsigned char* offered,
                   unsigned int offeredSize, void* list)
{
    const std::string& ours = *static_cast<const std::string*>(list);
    unsigned char* found = nullptr;
    const int outcome = SSL_select_next_proto(&found, chosenSize, reinterpret_cast<const unsigned char*>(ours.data()),
                                              static_cast<unsigned int>(ours.size()), offered, offeredSize);
    *chosen = found;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Result<> speak(SSL_CTX& context, std::string& protocol, Side side)
{
    if (protocol.empty())
        return {};
    if (protocol.size() > 255)
        return failure(ErrorCode::InvalidArgument, "the name of a protocol has more than 255 bytes");
    protocol.insert(protocol.begin(), static_cast<char>(protocol.size()));
    if (side == Side::Server)
        SSL_CTX_set_alpn_select_cb(&context, chooseProtocol, &protocol);
    else if (SSL_CTX_set_alpn_protos(&context, reinterpret_cast<const unsigned char*>(protocol.data()),
                                     static_cast<unsigned int>(protocol.size())) != 0)
        return failure(keys::openSslError(ErrorCode::Internal, "cannot name a protocol"));
    return {};
}

/// What nobody has a finding about: forward secrecy and authenticated encryption in TLS 1.2 too, no curve below 128
/// bits, no SHA-1, and no client that makes us negotiate again and again.
Result<> allowOlderPeers(SSL_CTX& context, const std::string& ciphers)
{
    constexpr const char* forwardSecret =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
    constexpr const char* groups = "X25519:P-256:P-384";
    constexpr const char* signatures =
        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:"
        "RSA+SHA256:RSA+SHA384:RSA+SHA512";
    if (SSL_CTX_set_cipher_list(&context, ciphers.empty() ? forwardSecret : ciphers.c_str()) != 1)
        return failure(
            keys::openSslError(ErrorCode::InvalidArgument, "no cipher is left of the list '" + ciphers + "'"));
    if (SSL_CTX_set1_groups_list(&context, groups) != 1 || SSL_CTX_set1_sigalgs_list(&context, signatures) != 1)
        return failure(keys::openSslError(ErrorCode::Internal, "cannot set TLS up"));
    return {};
}

Result<std::unique_ptr<SSL_CTX, SslFree>> createContext(Side side, const TlsOptions& options)
{
    std::unique_ptr<SSL_CTX, SslFree> context(
        SSL_CTX_new(side == Side::Server ? TLS_server_method() : TLS_client_method()));
    const int lowest = options.lowest == TlsVersion::Tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
    if (!context || SSL_CTX_set_min_proto_version(context.get(), lowest) != 1)
        return failure(keys::openSslError(ErrorCode::Internal, "cannot set TLS up"));
    if (options.lowest == TlsVersion::Tls12)
        RETURN_IF_ERROR(allowOlderPeers(*context, options.ciphers));
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    if (side == Side::Server) // Our order, but a client without hardware for AES may have the cipher it is quick at.
        SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Else a peer that sends nothing but new keys as fast as we read them would keep one read, and so the loop, for
    // ever.
    SSL_CTX_clear_mode(context.get(), SSL_MODE_AUTO_RETRY);
    if (options.carriesTraffic)
        SSL_CTX_set_read_ahead(context.get(), 1);
    else
        SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    return context;
}

int verifyMode(const TlsOptions& options, Side side)
{
    if (side != Side::Server)
        return options.verifiesServer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE;
    switch (options.clientCertificate) {
    case TlsOptions::ClientCertificate::None:
        return SSL_VERIFY_NONE;
    case TlsOptions::ClientCertificate::Optional:
        return SSL_VERIFY_PEER;
    case TlsOptions::ClientCertificate::Required:
        break;
    }
    return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
}

Result<> checkOptions(const TlsOptions& options, Side side)
{
    const bool verifies = verifyMode(options, side) != SSL_VERIFY_NONE;
    if (side == Side::Server && !options.identity && !options.credentials)
        return failure(ErrorCode::InvalidArgument, "a TLS server needs a certificate and its key");
    if (verifies && options.trustedRootsPem.empty() && !options.pinnedRoot && !options.trustsMachineRoots)
        return failure(ErrorCode::InvalidArgument, "TLS needs an authority to verify its peers by");
    if (side == Side::Client && options.expectedUriName.empty() && options.serverName.empty())
        return failure(ErrorCode::InvalidArgument, "a TLS client needs the name of the server it expects");
    return {};
}

int acceptAnyone(X509_STORE_CTX*, void*)
{
    return 1;
}

/// What a session must have begun under to be resumed: a change of any of it asks its client again.
Digest rulesOf(const TlsOptions& options)
{
    FieldDigest rules;
    rules.add(static_cast<std::uint64_t>(options.clientCertificate)).add(options.protocol);
    rules.add(static_cast<std::uint64_t>(options.lowest)).add(options.ciphers);
    for (const std::string& root : options.trustedRootsPem)
        rules.add(root);
    return rules.finish();
}

Result<std::shared_ptr<const TlsContext>> create(const TlsOptions& options, Side side)
{
    RETURN_IF_ERROR(checkOptions(options, side));
    auto settings = std::make_shared<Settings>();
    ASSIGN_OR_RETURN(settings->context, createContext(side, options));
    settings->side = side;
    settings->carriesTraffic = options.carriesTraffic;
    settings->protocol = options.protocol;
    RETURN_IF_ERROR(speak(*settings->context, settings->protocol, side));
    settings->expectation = {options.pinnedRoot, options.expectedUriName, options.serverName, options.graceAfterExpiry};
    if (side == Side::Client && !options.serverName.empty() && !isIpLiteral(options.serverName))
        settings->indication = options.serverName;
    auto credentials = options.credentials;
    if (!credentials && options.identity) {
        ASSIGN_OR_RETURN(credentials, TlsCredentials::read(*options.identity));
    }
    if (credentials)
        RETURN_IF_ERROR(useCredentials(*settings->context, *credentials));
    for (const auto& other : options.otherCredentials)
        RETURN_IF_ERROR(useCredentials(*settings->context, *other));
    RETURN_IF_ERROR(trust(*settings->context, options.trustedRootsPem));
    if (options.trustsMachineRoots && SSL_CTX_set_default_verify_paths(settings->context.get()) != 1)
        return failure(keys::openSslError(ErrorCode::Unavailable, "cannot read the authorities of the machine"));
    if (options.verifyDepth < 100)
        SSL_CTX_set_verify_depth(settings->context.get(), options.verifyDepth);
    settings->tickets = options.tickets;
    if (options.tickets)
        resumeByTickets(*settings->context, *options.tickets, rulesOf(options));
    else if (side != Side::Server && options.resumesSessions)
        keepSessions(*settings->context);
    else
        resumeNothing(*settings->context);
    if (side != Side::Server && !options.verifiesServer)
        SSL_CTX_set_cert_verify_callback(settings->context.get(), acceptAnyone, nullptr);
    else
        verifyPeers(*settings->context, verifyMode(options, side), settings->expectation);
    return std::make_shared<const OpenSslContext>(std::move(settings));
}

} // namespace

Result<std::shared_ptr<const TlsCredentials>> TlsCredentials::read(const TlsIdentity& identity)
{
    ASSIGN_OR_RETURN(auto key, keys::KeyPair::fromPem(identity.privateKeyPem));
    ASSIGN_OR_RETURN(auto chain, keys::Certificate::chainFromPem(identity.certificateChainPem));
    return create(std::move(key), std::move(chain));
}

Result<std::shared_ptr<const TlsCredentials>> TlsCredentials::create(keys::KeyPair key,
                                                                     std::vector<keys::Certificate> chain)
{
    if (!chain.front().belongsTo(key))
        return failure(ErrorCode::InvalidArgument, "the certificate ({}) does not belong to the private key",
                       chain.front().description());
    return std::make_shared<const TlsCredentials>(TlsCredentials{std::move(key), std::move(chain)});
}

Result<std::shared_ptr<const TlsContext>> TlsContext::createServer(const TlsOptions& options)
{
    return create(options, Side::Server);
}

Result<std::shared_ptr<const TlsContext>> TlsContext::createClient(const TlsOptions& options)
{
    return create(options, Side::Client);
}

Result<std::shared_ptr<const TlsContext>> TlsContext::createClientOfMany(const TlsOptions& options)
{
    return create(options, Side::ClientOfMany);
}

} // namespace causeway::net
