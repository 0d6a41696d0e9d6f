#pragma once

#include "engine/net/event_loop.h"
#include "engine/proxy/pinned.h"
#include "engine/proxy/plane_config.h"
#include "engine/proxy/traffic_table.h"

#include <map>
#include <utility>

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
    const std::string& name() const { return m_name; }
    std::uint16_t port() const { return m_port; }
    const PlaneHost& host() const { return *m_host; }
    bool isGateway() const { return m_isGateway; }
    /// Null: plain, for anyone.
    const std::shared_ptr<const PeerPolicy>& policy() const { return m_policy; }
    /// Of a passthrough; else null.
    const std::shared_ptr<const PlaneSniTable>& servers() const { return m_servers; }
    /// Where a connection to that server through that endpoint is counted.
    Pinned<TrafficCell> countFor(const PlaneSniTarget& target, const std::string& instance);
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
    void turnAway(const net::FileDescriptor& socket);
    void letGo();

    PlaneWorker& m_plane;
    const ListeningSocket* m_identity;               // Only compared: the socket may be closed.
    std::shared_ptr<const ListeningSocket> m_socket; // Until it is retired.
    std::uint16_t m_port;
    std::string m_name;
    std::shared_ptr<const PlaneHost> m_host;
    std::shared_ptr<const PeerPolicy> m_policy;
    std::shared_ptr<const PlaneSniTable> m_servers;
    std::map<std::pair<std::string, std::string>, Pinned<TrafficCell>> m_passed; // By route and instance.
    bool m_isGateway;
    bool m_isAccepting = false;
    bool m_isRetired = false;
    bool m_isRefusing = false;
};

} // namespace causeway::proxy
