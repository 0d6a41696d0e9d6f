#pragma once

#include "engine/channel/join_client.h"
#include "engine/channel/plane_link.h"
#include "engine/control/live_control_plane.h"
#include "engine/web/client.h"
#include "tests/support/loop_fixture.h"
#include "tests/support/offset_clock.h"

#include <QTemporaryDir>

#include <atomic>
#include <deque>
#include <optional>

namespace causeway::test {

/// A data plane's end of the channel that serves nothing, but answers what it gets.
class LinkedPlane
{
public:
    std::vector<channel::Delivery> deliveries;
    std::string refuseBecause; // Empty: acknowledge.
    bool isSilent = false;
    std::atomic<bool> keepsRoots = true; // Says so, as soon as it is given some.
    std::atomic<bool> renews = true;     // When it is asked to.
    std::vector<std::string> rootsGiven;
    keys::PlaneIdentity identity;
    bool isUp = false;

    /// Keeps the roots that it was given last.
    void keepRoots();
    void renew();

    std::unique_ptr<channel::PlaneLink> link;

private:
    friend class ControlHouse;
    void renewed(const Result<keys::IssuedCertificate>& answer);
    std::optional<keys::KeyPair> m_key;
};

/// A whole control plane on its loop, with planes that joined it over real sockets.
class ControlHouse final : private control::ControlObserver
{
public:
    explicit ControlHouse(std::uint64_t storePages = 0);
    ~ControlHouse();

    void open();
    void close();

    /// Submits and waits for the outcome.
    Result<control::Committed> submit(control::Command command);
    Result<control::Committed> write(std::vector<model::Resource> resources, const std::string& author = "ann");
    Result<control::Committed>
    invert(std::uint64_t revision, control::ControlPlane::Overwrite overwrite = control::ControlPlane::Overwrite::No);
    Result<control::Committed> revertTo(std::uint64_t revision, std::uint64_t expectedHead = 0);
    Result<control::Reversion> findReversion(std::uint64_t revision);
    std::vector<model::Revision> log();
    std::optional<control::ResourceEntry> find(const model::ResourceKey& key);

    /// Joins once, then connects; waits until it is up. The plane lives as long as the house or until cut().
    LinkedPlane& connect(const model::PlaneDeclaration& declaration);
    /// The same without waiting.
    LinkedPlane& link(const model::PlaneDeclaration& declaration);
    void cut(LinkedPlane& linked);
    /// As it joined, or was renewed since.
    keys::PlaneIdentity identityOf(const model::PlaneDeclaration& declaration);
    void forgetIdentities() { m_identities.clear(); }
    control::TrustStatus trust();
    control::PlaneStatus statusOf(const std::string& name);

    web::Response call(const std::string& method, const std::string& target, const std::string& body = "",
                       const std::vector<web::Header>& headers = {});

    bool eventually(const std::function<bool()>& holds) { return fixture.eventually(holds); }

    LoopFixture fixture;
    QTemporaryDir folder;
    OffsetClock clock;
    control::ControlPlaneOptions options;
    std::unique_ptr<control::ControlPlane> plane;
    std::deque<control::Rollout> rollouts; // The newest form of each, oldest first.
    std::vector<std::uint64_t> committed;

private:
    void revisionCommitted(const model::Revision& revision) override { committed.push_back(revision.number); }
    void rolloutChanged(const control::Rollout& rollout) override;
    void planesChanged() override {}
    void trafficReported(const telemetry::TrafficReport&) override {}

    std::uint64_t m_storePages;
    std::map<std::string, keys::PlaneIdentity> m_identities;
    std::deque<LinkedPlane> m_planes;
};

/// mesh default with services monolith and disputes, and a route between them at the given weights.
std::vector<model::Resource> cardResources(std::uint32_t monolith, std::uint32_t disputes);
model::MeshHttpRoute cardRoute(std::uint32_t monolith, std::uint32_t disputes);
inline const model::ResourceKey cardKey{model::ResourceKind::MeshHttpRoute, "default", "disputes-cutover"};
model::PlaneDeclaration sidecar(const std::string& name, const std::string& workload, const std::string& service);

} // namespace causeway::test
