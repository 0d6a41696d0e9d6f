#pragma once

#include "engine/net/event_loop.h"
#include "engine/proxy/pinned.h"
#include "engine/proxy/plane_config.h"

namespace causeway::proxy {

class PlaneWorker;

/// A listener on one worker: accepts, and knows the routes for its connections, which pin it.
class ListenerState final : public Pinnable, private net::ReadinessHandler, private net::Timer
{
public:
    ListenerState(PlaneWorker& plane, const PlaneListener& config);
    ~ListenerState();

    void update(const PlaneListener& config);
    /// Takes those who wait already and stops accepting. Its connections end after one more request.
    void retire();

    bool isFor(const ListeningSocket& socket) const { return m_identity == &socket; }
    std::uint16_t port() const { return m_port; }
    const PlaneHost& host() const { return *m_host; }
    bool isGateway() const { return m_isGateway; }
    bool isRetired() const { return m_isRetired; }

private:
    void ready(net::Readiness what) override;
    void expired() override { startAccepting(); }
    void startAccepting();
    void stopAccepting();
    void pauseAccepting();
    void place(net::FileDescriptor socket);

    PlaneWorker& m_plane;
    const ListeningSocket* m_identity;               // Only compared: the socket may be closed.
    std::shared_ptr<const ListeningSocket> m_socket; // Until it is retired.
    std::uint16_t m_port;
    std::shared_ptr<const PlaneHost> m_host;
    bool m_isGateway;
    bool m_isAccepting = false;
    bool m_isRetired = false;
};

} // namespace causeway::proxy
