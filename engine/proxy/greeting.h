#pragma once

#include "engine/net/transport.h"
#include "engine/proxy/buffer_pool.h"
#include "engine/proxy/client_hello.h"
#include "engine/proxy/client_origin.h"
#include "engine/proxy/deadline.h"
#include "engine/proxy/downstream.h"
#include "engine/proxy/listener_state.h"
#include "engine/proxy/memory_gauge.h"

#include <memory>
#include <string>

namespace causeway::proxy {

class PlaneWorker;

/// A connection of which it is not known yet what it is: its first bytes tell. It gives way to the connection of
/// requests or of a stream that it turns out to be.
///
/// Shape: InHeader (PROXY) -> InFirstBytes -> InHandshake -> gone; Lingering where the peer must still read why it was
///        turned away. All of it must be over within the time for a request's head.
class Greeting final : public Downstream, private net::ReadinessHandler, private Deadline::Listener
{
public:
    /// Whether connections of the listener need one.
    static bool isNeededFor(const ListenerState& listener);

    Greeting(PlaneWorker& plane, Pinned<ListenerState> listener, net::FileDescriptor socket);
    ~Greeting() override;

    void start() override;
    void closeIfIdle() override;
    void cut() override { close(); }
    bool isBusy() const override { return false; }
    bool isReading() const override { return true; }
    bool isUnwanted() const override { return m_listener->isRefusing(); }

private:
    enum class State
    {
        InHeader,
        InFirstBytes,
        InHandshake,
        Lingering,
        Closed
    };

    void ready(net::Readiness what) override;
    void deadlinePassed() override;
    void setInterest(net::Readiness interest);

    bool receive();
    void goOn();
    void readHeader();
    void readFirstBytes();
    void readHello();
    void choosePlain();
    void beginTlsForRequests();
    void chooseTls();

    void beginTls(const net::TlsContext& context);
    void shakeHands();
    void handshakeFailed();

    void becomeRequests();
    void becomeEndedStream();
    void becomeStream(std::size_t route);
    void refuse(const std::string& reason);
    void answerPlain();
    void linger();
    void discardInput();
    void close();
    StreamRouter::Client client();

    PlaneWorker& m_plane;
    MemoryShare m_memoryOfTls;
    Pinned<ListenerState> m_listener;
    std::unique_ptr<net::Transport> m_transport;
    ReadBuffer m_input;
    Deadline m_deadline;
    std::unique_ptr<ClientOrigin> m_origin;
    net::SocketAddress m_destination; // Once it was asked for.
    ClientHelloReader m_hello;
    std::uint64_t m_demands = 0;               // Of the listener's TLS, as hands began to be shaken.
    std::size_t m_stream = StreamRouter::npos; // Not npos: a stream's TLS ends here.
    State m_state = State::InFirstBytes;
    net::Readiness m_interest = net::Readiness::Read;
    bool m_isWatched = false;
};

} // namespace causeway::proxy
