#pragma once

#include "engine/net/transport.h"
#include "engine/proxy/buffer_pool.h"
#include "engine/proxy/client_origin.h"
#include "engine/proxy/deadline.h"
#include "engine/proxy/downstream.h"
#include "engine/proxy/listener_state.h"
#include "engine/proxy/memory_gauge.h"
#include "engine/proxy/route_state.h"

#include <memory>

namespace causeway::proxy {

class PlaneWorker;

/// A client's connection whose bytes go to the cluster of a stream route, and back, untouched: TLS that passes, what is
/// inside of TLS that ended here, or bytes that never had any.
///
/// Shape: Connecting -> Relaying -> Closed. Each direction has one buffer; a side that does not take its bytes stops
/// the
///        other's reads. The end of one direction is passed on, and the other goes on.
class StreamConnection final : public Downstream, private Deadline::Listener
{
public:
    /// `input` is what was read from the client already.
    StreamConnection(PlaneWorker& plane, Pinned<ListenerState> listener, std::size_t route,
                     std::unique_ptr<net::Transport> client, ReadBuffer& input, std::unique_ptr<ClientOrigin> origin);
    ~StreamConnection() override;

    void start() override;
    void closeIfIdle() override {}
    void cut() override { abort(); }
    bool isBusy() const override { return true; }

private:
    enum class State
    {
        Connecting,
        Relaying,
        Closed
    };

    /// One of the two ends, and what came from it.
    struct Side final : net::ReadinessHandler
    {
        Side(StreamConnection& of, BufferPool& buffers)
            : owner(of)
            , input(buffers)
        {
        }
        void ready(net::Readiness what) override { owner.ready(*this, what); }

        StreamConnection& owner;
        std::unique_ptr<net::Transport> transport;
        ReadBuffer input;
        net::Readiness interest = net::Readiness::None;
        bool isWatched = false;
        bool hasEnded = false;     // It sends no more.
        bool isFinished = false;   // It was told that no more comes.
        bool mayHoldInput = false; // The transport may have bytes that the socket does not show.
    };

    void ready(Side& side, net::Readiness socket);
    void deadlinePassed() override;

    void connect();
    void tryNext();
    void finishConnecting();
    bool reach();
    void connectFailed();

    /// False when the connection has ended.
    bool receive(Side& from);
    bool pass(Side& from, Side& to);
    void goOn();
    bool watch(Side& side, net::Readiness interest);
    void unwatch(Side& side);
    void updateInterest(Side& side, const Side& other);

    void countMemory();
    void abort();
    void close();

    PlaneWorker& m_plane;
    MemoryShare m_memoryOfTls;
    Pinned<ListenerState> m_listener;
    std::unique_ptr<ClientOrigin> m_origin;
    Side m_client;
    Side m_upstream;
    Deadline m_deadline;
    std::shared_ptr<const PlaneStreams> m_streams; // While connecting; a copy of the target's names is in the counts.
    const PlaneStreamTarget& m_target;
    Pinned<ClusterState> m_cluster;
    Pinned<TrafficCell> m_count;
    std::size_t m_endpoint = 0;
    std::size_t m_attempts = 0;
    State m_state = State::Connecting;
    bool m_isReached = false; // The upstream's socket is connected; TLS may not be.
};

} // namespace causeway::proxy
