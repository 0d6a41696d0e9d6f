#pragma once

#include "engine/keys/certificate.h"
#include "engine/net/event_loop.h"
#include "engine/net/file_descriptor.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
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
    /// Writes a prefix of what the slices hold. After WouldBlock the next write begins with the same bytes and has at
    /// least as many: TLS has encrypted them already.
    virtual IoOutcome write(std::span<const iovec> slices) = 0;
    /// Says in an orderly way that nothing more will be written; the read side stays open. Best effort.
    virtual void finishWriting() = 0;
    /// What readiness lets a blocked read or write go on. TLS may need the opposite of what was called.
    virtual Readiness waitForRead() const { return Readiness::Read; }
    virtual Readiness waitForWrite() const { return Readiness::Write; }
    /// Bytes that a read would return although the socket shows none (TLS keeps a record's rest).
    virtual bool hasBufferedInput() const { return false; }
    /// URI subject alternative names of the verified peer; empty without TLS and before the handshake is done.
    virtual std::vector<std::string> peerUriNames() const { return {}; }
    /// The peer's verified certificate; null without one.
    virtual std::shared_ptr<const keys::Certificate> peerCertificate() const { return {}; }
    /// After Failed: whom we turned away, when that is why.
    virtual std::optional<PeerRefusal> peerRefusal() const { return {}; }
    /// After Failed: what happened, for logs and records.
    virtual const std::string& problem() const = 0;
    virtual int descriptor() const = 0;
};

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

private:
    FileDescriptor m_socket;
    std::string m_problem;
};

} // namespace causeway::net
