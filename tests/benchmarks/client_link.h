#pragma once

#include "engine/base/clock.h"
#include "engine/net/file_descriptor.h"
#include "tests/benchmarks/poller.h"

#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <string_view>

namespace causeway::bench {

struct SslFree
{
    void operator()(SSL* connection) const { SSL_free(connection); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};

/// Where a client connects to, and how.
struct Target
{
    std::uint16_t port = 0;
    SSL_CTX* tls = nullptr;         // Null: plain.
    SSL_SESSION* session = nullptr; // To be resumed; null: a full handshake.
};

/// One connection of a client: a request goes out, its answer is checked, then the next may go.
class ClientLink final : private Poller::Handler
{
public:
    class Owner
    {
    public:
        /// The answer is there and is what was expected, or not: then the link is closed.
        virtual void answered(ClientLink& link, bool isGood) = 0;

    protected:
        ~Owner() = default;
    };

    ClientLink(Poller& poller, Owner& owner)
        : m_poller(poller)
        , m_owner(owner)
    {
    }
    ~ClientLink() { close(); }
    ClientLink(const ClientLink&) = delete;
    ClientLink& operator=(const ClientLink&) = delete;

    /// `source` is the last part of the loopback address it connects from: each has ports of its own.
    Result<> open(const Target& target, std::uint8_t source);
    void close();
    bool isOpen() const { return m_socket.isOpen(); }

    /// The bytes stay where they are until it is answered. `status` is what is expected; content of any length.
    void send(std::string_view request, int status, MonotonicTime intended);
    MonotonicTime intended() const { return m_intended; }
    bool isBusy() const { return m_isBusy; }
    bool wasResumed() const { return m_ssl && SSL_session_reused(m_ssl.get()) == 1; }
    /// Of a TLS connection that has read an answer: what the next may resume.
    std::unique_ptr<SSL_SESSION, SslFree> session() const
    {
        return std::unique_ptr<SSL_SESSION, SslFree>(SSL_get1_session(m_ssl.get()));
    }

private:
    void ready(std::uint32_t events) override;
    bool shakeHands();
    void sendRequest();
    ssize_t receive(char* into, std::size_t size);
    void take(std::string_view bytes);
    bool readHead();
    void end(bool isGood);

    Poller& m_poller;
    Owner& m_owner;
    net::FileDescriptor m_socket;
    std::unique_ptr<SSL, SslFree> m_ssl;
    std::string_view m_request;
    std::string m_head;
    std::size_t m_left = 0; // Of the content.
    MonotonicTime m_intended;
    int m_status = 200;
    bool m_isHandshaken = true;
    bool m_isRequestSent = false;
    bool m_isHeadRead = false;
    bool m_isBusy = false;
};

} // namespace causeway::bench
