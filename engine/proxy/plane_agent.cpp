#include "engine/proxy/plane_agent.h"

#include "engine/base/log.h"
#include "engine/keys/identity_file.h"
#include "engine/proxy/application_probe.h"
#include "engine/proxy/identity_keeper.h"
#include "engine/proxy/record_courier.h"
#include "engine/proxy/snapshot_keeper.h"
#include "engine/snapshot/codec.h"

#include <deque>
#include <set>

namespace causeway::proxy {

namespace {

constexpr std::size_t waitingLimit = 8; // Deliveries; beyond, only the newest is worth applying.

class Agent final : public PlaneAgent
{
public:
    Agent(net::EventLoop& loop, const Clock& clock, DataPlane& plane, PlaneAgentOptions options, Callbacks callbacks,
          std::unique_ptr<SnapshotKeeper> keeper);

    void start();
    bool isConnected() const override { return m_isConnected; }
    std::uint64_t servedRevision() const override { return m_servedRevision; }
    void keepNow(std::function<void()> kept) override { m_keeper->flush(std::move(kept)); }
    bool hasDeliveredRecords() override { return !m_records || m_records->hasDelivered(); }
    bool canDeliverRecords() const override { return m_link && m_link->isTelemetryConnected(); }
    const keys::PlaneIdentity& identity() const override;
    void setRenewal(bool isOn) override;
    void renewNow(const std::string& reason) override;
    void expireCertificate() override;

private:
    using Answer = void (Agent::*)(const Result<>&);

    void apply(std::shared_ptr<const snapshot::Snapshot> snapshot, Answer then);
    void cachedApplied(const Result<>& outcome);
    void keepIdentity();
    void probeApplications();
    void connect();
    channel::PlaneLink::Callbacks linkCallbacks();
    void linkChanged(bool isConnected, const std::string& reason);
    void identityChanged(const keys::PlaneIdentity& identity);
    void ranOut();

    void takeDelivery(channel::Delivery delivery);
    void applyNext();
    void deliveryApplied(const Result<>& outcome);
    void answer(const Result<>& outcome);
    void tellApplied(std::uint64_t revision, const Result<>& outcome);

    void collect();
    void collected(telemetry::TrafficReport report);
    bool hasNews(const telemetry::TrafficReport& report) const;

    const std::string& name() const { return m_options.link.declaration.name; }

    net::EventLoop& m_loop;
    const Clock& m_clock;
    DataPlane& m_plane;
    PlaneAgentOptions m_options;
    Callbacks m_callbacks;
    std::unique_ptr<SnapshotKeeper> m_keeper;
    snapshot::Assembler m_assembler;
    std::optional<channel::StoredSnapshot> m_cached; // While it is being applied.
    std::deque<channel::Delivery> m_deliveries;      // In order; the first is being applied when m_isApplying.
    bool m_isApplying = false;
    bool m_isConnected = false;
    std::uint64_t m_servedRevision = 0;
    Digest m_servedManifest; // All zero: nothing yet.
    net::CallbackTimer m_collectTimer;
    std::optional<MonotonicTime> m_lastReport;
    std::optional<WallTime> m_unreportedSince; // Of the collections that had nothing to say.
    std::uint64_t m_lastConnections = 0;
    std::set<std::string> m_absentApplications; // Services of inbounds.
    bool m_isAbsenceNews = false;
    std::shared_ptr<const char> m_life = std::make_shared<const char>('\0'); // Tasks hold it weakly.
    std::vector<std::unique_ptr<ApplicationProbe>> m_probes;
    std::unique_ptr<IdentityKeeper> m_identity; // Null when the plane's identity is of no use.
    std::unique_ptr<channel::PlaneLink> m_link; // Null until the cached snapshot is applied.
    std::unique_ptr<RecordCourier> m_records;   // Null until then, and where no records are sent.
};

Agent::Agent(net::EventLoop& loop, const Clock& clock, DataPlane& plane, PlaneAgentOptions options, Callbacks callbacks,
             std::unique_ptr<SnapshotKeeper> keeper)
    : m_loop(loop)
    , m_clock(clock)
    , m_plane(plane)
    , m_options(std::move(options))
    , m_callbacks(std::move(callbacks))
    , m_keeper(std::move(keeper))
    , m_collectTimer([this] { collect(); })
{
}

/// The last good snapshot first: a plane serves whether there is a control plane or not.
void Agent::start()
{
    keepIdentity();
    probeApplications();
    m_cached = m_keeper->load();
    auto snapshot = m_cached ? m_assembler.assemble(m_cached->revision, m_cached->sections)
                             : failure(ErrorCode::NotFound, "there is none");
    if (snapshot)
        return apply(std::move(*snapshot), &Agent::cachedApplied);
    if (m_cached)
        log::warn("plane {}: its kept snapshot is not served: {}", name(), snapshot.error().message);
    connect();
}

const keys::PlaneIdentity& Agent::identity() const
{
    return m_identity ? m_identity->identity() : m_options.link.identity;
}

void Agent::setRenewal(bool isOn)
{
    if (m_identity)
        m_identity->setRenewal(isOn);
}

void Agent::renewNow(const std::string& reason)
{
    if (m_identity)
        m_identity->renewNow(reason);
    if (m_link)
        m_link->connectNow();
}

void Agent::expireCertificate()
{
    if (m_identity)
        m_identity->expire();
}

void Agent::keepIdentity()
{
    if (const auto set = m_plane.setIdentity(m_options.link.identity); !set)
        log::error("plane {}: {}", name(), set.error().message);
    IdentityKeeper::Callbacks callbacks;
    callbacks.ask = [this](const std::string& request, std::optional<std::chrono::seconds> life) {
        return m_link && m_link->renew(request, life);
    };
    callbacks.changed = [this](const keys::PlaneIdentity& identity) { identityChanged(identity); };
    callbacks.ranOut = [this] { ranOut(); };
    auto keeper =
        IdentityKeeper::create(m_loop, m_clock, m_keeper->disk(), m_options.dataFolder / keys::identityFileName,
                               m_options.link.identity, std::move(callbacks));
    if (keeper)
        m_identity = std::move(*keeper);
    else
        log::error("plane {} cannot renew its certificate: {}", name(), keeper.error().message);
}

/// A caller that is refused goes to another endpoint; one that is let in and then told that nobody is there does not.
void Agent::probeApplications()
{
    for (const model::PlaneInbound& inbound : m_options.link.declaration.inbounds) {
        const auto application = net::SocketAddress::create(inbound.applicationAddress, inbound.applicationPort);
        if (!application)
            continue; // The control plane refuses such a declaration by name.
        const std::string listener = fmt::format("inbound/{}/{}:{}", inbound.service, inbound.address, inbound.port);
        m_probes.push_back(std::make_unique<ApplicationProbe>(
            m_loop, *application, m_options.applicationProbeInterval,
            [this, listener, service = inbound.service](bool isThere) {
                log::info("plane {}: {}", name(),
                          isThere ? listener + " takes requests again"
                                  : listener + " refuses: its application is not there");
                m_isAbsenceNews = true;
                if (isThere)
                    m_absentApplications.erase(service);
                else
                    m_absentApplications.insert(service);
                m_plane.setAccepting(listener, isThere, [plane = name(), listener](const Result<>& outcome) {
                    if (!outcome)
                        log::warn("plane {}: {}: {}", plane, listener, outcome.error().message);
                });
            }));
    }
}

/// The mesh first: from now on peers may be asked to trust what they see of us.
void Agent::identityChanged(const keys::PlaneIdentity& identity)
{
    if (const auto set = m_plane.setIdentity(identity); !set)
        log::error("plane {}: {}", name(), set.error().message);
    m_options.link.identity = identity;
    if (m_link)
        m_link->setIdentity(identity);
}

/// Peers refuse it from now on; what they began before, they would not begin again.
void Agent::ranOut()
{
    log::warn("plane {}: its certificate ran out: its connections in the mesh end", name());
    m_plane.endMeshConnections();
}

/// The data plane answers on a worker; the answer is taken on the loop.
void Agent::apply(std::shared_ptr<const snapshot::Snapshot> snapshot, Answer then)
{
    m_isApplying = true;
    m_plane.apply(std::move(snapshot), [this, then, &loop = m_loop, life = std::weak_ptr(m_life)](Result<> outcome) {
        loop.post([this, then, life, taken = std::move(outcome)] {
            if (!life.expired())
                (this->*then)(taken);
        });
    });
}

void Agent::cachedApplied(const Result<>& outcome)
{
    m_isApplying = false;
    const std::uint64_t revision = m_cached->revision;
    if (outcome) {
        m_servedRevision = revision;
        m_servedManifest = snapshot::manifestOf(m_cached->sections)->hash(); // It was assembled, so it has one.
        m_options.link.cached = m_cached->sections;
        m_options.link.cachedRevision = revision;
        log::info("plane {} serves revision {} from its disk", name(), revision);
    } else {
        log::warn("plane {}: its kept snapshot is not served: {}", name(), outcome.error().message);
    }
    connect();
    tellApplied(revision, outcome);
}

void Agent::connect()
{
    m_cached.reset();
    m_link = channel::PlaneLink::create(m_loop, m_options.link, linkCallbacks());
    m_options.link.cached.clear(); // The link holds them now.
    if (m_options.records)
        m_records = std::make_unique<RecordCourier>(m_loop, *m_options.records, *m_link);
    m_loop.arm(m_collectTimer, m_options.collectInterval);
}

channel::PlaneLink::Callbacks Agent::linkCallbacks()
{
    using RenewalAsked = channel::PlaneLink::RenewalAsked;
    channel::PlaneLink::Callbacks callbacks;
    callbacks.delivered = [this](channel::Delivery delivery) { takeDelivery(std::move(delivery)); };
    callbacks.stateChanged = [this](bool isConnected, const std::string& reason) { linkChanged(isConnected, reason); };
    if (!m_identity)
        return callbacks;
    callbacks.renewalAsked = [this](RenewalAsked why, const std::string& reason) {
        why == RenewalAsked::Now ? m_identity->renewNow(reason) : m_identity->renewExpired(reason);
    };
    callbacks.renewed = [this](Result<keys::IssuedCertificate> answer) { m_identity->answered(std::move(answer)); };
    callbacks.rootsGiven = [this](std::vector<std::string> roots) { m_identity->takeRoots(std::move(roots)); };
    return callbacks;
}

void Agent::linkChanged(bool isConnected, const std::string& reason)
{
    m_isConnected = isConnected;
    if (isConnected && m_identity)
        m_identity->connected();
    if (const auto changed = m_callbacks.linkChanged)
        changed(isConnected, reason);
}

void Agent::takeDelivery(channel::Delivery delivery)
{
    m_deliveries.push_back(std::move(delivery));
    if (m_deliveries.size() > waitingLimit) // The answer to the newest settles those that are left out.
        m_deliveries.erase(m_deliveries.begin() + (m_isApplying ? 1 : 0), m_deliveries.end() - 1);
    applyNext();
}

void Agent::applyNext()
{
    if (m_isApplying || m_deliveries.empty())
        return;
    const channel::Delivery& next = m_deliveries.front();
    const Digest manifest = next.manifest.hash();
    if (manifest == m_servedManifest)
        return deliveryApplied({}); // Equal content is served already.
    auto snapshot = m_assembler.assemble(next.revision, next.sections);
    if (snapshot && (*snapshot)->hash != manifest)
        snapshot = failure(ErrorCode::DataLoss, "the sections are not those of the manifest");
    if (!snapshot)
        return deliveryApplied(failure(snapshot.error()));
    apply(std::move(*snapshot), &Agent::deliveryApplied);
}

void Agent::deliveryApplied(const Result<>& outcome)
{
    m_isApplying = false;
    const std::uint64_t revision = m_deliveries.front().revision;
    answer(outcome);
    m_deliveries.pop_front();
    if (!m_deliveries.empty())
        m_loop.post([this, life = std::weak_ptr(m_life)] {
            if (!life.expired())
                applyNext();
        });
    tellApplied(revision, outcome);
}

void Agent::answer(const Result<>& outcome)
{
    channel::Delivery& delivery = m_deliveries.front();
    const Digest manifest = delivery.manifest.hash();
    if (!outcome)
        return m_link->refuse(delivery.revision, manifest, outcome.error().message);
    m_servedRevision = delivery.revision;
    m_servedManifest = manifest;
    m_link->acknowledge(delivery.revision, manifest);
    m_keeper->keep({delivery.revision, std::move(delivery.sections)});
}

/// Last in whatever calls it: the callback may destroy the agent.
void Agent::tellApplied(std::uint64_t revision, const Result<>& outcome)
{
    if (const auto applied = m_callbacks.applied)
        applied(revision, outcome);
}

void Agent::collect()
{
    m_plane.collect([this, &loop = m_loop, life = std::weak_ptr(m_life)](telemetry::TrafficReport report) {
        loop.post([this, life, taken = std::move(report)]() mutable {
            if (!life.expired())
                collected(std::move(taken));
        });
    });
}

bool Agent::hasNews(const telemetry::TrafficReport& report) const
{
    return !report.counts.empty() || !report.firstRouted.empty() || !report.refusals.empty() ||
           report.downstreamConnections != m_lastConnections || m_isAbsenceNews;
}

void Agent::collected(telemetry::TrafficReport report)
{
    m_loop.arm(m_collectTimer, m_options.collectInterval);
    const MonotonicTime now = m_clock.now();
    const bool isDue = !m_lastReport || now - *m_lastReport >= m_options.reportInterval;
    if (!m_unreportedSince)
        m_unreportedSince = report.from;
    if (!hasNews(report) && !isDue)
        return;
    report.from = *std::exchange(m_unreportedSince, std::nullopt);
    m_lastReport = now;
    m_lastConnections = report.downstreamConnections;
    m_isAbsenceNews = false;
    report.absentApplications.assign(m_absentApplications.begin(), m_absentApplications.end());
    m_link->report(std::move(report));
}

} // namespace

Result<std::unique_ptr<PlaneAgent>> PlaneAgent::create(net::EventLoop& loop, const Clock& clock, DataPlane& plane,
                                                       PlaneAgentOptions options, Callbacks callbacks)
{
    ASSIGN_OR_RETURN(auto keeper, SnapshotKeeper::create(loop, options.dataFolder));
    auto agent =
        std::make_unique<Agent>(loop, clock, plane, std::move(options), std::move(callbacks), std::move(keeper));
    agent->start();
    return agent;
}

} // namespace causeway::proxy
