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
    const std::string& problem() const override { return m_problem; }
    bool wasRefused() const override { return m_wasRefused; }
    int descriptor() const override { return m_socket.get(); }
    FileDescriptor release() override { return std::move(m_socket); }
    std::vector<std::string> peerUriNames() const override;
    std::shared_ptr<const keys::Certificate> peerCertificate() const override;
    std::optional<PeerRefusal> peerRefusal() const override { return m_peerRefusal; }

private:
    std::span<const std::byte> nextPiece(std::span<const iovec> slices);
    /// What a call that moved nothing means.
    IoOutcome outcome(int result, Readiness& waitsFor);
    IoOutcome fail(std::string problem);
    void notePeerRefusal();
    bool hasResumedTooLate() const;
    std::string problemOfTls();
    std::string problemOfSocket() const;
    void sendCloseNotify();

    // Destroyed from below: the connection first, the socket last.
    std::shared_ptr<const void> m_settings;
    FileDescriptor m_socket;
    SocketEnd m_end;
    PeerVerdict m_verdict; // On the peer's certificate.
    std::optional<PeerRefusal> m_peerRefusal;
    std::string m_problem;             // Not empty: of no more use.
    std::vector<std::byte> m_gathered; // The piece under way, when it comes from several slices.
    std::size_t m_pieceUnderWay = 0;   // Its size: encrypted already, so it must be offered again.
    bool m_readsAhead;                 // More than a record may have been taken from the socket.
    bool m_owesCloseNotify = false;
    bool m_wasRefused = false;
    Readiness m_readWaitsFor = Readiness::Read;
    Readiness m_writeWaitsFor = Readiness::Write;
    std::unique_ptr<SSL, SslFree> m_connection;
};

} // namespace causeway::net
