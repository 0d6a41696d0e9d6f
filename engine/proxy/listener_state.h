#pragma once

#include "engine/net/event_loop.h"
#include "engine/proxy/pinned.h"
#include "engine/proxy/plane_config.h"
#include "engine/proxy/traffic_table.h"
#include "engine/telemetry/limit_counts.h"

#include <map>
#include <utility>

namespace causeway::proxy {

class PlaneWorker;

/// A listener on one worker: accepts, and knows the routes for its connections, which pin it.
class ListenerState final : public Pinnable, private net::ReadinessHandler, private net::Timer
{
public:
    ListenerState(PlaneWorker& plane, const PlaneListener& config);
    ~ListenerState() override;

    void update(const PlaneListener& config);
    /// Takes those who wait already and stops accepting. Its connections end after one more request.
    void retire();

    bool isFor(const ListeningSocket& socket) const { return m_identity == &socket; }
    const std::string& name() const { return m_name; }
    std::uint16_t port() const { return m_port; }
    /// The newest that it had, where it takes no requests any more.
    const PlaneHost& host() const { return *m_host; }
    bool hasRequests() const { return m_hasRequests; }
    bool isGateway() const { return m_isGateway; }
    /// Null: plain, for anyone.
    const std::shared_ptr<const PeerPolicy>& policy() const { return m_policy; }
    /// Null: TLS does not end here, or by the policy.
    const std::shared_ptr<const PlaneFront>& front() const { return m_front; }
    /// Null: none.
    const std::shared_ptr<const PlaneStreams>& streams() const { return m_streams; }
    bool hasTlsStreams() const { return m_streams && m_streams->router.hasTls(); }
    /// Where a connection by that route through that endpoint is counted.
    Pinned<TrafficCell> countFor(const PlaneStreamTarget& target, const std::string& instance);
    bool trusts(const net::SocketAddress& peer) const { return m_trust && m_trust->networks.contains(peer); }
    /// Null: nobody is trusted.
    const std::shared_ptr<const PlaneTrust>& trust() const { return m_trust; }
    bool takesProxyHeader() const { return m_trust && m_trust->sendProxyHeader; }
    /// Tells a newcomer that there is too much of something, where it speaks in the clear.
    void turnAway(const net::FileDescriptor& socket, telemetry::Limit limit);
    bool isRetired() const { return m_isRetired; }
    /// It is retired because nobody could answer.
    void setRefusing() { m_isRefusing = true; }
    bool isRefusing() const { return m_isRefusing; }

private:
    void ready(net::Readiness what) override;
    void expired() override { startAccepting(); }
    void startAccepting();
    void stopAccepting();
    void pauseAccepting();
    void place(net::FileDescriptor socket);
    bool turnAwayWithoutDescriptors();
    void letGo();

    PlaneWorker& m_plane;
    const ListeningSocket* m_identity;               // Only compared: the socket may be closed.
    std::shared_ptr<const ListeningSocket> m_socket; // Until it is retired.
    std::uint16_t m_port;
    std::string m_name;
    std::shared_ptr<const PlaneHost> m_host;
    std::shared_ptr<const PeerPolicy> m_policy;
    std::shared_ptr<const PlaneFront> m_front;
    std::shared_ptr<const PlaneStreams> m_streams;
    std::shared_ptr<const PlaneTrust> m_trust;
    std::map<std::pair<std::string, std::string>, Pinned<TrafficCell>> m_passed; // By route and instance.
    bool m_isGateway;
    bool m_hasRequests;
    bool m_isAccepting = false;
    bool m_isRetired = false;
    bool m_isRefusing = false;
};

} // namespace causeway::proxy
