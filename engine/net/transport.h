#pragma once

#include "engine/keys/certificate.h"
#include "engine/net/event_loop.h"
#include "engine/net/file_descriptor.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/uio.h>
#include <vector>

namespace causeway::net {

enum class IoStatus
{
    Done,        // `bytes` moved, at least one.
    WouldBlock,  // Nothing moved; wait for `waitFor()`.
    EndOfStream, // Read only: the peer has said all it will say, in an orderly way.
    Failed,      // The connection is of no more use; the reason is in problem().
};

struct IoOutcome
{
    IoStatus status = IoStatus::WouldBlock;
    std::size_t bytes = 0;
};

/// A peer that was turned away in the handshake, for what it showed or because it showed nothing.
struct PeerRefusal
{
    std::vector<std::string> claimedUriNames; // Of its certificate, which was not accepted: a claim, no more.
    std::string reason;                       // A sentence.
};

/// The bytes of one connection, plain or through TLS, without waiting.
///
/// Threads: the owner's loop only.
class Transport
{
public:
    virtual ~Transport() = default;

    virtual IoOutcome read(std::span<std::byte> into) = 0;
    /// Agrees with the peer on how to speak, as far as it can go now: Done, WouldBlock (until waitForRead()) or Failed.
    /// Reads and writes do it on their way; this is for those who must know the peer first.
    virtual IoStatus shakeHands() { return IoStatus::Done; }
    /// Writes a prefix of what the slices hold. After WouldBlock the next write begins with the same bytes and has at
    /// least as many: TLS has encrypted them already.
    virtual IoOutcome write(std::span<const iovec> slices) = 0;
    /// Says in an orderly way that nothing more will be written; the read side stays open. Best effort.
    virtual void finishWriting() = 0;
    /// What readiness lets a blocked read or write go on. TLS may need the opposite of what was called.
    virtual Readiness waitForRead() const { return Readiness::Read; }
    virtual Readiness waitForWrite() const { return Readiness::Write; }
    /// Whether a read may return bytes although the socket shows none (TLS keeps a record's rest).
    virtual bool hasBufferedInput() const { return false; }
    virtual bool isSecure() const { return false; }
    /// As in TLSv1.3; empty without TLS.
    virtual std::string_view tlsVersion() const { return {}; }
    /// Gives back memory that the next bytes take again.
    virtual void rest() {}
    /// URI subject alternative names of the verified peer; empty without TLS and before the handshake is done.
    virtual std::vector<std::string> peerUriNames() const { return {}; }
    /// The peer's verified certificate; null without one.
    virtual std::shared_ptr<const keys::Certificate> peerCertificate() const { return {}; }
    /// After Failed: whom we turned away, when that is why.
    virtual std::optional<PeerRefusal> peerRefusal() const { return {}; }
    /// After Failed: what happened, for logs and records.
    virtual const std::string& problem() const = 0;
    /// After Failed: one side did not accept the other, or what it said; the connection itself was good.
    virtual bool wasRefused() const { return false; }
    virtual int descriptor() const = 0;
    /// Takes the socket away; the transport is of no more use.
    virtual FileDescriptor release() = 0;
};

/// What to wait for, for reading and writing through the transport.
inline Readiness readinessFor(const Transport& transport, bool reads, bool writes)
{
    return (reads ? transport.waitForRead() : Readiness::None) | (writes ? transport.waitForWrite() : Readiness::None);
}

/// What the readiness of its socket means for the transport.
inline Readiness readinessOf(const Transport& transport, Readiness socket)
{
    Readiness what = contains(socket, Readiness::Hangup) ? Readiness::Hangup : Readiness::None;
    if (contains(socket, transport.waitForRead()))
        what = what | Readiness::Read;
    if (contains(socket, transport.waitForWrite()))
        what = what | Readiness::Write;
    return what;
}

class PlainTransport final : public Transport
{
public:
    explicit PlainTransport(FileDescriptor socket)
        : m_socket(std::move(socket))
    {
    }

    IoOutcome read(std::span<std::byte> into) override;
    IoOutcome write(std::span<const iovec> slices) override;
    void finishWriting() override;
    const std::string& problem() const override { return m_problem; }
    int descriptor() const override { return m_socket.get(); }
    FileDescriptor release() override { return std::move(m_socket); }

private:
    FileDescriptor m_socket;
    std::string m_problem;
};

} // namespace causeway::net
