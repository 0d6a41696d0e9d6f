#pragma once

#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"

#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;
struct ssl_session_st;

namespace causeway::test {

/// A TLS client as strangers have one: blocking, believes everyone, and shows what it was told.
class TlsProbe
{
public:
    struct Options
    {
        std::string serverName{};
        std::string protocols{}; // RFC 7301: each with its length before it.
        bool only12 = false;
        std::string ciphers{}; // Of TLS 1.2.
        std::shared_ptr<const net::TlsCredentials> credentials{};
        std::shared_ptr<ssl_session_st> session{}; // To resume.
        std::string firstBytes{};                  // Sent before the ClientHello.
    };
    TlsProbe(const net::SocketAddress& server, const Options& options);
    ~TlsProbe();

    bool isConnected() const { return m_isConnected; }
    /// Sends a request and reads its response; empty when the connection failed.
    std::string get(const std::string& request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    std::string exchange(std::string_view bytes, std::size_t answer);
    bool isResumed() const;
    /// The common name that the server's certificate has.
    std::string serverCommonName() const;
    std::string protocol() const; // That was agreed on.
    bool renegotiates();
    /// The newest ticket; after a response was read.
    std::shared_ptr<ssl_session_st> session() const;

private:
    net::FileDescriptor m_socket;
    std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> m_context;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> m_connection;
    bool m_isConnected = false;
};

} // namespace causeway::test
