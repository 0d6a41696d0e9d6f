#include "engine/net/tls_transport.h"

#include "engine/base/assert.h"
#include "engine/keys/certificate.h"
#include "engine/net/tls_peer.h"

#include <openssl/err.h>

#include <algorithm>
#include <cstring>
#include <sys/socket.h>

namespace causeway::net {

namespace {

constexpr std::size_t recordLimit = 16 << 10; // RFC 8446 §5.1.
constexpr std::string_view noCertificate = "the peer showed no certificate";

std::size_t totalOf(std::span<const iovec> slices)
{
    std::size_t total = 0;
    for (const iovec& slice : slices)
        total += slice.iov_len;
    return total;
}

std::string_view afterWord(std::string_view text, std::string_view word)
{
    const std::size_t at = text.find(word);
    return at == std::string_view::npos ? text : text.substr(at + word.size());
}

} // namespace

TlsTransport::TlsTransport(FileDescriptor socket, std::unique_ptr<SSL, SslFree> connection,
                           std::shared_ptr<const void> settings, bool readsAhead,
                           std::shared_ptr<const ExpectedPeer> expected, std::string received)
    : m_settings(std::move(settings))
    , m_socket(std::move(socket))
    , m_end{m_socket.get()}
    , m_readsAhead(readsAhead)
    , m_connection(std::move(connection))
{
    if (!received.empty())
        m_end.received = std::make_unique<SocketEnd::Received>(SocketEnd::Received{std::move(received)});
    BIO* const bio = createSocketBio(m_end).release();
    SSL_set_bio(m_connection.get(), bio, bio);
    if (!expected && SSL_get_verify_mode(m_connection.get()) == SSL_VERIFY_NONE)
        return;
    m_verdict = std::make_unique<PeerVerdict>();
    m_verdict->expected = std::move(expected);
    keepVerdictIn(*m_connection, *m_verdict);
}

const std::string& TlsTransport::problem() const
{
    static const std::string none;
    return m_failure ? m_failure->problem : none;
}

IoStatus TlsTransport::shakeHands()
{
    if (m_failure)
        return IoStatus::Failed;
    ERR_clear_error();
    const int result = SSL_do_handshake(m_connection.get());
    if (result == 1) {
        m_readWaitsFor = Readiness::Read;
        if (!hasResumedTooLate())
            return IoStatus::Done;
        fail({"the client resumed a session after its certificate had expired", true});
        return IoStatus::Failed;
    }
    const IoStatus status = outcome(result, m_readWaitsFor).status;
    if (status != IoStatus::EndOfStream)
        return status;
    fail({problemOfSocket()}); // A goodbye before the greeting was over.
    return IoStatus::Failed;
}

/// A session keeps the client's certificate, which nobody looks at again but here.
bool TlsTransport::hasResumedTooLate() const
{
    if (SSL_is_server(m_connection.get()) == 0 || SSL_session_reused(m_connection.get()) == 0)
        return false;
    X509* const certificate = SSL_get0_peer_certificate(m_connection.get());
    return certificate && X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0;
}

bool TlsTransport::hasBufferedInput() const
{
    return m_readsAhead ? SSL_has_pending(m_connection.get()) == 1 : SSL_pending(m_connection.get()) > 0;
}

void TlsTransport::rest()
{
    if (m_pieceUnderWay > 0)
        return;
    SSL_free_buffers(m_connection.get()); // Keeps them where something is in them.
    std::vector<std::byte>().swap(m_gathered);
}

IoOutcome TlsTransport::read(std::span<std::byte> into)
{
    if (m_failure)
        return {IoStatus::Failed, 0};
    if (m_owesCloseNotify)
        sendCloseNotify();
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_read_ex(m_connection.get(), into.data(), into.size(), &count);
    if (result == 1) {
        m_readWaitsFor = Readiness::Read;
        return {IoStatus::Done, count};
    }
    return outcome(result, m_readWaitsFor);
}

IoOutcome TlsTransport::write(std::span<const iovec> slices)
{
    if (m_failure)
        return {IoStatus::Failed, 0};
    const std::span<const std::byte> piece = nextPiece(slices);
    if (piece.empty())
        return {IoStatus::Done, 0};
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_write_ex(m_connection.get(), piece.data(), piece.size(), &count);
    if (result == 1) {
        m_pieceUnderWay = 0;
        m_writeWaitsFor = Readiness::Write;
        return {IoStatus::Done, count};
    }
    m_pieceUnderWay = piece.size();
    return outcome(result, m_writeWaitsFor);
}

/// One record's worth of what the slices hold, in one piece: small slices share a record. After a blocked write it is
/// the same piece again.
std::span<const std::byte> TlsTransport::nextPiece(std::span<const iovec> slices)
{
    while (!slices.empty() && slices.front().iov_len == 0)
        slices = slices.subspan(1);
    const std::size_t total = totalOf(slices);
    CAUSEWAY_ASSERT(total >= m_pieceUnderWay); // See Transport::write.
    const std::size_t size = m_pieceUnderWay > 0 ? m_pieceUnderWay : std::min(total, recordLimit);
    if (size == 0)
        return {};
    if (slices.front().iov_len >= size)
        return {static_cast<const std::byte*>(slices.front().iov_base), size};
    m_gathered.resize(size);
    std::size_t filled = 0;
    for (const iovec& slice : slices) {
        const std::size_t part = std::min(slice.iov_len, size - filled);
        std::memcpy(m_gathered.data() + filled, slice.iov_base, part);
        filled += part;
        if (filled == size)
            break;
    }
    return m_gathered;
}

void TlsTransport::finishWriting()
{
    if (m_failure)
        return;
    if (SSL_is_init_finished(m_connection.get()))
        sendCloseNotify();
    else
        ::shutdown(m_socket.get(), SHUT_WR); // Nothing was said under encryption yet.
}

void TlsTransport::sendCloseNotify()
{
    ERR_clear_error();
    const int result = SSL_shutdown(m_connection.get());
    m_owesCloseNotify = result < 0 && SSL_get_error(m_connection.get(), result) == SSL_ERROR_WANT_WRITE;
    ERR_clear_error();
}

std::vector<std::string> TlsTransport::peerUriNames() const
{
    const auto certificate = peerCertificate();
    return certificate ? certificate->uriNames() : std::vector<std::string>();
}

std::shared_ptr<const keys::Certificate> TlsTransport::peerCertificate() const
{
    SSL* const connection = m_connection.get();
    if (!SSL_is_init_finished(connection) || SSL_get_verify_result(connection) != X509_V_OK)
        return {};
    X509* const certificate = SSL_get0_peer_certificate(connection);
    return certificate ? std::make_shared<const keys::Certificate>(keys::Certificate::ofRaw(*certificate)) : nullptr;
}

IoOutcome TlsTransport::outcome(int result, Readiness& waitsFor)
{
    switch (SSL_get_error(m_connection.get(), result)) {
    case SSL_ERROR_WANT_READ:
        waitsFor = Readiness::Read;
        return {IoStatus::WouldBlock, 0};
    case SSL_ERROR_WANT_WRITE:
        waitsFor = Readiness::Write;
        return {IoStatus::WouldBlock, 0};
    case SSL_ERROR_ZERO_RETURN:
        return {IoStatus::EndOfStream, 0};
    case SSL_ERROR_SYSCALL:
        return fail({problemOfSocket()});
    default:
        return fail(failureOfTls());
    }
}

std::optional<PeerRefusal> TlsTransport::refusalOfPeer() const
{
    if (m_verdict && !m_verdict->refusal.empty())
        return PeerRefusal{m_verdict->claimedUriNames, m_verdict->refusal};
    if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
        return PeerRefusal{{}, std::string(noCertificate)};
    return {};
}

IoOutcome TlsTransport::fail(Failure failure)
{
    ERR_clear_error();
    m_failure = std::make_unique<const Failure>(std::move(failure));
    return {IoStatus::Failed, 0};
}

TlsTransport::Failure TlsTransport::failureOfTls() const
{
    if (auto peer = refusalOfPeer())
        return {peer->reason, true, std::move(peer)};
    const unsigned long newest = ERR_peek_last_error();
    const int reason = ERR_GET_REASON(newest);
    if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return {problemOfSocket()};
    const char* const known = ERR_reason_error_string(newest);
    const std::string_view text = known ? known : "no reason given";
    if (reason > SSL_AD_REASON_OFFSET &&
        reason < SSL_AD_REASON_OFFSET + 256) // An alert came: "tlsv1 alert unknown ca".
        return {fmt::format("the peer refused the connection: {}", afterWord(text, "alert ")), true};
    return {fmt::format("TLS failed: {}", text), true};
}

std::string TlsTransport::problemOfSocket() const
{
    if (m_end.problem != 0)
        return systemError(m_end.problem, "the connection broke").message;
    const bool isEstablished = SSL_get_peer_finished(m_connection.get(), nullptr, 0) > 0;
    return isEstablished ? "the connection ended without the peer's goodbye"
                         : "the peer closed the connection during the TLS handshake";
}

} // namespace causeway::net
