#pragma once

#include "engine/http/request_parser.h"
#include "engine/net/transport.h"
#include "engine/proxy/buffer_pool.h"
#include "engine/proxy/deadline.h"
#include "engine/proxy/listener_state.h"

#include <memory>
#include <string>

namespace causeway::proxy {

class Exchange;
class PlaneWorker;

/// One client's connection: reads heads, hands each to an exchange, and goes on when that has ended. Requests that
/// arrive early wait in the buffer, so answers keep their order.
///
/// Shape: Idle -> InHead -> InExchange -> Idle …; Lingering when the last answer is written but the client may still
/// send.
class ClientConnection final : private net::ReadinessHandler, private Deadline::Listener
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

    ClientConnection(PlaneWorker& plane, Pinned<ListenerState> listener, net::FileDescriptor socket);
    ~ClientConnection();
    ClientConnection(const ClientConnection&) = delete;
    ClientConnection& operator=(const ClientConnection&) = delete;

    void start();
    /// Nothing of a request is here: closes. Otherwise the next answer is the last.
    void closeIfIdle();
    /// Closes now, whatever is under way.
    void cut();
    bool isInExchange() const { return m_state == State::InExchange; }

    // For its exchange.
    PlaneWorker& plane() { return m_plane; }
    const ListenerState& listener() const { return *m_listener; }
    net::PlainTransport& transport() { return m_transport; }
    ReadBuffer& input() { return m_input; }
    Deadline& deadline() { return m_deadline; }
    net::Readiness interest() const { return m_interest; }
    void setInterest(net::Readiness interest);
    /// The client will send no more.
    bool hasEnded() const { return m_hasEnded; }
    void setEnded() { m_hasEnded = true; }
    /// Where the client connects from, without port.
    std::string_view peerHost();
    /// The exchange is over; the rest happens at the end of the turn.
    void finished(After after);
    void continueAfterExchange();

    std::size_t place = 0; // In the plane's list.

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
    void readHead();
    void takeHead();
    void discardInput();
    void linger();
    void close();

    PlaneWorker& m_plane;
    Pinned<ListenerState> m_listener;
    net::PlainTransport m_transport;
    ReadBuffer m_input;
    Deadline m_deadline;
    http::RequestParser m_parser;
    std::unique_ptr<Exchange> m_exchange;
    std::string m_peerHost;
    State m_state = State::Idle;
    After m_after = After::KeepAlive;
    net::Readiness m_interest = net::Readiness::None;
    bool m_hasEnded = false;
    bool m_isFinished = false; // The exchange is over, and the end of the turn has not come yet.
};

} // namespace causeway::proxy
