#include "engine/net/tls_context.h"

#include "engine/base/assert.h"
#include "engine/keys/openssl.h"
#include "engine/net/tls_peer.h"
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
    bool carriesTraffic = false;
};

class OpenSslContext final : public TlsContext
{
public:
    explicit OpenSslContext(std::shared_ptr<const Settings> settings)
        : m_settings(std::move(settings))
    {
    }

    std::unique_ptr<Transport> wrap(FileDescriptor socket, std::shared_ptr<const ExpectedPeer> expected) const override
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
        return std::make_unique<TlsTransport>(std::move(socket), std::move(connection), m_settings,
                                              m_settings->carriesTraffic, std::move(expected));
    }

private:
    std::shared_ptr<const Settings> m_settings;
};

Result<> useCredentials(SSL_CTX& context, const TlsCredentials& credentials)
{
    const auto& [key, chain] = credentials;
    bool used =
        SSL_CTX_use_certificate(&context, chain.front().raw()) == 1 && SSL_CTX_use_PrivateKey(&context, key.raw()) == 1;
    for (std::size_t i = 1; used && i < chain.size(); ++i)
        used = SSL_CTX_add1_chain_cert(&context, chain[i].raw()) == 1;
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

/// TLS 1.3 alone. No tickets and no session cache: a resumed session would carry a client's identity past the expiry of
/// its certificate, and none of our clients resumes.
Result<std::unique_ptr<SSL_CTX, SslFree>> createContext(Side side, bool carriesTraffic)
{
    std::unique_ptr<SSL_CTX, SslFree> context(
        SSL_CTX_new(side == Side::Server ? TLS_server_method() : TLS_client_method()));
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) != 1)
        return failure(keys::openSslError(ErrorCode::Internal, "cannot set TLS up"));
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (carriesTraffic)
        SSL_CTX_set_read_ahead(context.get(), 1);
    else
        SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    return context;
}

int verifyMode(const TlsOptions& options, Side side)
{
    if (side != Side::Server)
        return SSL_VERIFY_PEER;
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
    if (verifies && options.trustedRootsPem.empty() && !options.pinnedRoot)
        return failure(ErrorCode::InvalidArgument, "TLS needs an authority to verify its peers by");
    if (side == Side::Client && options.expectedUriName.empty() && options.serverName.empty())
        return failure(ErrorCode::InvalidArgument, "a TLS client needs the name of the server it expects");
    return {};
}

Result<std::shared_ptr<const TlsContext>> create(const TlsOptions& options, Side side)
{
    RETURN_IF_ERROR(checkOptions(options, side));
    auto settings = std::make_shared<Settings>();
    ASSIGN_OR_RETURN(settings->context, createContext(side, options.carriesTraffic));
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
    RETURN_IF_ERROR(trust(*settings->context, options.trustedRootsPem));
    verifyPeers(*settings->context, verifyMode(options, side), settings->expectation);
    return std::make_shared<const OpenSslContext>(std::move(settings));
}

} // namespace

Result<std::shared_ptr<const TlsCredentials>> TlsCredentials::read(const TlsIdentity& identity)
{
    ASSIGN_OR_RETURN(auto key, keys::KeyPair::fromPem(identity.privateKeyPem));
    ASSIGN_OR_RETURN(auto chain, keys::Certificate::chainFromPem(identity.certificateChainPem));
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
