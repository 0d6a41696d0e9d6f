#pragma once

#include "engine/net/socket_address.h"
#include "engine/proxy/buffer_pool.h"
#include "engine/proxy/deadline.h"
#include "engine/proxy/memory_gauge.h"
#include "engine/proxy/pinned.h"
#include "engine/proxy/upstream_user.h"

#include "engine/net/transport.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace causeway::proxy {

class UpstreamPool;
class Worker;

/// One connection to an endpoint: being made, in use by one user, or idle in its pool.
class UpstreamConnection final : private net::ReadinessHandler, private Deadline::Listener
{
public:
    using Outcome = ConnectOutcome;

    /// Of a transport whose socket is connecting.
    static Result<std::unique_ptr<UpstreamConnection>> create(Worker& worker, Pinned<UpstreamPool> pool,
                                                              std::unique_ptr<net::Transport> transport,
                                                              const net::SocketAddress& address);
    ~UpstreamConnection();
    UpstreamConnection(const UpstreamConnection&) = delete;
    UpstreamConnection& operator=(const UpstreamConnection&) = delete;

    void attach(UpstreamUser& user)
    {
        m_user = &user;
        if (m_isResting)
            m_memoryOfTls.hold(memoryOfWarmTls);
    }

    bool isConnecting() const { return m_isConnecting; }
    bool isReused() const { return m_isReused; }
    /// Whether the peer has said anything, or closed, since the last response ended: then it is not fit for another.
    bool isStale() const;
    /// It was parked in this turn, after an answer that may have no content: some servers send it all the same, and it
    /// comes a moment later.
    bool isDoubtful() const;

    net::Transport& transport() { return *m_transport; }
    const net::SocketAddress& address() const { return m_address; }
    /// Reads into the room of input().
    net::IoOutcome read();
    ReadBuffer& input() { return m_input; }
    Deadline& deadline() { return m_deadline; }
    void setInterest(bool reads, bool writes);

    enum class Answered
    {
        WithContent,
        WithoutContent // As it had to be: to HEAD, by 204 or by 304.
    };
    /// Back to the pool, or into the grave when it cannot be used again. `self` is this connection.
    static void park(std::unique_ptr<UpstreamConnection> self, Answered how = Answered::WithContent);
    /// Closes now; the object goes at the end of the turn.
    static void bury(std::unique_ptr<UpstreamConnection> self);

private:
    UpstreamConnection(Worker& worker, Pinned<UpstreamPool> pool, std::unique_ptr<net::Transport> transport,
                       const net::SocketAddress& address);
    void ready(net::Readiness what) override;
    void deadlinePassed() override;
    void letGo();
    void goOnConnecting();
    void endConnecting(Outcome outcome);

    Worker& m_worker;
    Pinned<UpstreamPool> m_pool;
    net::SocketAddress m_address;
    std::unique_ptr<net::Transport> m_transport;
    MemoryShare m_memoryOfTls;
    ReadBuffer m_input;
    Deadline m_deadline;
    UpstreamUser* m_user = nullptr;
    net::Readiness m_interest = net::Readiness::None;
    const std::uint64_t m_epoch; // Of the pool when this was made.
    std::uint64_t m_doubtfulTurn = 0;
    bool m_isConnecting = true;
    bool m_isReached = false;    // The socket is connected; TLS may not be.
    bool m_mayHoldInput = false; // The transport may have bytes that the socket does not show.
    bool m_isResting = false;
    bool m_isReused = false;
    bool m_isWatched = false;
};

/// The idle connections to one endpoint, on one worker. Lives as long as a cluster or a connection needs it.
class UpstreamPool : public Pinnable
{
public:
    static constexpr std::size_t idleLimit = 512;
    static constexpr std::chrono::seconds idleTimeout{60};
    static constexpr std::chrono::seconds restsAfter{2};

    /// The one used last, which is the least likely to be closed by its peer.
    std::unique_ptr<UpstreamConnection> take();
    void give(std::unique_ptr<UpstreamConnection> connection);
    std::size_t idle() const { return m_idle.size(); }
    bool isFull() const { return m_idle.size() >= idleLimit || m_isClosed; }
    std::unique_ptr<UpstreamConnection> remove(const UpstreamConnection& connection);
    /// Closes those that wait, now, and says how many there were; others may come back.
    std::size_t closeIdle();
    /// No cluster leads here any more.
    void close();
    /// Of the connections that there are, those of TLS are used for no other request.
    void endSecure();
    /// Grows with each endSecure().
    std::uint64_t epoch() const { return m_epoch; }

    std::size_t users = 0; // Clusters that lead here now.

private:
    std::vector<std::unique_ptr<UpstreamConnection>> m_idle;
    std::uint64_t m_epoch = 0;
    bool m_isClosed = false;
};

} // namespace causeway::proxy
