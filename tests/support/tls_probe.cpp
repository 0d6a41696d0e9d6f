#include "tests/support/tls_probe.h"

#include "tests/support/raw_client.h"

#include <openssl/ssl.h>

#include <sys/socket.h>

namespace causeway::test {

TlsProbe::TlsProbe(const net::SocketAddress& server, const Options& options)
    : m_socket(::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0))
    , m_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
    , m_connection(nullptr, SSL_free)
{
    const timeval limit{10, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (::connect(m_socket.get(), server.raw(), server.rawLength()) != 0)
        return;
    if (!options.firstBytes.empty())
        ::send(m_socket.get(), options.firstBytes.data(), options.firstBytes.size(), MSG_NOSIGNAL);
    if (options.only12)
        SSL_CTX_set_max_proto_version(m_context.get(), TLS1_2_VERSION);
    if (!options.ciphers.empty())
        SSL_CTX_set_cipher_list(m_context.get(), options.ciphers.c_str());
    if (options.credentials) {
        SSL_CTX_use_certificate(m_context.get(), options.credentials->chain.front().raw());
        SSL_CTX_use_PrivateKey(m_context.get(), options.credentials->key.raw());
    }
    m_connection.reset(SSL_new(m_context.get()));
    if (!options.serverName.empty())
        SSL_set_tlsext_host_name(m_connection.get(), options.serverName.c_str());
    if (!options.protocols.empty())
        SSL_set_alpn_protos(m_connection.get(), reinterpret_cast<const unsigned char*>(options.protocols.data()),
                            static_cast<unsigned>(options.protocols.size()));
    if (options.session)
        SSL_set_session(m_connection.get(), options.session.get());
    SSL_set_fd(m_connection.get(), m_socket.get());
    m_isConnected = SSL_connect(m_connection.get()) == 1;
}

TlsProbe::~TlsProbe() = default;

std::string TlsProbe::get(const std::string& request)
{
    std::string response;
    if (!m_isConnected || SSL_write(m_connection.get(), request.data(), static_cast<int>(request.size())) <= 0)
        return response;
    char bytes[4096];
    const auto isWhole = [&] {
        const std::size_t head = response.find("\r\n\r\n");
        return head != std::string::npos &&
               response.size() >= head + 4 + std::stoul("0" + headerOf(response, "Content-Length"));
    };
    while (!isWhole()) {
        const int count = SSL_read(m_connection.get(), bytes, sizeof bytes);
        if (count <= 0)
            return {};
        response.append(bytes, static_cast<std::size_t>(count));
    }
    return response;
}

std::string TlsProbe::exchange(std::string_view bytes, std::size_t answer)
{
    std::string got;
    if (!m_isConnected || SSL_write(m_connection.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0)
        return got;
    char buffer[4096];
    while (got.size() < answer) {
        const int count = SSL_read(m_connection.get(), buffer, sizeof buffer);
        if (count <= 0)
            break;
        got.append(buffer, static_cast<std::size_t>(count));
    }
    return got;
}

bool TlsProbe::isResumed() const
{
    return m_isConnected && SSL_session_reused(m_connection.get()) == 1;
}

std::string TlsProbe::serverCommonName() const
{
    char name[256] = {};
    X509* const certificate = m_isConnected ? SSL_get0_peer_certificate(m_connection.get()) : nullptr;
    if (certificate)
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    return name;
}

std::string TlsProbe::protocol() const
{
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(m_connection.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

bool TlsProbe::renegotiates()
{
    return SSL_renegotiate(m_connection.get()) == 1 && SSL_do_handshake(m_connection.get()) == 1;
}

std::shared_ptr<ssl_session_st> TlsProbe::session() const
{
    return {SSL_get1_session(m_connection.get()), SSL_SESSION_free};
}

} // namespace causeway::test
