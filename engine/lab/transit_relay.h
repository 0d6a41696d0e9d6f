#pragma once

#include "engine/lab/delay_line.h"
#include "engine/lab/link_measurement.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"

#include <array>
#include <deque>
#include <optional>
#include <string>

namespace causeway::lab {

/// What the connections of one link share.
struct TransitLink
{
    std::string from; // Zones, their names in order.
    std::string to;
    LinkLane forth;
    LinkLane back;
    ByteRate bytes;
    RoundTripWindow roundTrips;

    bool isCut() const { return forth.shape().isCut; }
};

class RelayFlow;
class TransitRelay;

/// What relays need of their hub.
class RelayOwner
{
public:
    /// Wakes the flow at that moment; the last moment given counts.
    virtual void schedule(RelayFlow& flow, MonotonicTime when) = 0;
    virtual void unschedule(RelayFlow& flow) = 0;
    /// The relay is done and may be destroyed at once.
    virtual void ended(TransitRelay& relay) = 0;

protected:
    ~RelayOwner() = default;
};

/// What goes one way over a relayed connection: pieces, each with the moment at which it arrives.
class RelayFlow
{
public:
    explicit RelayFlow(TransitRelay& relay)
        : m_relay(relay)
    {
    }

    struct Piece
    {
        enum class Kind
        {
            Bytes,
            End,
            Reset
        };
        Kind kind = Kind::Bytes;
        MonotonicTime arrives;
        std::string bytes;
    };

    /// A piece has arrived.
    void due();

    std::deque<Piece> pieces;
    std::optional<DelayLine> line; // None within a zone.
    std::size_t buffered = 0;
    std::size_t written = 0;               // Of the first piece.
    bool isSourceDone = false;             // No piece will be added.
    bool isSinkDone = false;               // The end was delivered.
    std::optional<MonotonicTime> wakeTime; // The owner's.

private:
    TransitRelay& m_relay;
};

/// A connection from a plane to an ingress in another zone, passed on with the delays of the link between. Reads no
/// more than it can hold; where the link is cut it holds what it has, and resets both sides when that lasts.
///
/// Threads: the hub's loop only.
class TransitRelay
{
public:
    struct Ends
    {
        net::FileDescriptor client;
        net::SocketAddress clientAddress;
        net::SocketAddress target;
    };
    enum class Counted
    {
        Yes,
        No // A probe: measures the link and is no load of it.
    };
    /// `link` is null within a zone; `isForth` says that the client is in the link's first zone.
    TransitRelay(net::EventLoop& loop, RelayOwner& owner, TransitLink* link, bool isForth, Ends ends,
                 std::chrono::milliseconds darkLimit, Counted counted);
    ~TransitRelay();
    TransitRelay(const TransitRelay&) = delete;
    TransitRelay& operator=(const TransitRelay&) = delete;

    /// Apart from the constructor because it may end the relay.
    void start();
    TransitLink* link() const { return m_link; }
    bool isCounted() const { return m_counted == Counted::Yes; }

    void cut();
    void heal();
    void deliver(RelayFlow& flow);

private:
    /// One of the two sockets.
    struct Side final : net::ReadinessHandler
    {
        void ready(net::Readiness what) override { relay->ready(*this, what); }

        TransitRelay* relay = nullptr;
        net::FileDescriptor socket;
        bool isConnected = false;
        bool isWatched = false;
        bool isWriteBlocked = false;
        net::Readiness interest = net::Readiness::None;
    };
    enum class Progress
    {
        Going,
        Over // The relay is gone.
    };

    Side& sourceOf(const RelayFlow& flow) { return &flow == &m_there ? m_client : m_target; }
    Side& sinkOf(const RelayFlow& flow) { return &flow == &m_there ? m_target : m_client; }
    RelayFlow& flowFrom(const Side& side) { return &side == &m_client ? m_there : m_back; }
    RelayFlow& flowTo(const Side& side) { return &side == &m_client ? m_back : m_there; }

    void ready(Side& side, net::Readiness what);
    Progress connectTarget();
    Progress finishConnect();
    void readFrom(Side& side, bool takesAll);
    void take(RelayFlow& flow, RelayFlow::Piece::Kind kind, std::string bytes);
    Progress writeTo(RelayFlow& flow);
    Progress writePiece(RelayFlow& flow);
    Progress end(RelayFlow& flow);
    Progress abort();
    void wait(Side& side);
    void release(Side& side);

    net::EventLoop& m_loop;
    RelayOwner& m_owner;
    TransitLink* const m_link;
    const net::SocketAddress m_clientAddress;
    const net::SocketAddress m_targetAddress;
    const std::chrono::milliseconds m_darkLimit;
    const Counted m_counted;
    Side m_client;
    Side m_target;
    RelayFlow m_there; // From the client to the target.
    RelayFlow m_back;
    net::CallbackTimer m_dark;
    bool m_isCut = false;
};

} // namespace causeway::lab
