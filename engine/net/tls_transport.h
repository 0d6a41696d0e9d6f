#pragma once

#include "engine/net/socket_bio.h"
#include "engine/net/tls_peer.h"
#include "engine/net/transport.h"

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

namespace causeway::net {

struct SslFree
{
    /// A session is good for the next connection whether or not this one was ended in order: RFC 8446 §4.6.1. OpenSSL
    /// would have none of it unless it believes that it was.
    void operator()(SSL* connection) const
    {
        SSL_set_shutdown(connection, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(connection);
    }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

/// One connection through TLS. The handshake happens within the first reads and writes.
///
/// Shape:  small, since idle connections are many: what few of them need stands apart.
/// Errors: an end without close_notify is Failed: an attacker can send a FIN, but not that (RFC 8446 §6.1).
class TlsTransport final : public Transport
{
public:
    /// `settings` is what the connection needs to stay alive: the context with the peers it accepts.
    TlsTransport(FileDescriptor socket, std::unique_ptr<SSL, SslFree> connection, std::shared_ptr<const void> settings,
                 bool readsAhead, std::shared_ptr<const ExpectedPeer> expected, std::string received);

    IoStatus shakeHands() override;
    IoOutcome read(std::span<std::byte> into) override;
    IoOutcome write(std::span<const iovec> slices) override;
    void finishWriting() override;
    Readiness waitForRead() const override { return m_readWaitsFor; }
    Readiness waitForWrite() const override { return m_writeWaitsFor; }
    bool hasBufferedInput() const override;
    bool isSecure() const override { return true; }
    std::string_view tlsVersion() const override { return SSL_get_version(m_connection.get()); }
    void rest() override;
    const std::string& problem() const override;
    bool wasRefused() const override { return m_failure && m_failure->wasRefused; }
    int descriptor() const override { return m_socket.get(); }
    FileDescriptor release() override { return std::move(m_socket); }
    std::vector<std::string> peerUriNames() const override;
    std::shared_ptr<const keys::Certificate> peerCertificate() const override;
    std::optional<PeerRefusal> peerRefusal() const override { return m_failure ? m_failure->peer : std::nullopt; }

private:
    /// Why the connection is of no more use.
    struct Failure
    {
        std::string problem;
        bool wasRefused = false;
        std::optional<PeerRefusal> peer{};
    };

    std::span<const std::byte> nextPiece(std::span<const iovec> slices);
    /// What a call that moved nothing means.
    IoOutcome outcome(int result, Readiness& waitsFor);
    IoOutcome fail(Failure failure);
    std::optional<PeerRefusal> refusalOfPeer() const;
    bool hasResumedTooLate() const;
    Failure failureOfTls() const;
    std::string problemOfSocket() const;
    void sendCloseNotify();

    // Destroyed from below: the connection first, the socket last.
    std::shared_ptr<const void> m_settings;
    FileDescriptor m_socket;
    SocketEnd m_end;
    std::unique_ptr<PeerVerdict> m_verdict; // On the peer; null where nothing is expected of it.
    std::unique_ptr<const Failure> m_failure;
    std::vector<std::byte> m_gathered; // The piece under way, when it comes from several slices.
    std::size_t m_pieceUnderWay = 0;   // Its size: encrypted already, so it must be offered again.
    bool m_readsAhead;                 // More than a record may have been taken from the socket.
    bool m_owesCloseNotify = false;
    Readiness m_readWaitsFor = Readiness::Read;
    Readiness m_writeWaitsFor = Readiness::Write;
    std::unique_ptr<SSL, SslFree> m_connection;
};

} // namespace causeway::net
