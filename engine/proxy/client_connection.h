#pragma once

#include "engine/http/request_parser.h"
#include "engine/net/transport.h"
#include "engine/proxy/buffer_pool.h"
#include "engine/proxy/client_origin.h"
#include "engine/proxy/deadline.h"
#include "engine/proxy/downstream.h"
#include "engine/proxy/listener_state.h"
#include "engine/proxy/memory_gauge.h"

#include <memory>
#include <string>
#include <vector>

namespace causeway::proxy {

class Exchange;
class PlaneWorker;

/// One client's connection: reads heads, hands each to an exchange, and goes on when that has ended. Requests that
/// arrive early wait in the buffer, so answers keep their order.
///
/// Shape: Idle -> InHead -> InExchange -> Idle …; Lingering when the last answer is written but the
/// client may still send.
class ClientConnection final : public Downstream, private net::ReadinessHandler, private Deadline::Listener
{
public:
    /// What becomes of the connection after an exchange. Linger: the client may still be sending.
    enum class After
    {
        KeepAlive,
        Close,
        Linger,
        Reset
    };

    /// Of a client whose first byte belongs to a request.
    ClientConnection(PlaneWorker& plane, Pinned<ListenerState> listener, net::FileDescriptor socket);
    /// Of one that was greeted; `input` is what it has said since, `demands` what TLS asked of it.
    ClientConnection(PlaneWorker& plane, Pinned<ListenerState> listener, std::unique_ptr<net::Transport> transport,
                     ReadBuffer& input, std::unique_ptr<ClientOrigin> origin, std::uint64_t demands);
    ~ClientConnection() override;

    void start() override;
    void closeIfIdle() override;
    void endIfOfMesh() override;
    void cut() override;
    bool isBusy() const override { return m_state == State::InExchange; }
    /// Whether bytes wait in the socket: one that is closed with them resets, and what was sent last may be lost.
    bool hasUnread() const;
    bool isReading() const override { return m_state == State::InHead; }

    // For its exchange.
    PlaneWorker& plane() { return m_plane; }
    const ListenerState& listener() const { return *m_listener; }
    net::Transport& transport() { return *m_transport; }
    /// Reads into the room of input().
    net::IoOutcome read();
    ReadBuffer& input() { return m_input; }
    Deadline& deadline() { return m_deadline; }
    void setInterest(bool reads, bool writes);
    /// Whether another request may follow this one.
    bool mayContinue() const;
    bool isSecure() const { return m_transport->isSecure(); }
    /// Whether the listener, as it is now, lets this peer send requests; a no is counted.
    bool isPermitted();
    /// Connections like this one are no longer wanted: the next answer is the last.
    bool isOutdated() const;
    bool isUnwanted() const override { return m_listener->isRefusing(); }
    /// The client will send no more.
    bool hasEnded() const { return m_hasEnded; }
    void setEnded() { m_hasEnded = true; }
    /// Who the client is: its own address, behind those who speak the PROXY protocol, and the server that it names.
    const ClientOrigin& origin();
    /// Where the client connects from, without port.
    std::string_view peerHost();
    /// What its ClientHello names; empty: nothing, or no TLS.
    std::string_view serverName() const
    {
        return m_origin ? std::string_view(m_origin->serverName) : std::string_view();
    }
    /// Whether what it says of its own clients counts.
    bool isTrusted() { return m_listener->trust() && m_listener->trusts(origin().peer); }
    /// Who it proved to be; empty for one that proved nothing.
    std::string_view peerName() const { return m_peerNames.empty() ? std::string_view() : m_peerNames.front(); }
    /// The exchange is over; the rest happens at the end of the turn.
    void finished(After after);
    void continueAfterExchange();

private:
    enum class State
    {
        Idle,
        InHead,
        InExchange,
        Lingering,
        Closed
    };

    void ready(net::Readiness what) override;
    void deadlinePassed() override;
    void warmUp();
    void rest();
    void restOrClose();
    void awaitRequest();
    void readHead();
    void takeHead();
    void passEmptyLines();
    /// Whether it had its share of this turn, and waits for the next.
    bool yields();
    void discardInput();
    void linger();
    void close();

    PlaneWorker& m_plane;
    MemoryShare m_memoryOfTls;
    Pinned<ListenerState> m_listener;
    std::unique_ptr<net::Transport> m_transport;
    ReadBuffer m_input;
    Deadline m_deadline;
    http::RequestParser m_parser;
    std::unique_ptr<Exchange> m_exchange;
    std::unique_ptr<ClientOrigin> m_origin;       // Of a greeting, or once it was asked for.
    std::string m_peerHost;                       // Once it was asked for, where there is no origin.
    std::vector<std::string> m_peerNames;         // URI names of its certificate.
    std::shared_ptr<const PeerPolicy> m_judgedBy; // Of `m_isAdmitted`.
    std::uint64_t m_demands = 0;                  // Of the listener's TLS, when the connection began.
    bool m_isAdmitted = false;
    State m_state = State::Idle;
    After m_after = After::KeepAlive;
    net::Readiness m_interest = net::Readiness::None;
    bool m_isEnding = false; // The next answer is the last.
    bool m_hasEnded = false;
    bool m_mayHoldInput = false; // The transport may have bytes that the socket does not show.
    bool m_isResting = false;
    bool m_isWarm = false;     // Holds the memory that TLS reads and writes by.
    bool m_isFinished = false; // The exchange is over, and the connection has not gone on yet.
    bool m_hasYielded = false; // It goes on in the next turn.
    std::uint64_t m_turn = 0;  // In which `m_exchangesOfTurn` were begun.
    unsigned m_exchangesOfTurn = 0;
    std::uint64_t m_requests = 0;
};

} // namespace causeway::proxy
