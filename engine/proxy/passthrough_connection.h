#pragma once

#include "engine/net/file_descriptor.h"
#include "engine/proxy/buffer_pool.h"
#include "engine/proxy/client_hello.h"
#include "engine/proxy/deadline.h"
#include "engine/proxy/downstream.h"
#include "engine/proxy/listener_state.h"
#include "engine/proxy/route_state.h"

#include <string>

namespace causeway::proxy {

class PlaneWorker;

/// A client's TLS on its way to the server that it names: read as far as that name, then carried untouched.
///
/// Shape: InHello -> Connecting -> Relaying -> Closed. Each direction has one buffer; a side that does not take its
/// bytes
///        stops the other's reads. The end of one direction is passed on, and the other goes on.
class PassthroughConnection final : public Downstream, private Deadline::Listener
{
public:
    PassthroughConnection(PlaneWorker& plane, Pinned<ListenerState> listener, net::FileDescriptor socket);
    ~PassthroughConnection() override;

    void start() override;
    void closeIfIdle() override;
    void cut() override { abort(); }
    bool isBusy() const override { return m_state == State::Connecting || m_state == State::Relaying; }

private:
    enum class State
    {
        InHello,
        Connecting,
        Relaying,
        Closed
    };

    /// One of the two sockets, and what came from it.
    struct Side final : net::ReadinessHandler
    {
        Side(PassthroughConnection& of, BufferPool& buffers)
            : owner(of)
            , input(buffers)
        {
        }
        void ready(net::Readiness what) override { owner.ready(*this, what); }

        PassthroughConnection& owner;
        net::FileDescriptor socket;
        ReadBuffer input;
        net::Readiness interest = net::Readiness::None;
        bool isWatched = false;
        bool hasEnded = false;   // It sends no more.
        bool isFinished = false; // It was told that no more comes.
    };

    void ready(Side& side, net::Readiness what);
    void deadlinePassed() override;

    void readHello();
    void refuse(const std::string& reason);
    void findServer(const std::string& name);
    void connect();
    void finishConnecting();
    void connectFailed();

    /// False when the connection has ended.
    bool receive(Side& from);
    bool pass(Side& from, Side& to);
    void goOn();
    bool watch(Side& side, net::Readiness interest);
    void unwatch(Side& side);
    void updateInterest(Side& side, const Side& other);

    void abort();
    void close();
    std::string peerHost() const;

    PlaneWorker& m_plane;
    Pinned<ListenerState> m_listener;
    Side m_client;
    Side m_upstream;
    Deadline m_deadline;
    ClientHelloReader m_hello;
    const PlaneSniTarget* m_target = nullptr; // While connecting; a copy of its names is in the counts.
    std::shared_ptr<const PlaneSniTable> m_servers;
    Pinned<ClusterState> m_cluster;
    Pinned<TrafficCell> m_count;
    std::size_t m_endpoint = 0;
    std::size_t m_attempts = 0;
    State m_state = State::InHello;
};

} // namespace causeway::proxy
