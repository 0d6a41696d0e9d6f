#include "engine/runtime/control_plane_port.h"

#include "engine/runtime/view/route_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::runtime {

namespace {

constexpr std::chrono::milliseconds refreshInterval{250};

Result<api::CommandDone> toDone(Result<control::Committed> committed)
{
    if (!committed)
        return failure(std::move(committed).error());
    return api::CommandDone{committed->revision, committed->changed};
}

/// "1 zone · mesh default"
std::string summaryOf(const std::vector<control::ResourceEntry>& resources, std::size_t zones)
{
    std::vector<std::string> meshes;
    for (const control::ResourceEntry& entry : resources)
        if (const auto* const mesh = std::get_if<model::Mesh>(&entry.resource))
            meshes.push_back(mesh->name);
    const std::string zoneText = zones == 1 ? "1 zone" : fmt::format("{} zones", zones);
    if (meshes.size() == 1)
        return fmt::format("{} · mesh {}", zoneText, meshes.front());
    return fmt::format("{} · {} meshes", zoneText, meshes.size());
}

Result<model::MeshHttpRoute> withWeights(const SplitRule& rule, const std::vector<api::SetSplit::Weight>& weights)
{
    model::MeshHttpRoute route = *rule.route;
    const auto destination = static_cast<std::size_t>(rule.destination - rule.route->to.data());
    const auto index = static_cast<std::size_t>(rule.rule - rule.destination->rules.data());
    std::vector<model::BackendRef>& backends = route.to[destination].rules[index].backends;
    for (const api::SetSplit::Weight& weight : weights) {
        const auto backend = std::find_if(backends.begin(), backends.end(), [&](const model::BackendRef& candidate) {
            return candidate.service == weight.service;
        });
        if (backend == backends.end())
            return failure(ErrorCode::NotFound, "{} has no backend {}", rule.id, weight.service);
        backend->weight = weight.weight;
    }
    return route;
}

} // namespace

ControlPlanePort::ControlPlanePort(net::EventLoop& loop, const Clock& clock, control::ControlPlane& controlPlane,
                                   std::string name, LoadControl* load)
    : m_loop(loop)
    , m_clock(clock)
    , m_control(controlPlane)
    , m_name(std::move(name))
    , m_load(load)
    , m_tick([this] {
        publish();
        m_loop.arm(m_tick, refreshInterval);
    })
{
    m_control.addObserver(*this);
    readRecentRevisions();
    m_loop.arm(m_tick, refreshInterval);
}

ControlPlanePort::~ControlPlanePort()
{
    *m_isAlive = false;
    m_control.removeObserver(*this);
}

api::Capabilities ControlPlanePort::capabilities() const
{
    api::Capabilities capabilities;
    capabilities.changesWeights = true;
    capabilities.setsLoad = m_load != nullptr;
    return capabilities;
}

void ControlPlanePort::watch(ViewSink sink)
{
    {
        const std::lock_guard lock(m_sinkMutex);
        m_sink = std::move(sink);
    }
    m_loop.post([this, alive = m_isAlive] {
        if (*alive)
            publish();
    });
}

void ControlPlanePort::readRecentRevisions()
{
    m_control.revisions(0, RevisionLog::kept, [this, alive = m_isAlive](auto revisions) {
        if (!*alive || !revisions)
            return;
        RevisionLog log;
        std::for_each(revisions->rbegin(), revisions->rend(),
                      [&](const model::Revision& revision) { log.add(revision); });
        m_revisions = std::move(log);
        if (const auto rollout = m_control.newestRollout())
            m_revisions.update(*rollout);
        publishSoon();
    });
}

void ControlPlanePort::submit(api::ClusterCommand command, std::string author, Outcome outcome)
{
    m_loop.post([this, alive = m_isAlive, command = std::move(command), author = std::move(author),
                 outcome = std::move(outcome)]() mutable {
        if (!*alive) {
            outcome(failure(ErrorCode::Cancelled, "the cluster {} was closed", m_name));
        } else if (const auto* const split = std::get_if<api::SetSplit>(&command)) {
            setSplit(*split, std::move(author), std::move(outcome));
        } else if (const auto* const inverse = std::get_if<api::InvertRevision>(&command)) {
            using Overwrite = control::ControlPlane::Overwrite;
            m_control.invert(
                inverse->revision, author, inverse->evenIfChangedSince ? Overwrite::Yes : Overwrite::No,
                [outcome](Result<control::Committed> committed) { outcome(toDone(std::move(committed))); });
        } else if (const auto* const revert = std::get_if<api::RevertTo>(&command)) {
            m_control.revertTo(
                revert->revision, revert->expectedHead, author,
                [outcome](Result<control::Committed> committed) { outcome(toDone(std::move(committed))); });
        } else if (const auto* const load = std::get_if<api::SetLoad>(&command)) {
            if (!m_load)
                return outcome(failure(ErrorCode::Unimplemented, "{} has no load generator", m_name));
            m_load->setRate(load->requestsPerSecond);
            publishSoon();
            outcome(api::CommandDone{});
        } else {
            outcome(failure(ErrorCode::Unimplemented, "{} cannot do that", m_name));
        }
    });
}

void ControlPlanePort::revisions(std::uint64_t before, std::size_t limit, Revisions outcome)
{
    m_loop.post([this, alive = m_isAlive, before, limit, outcome = std::move(outcome)] {
        if (!*alive)
            return outcome(failure(ErrorCode::Cancelled, "the cluster {} was closed", m_name));
        m_control.revisions(before, std::min(limit, RevisionLog::kept), [outcome](auto revisions) {
            if (!revisions)
                return outcome(failure(std::move(revisions).error()));
            RevisionLog log;
            std::for_each(revisions->rbegin(), revisions->rend(),
                          [&](const model::Revision& revision) { log.add(revision); });
            outcome(std::vector<api::RevisionView>(log.views().begin(), log.views().end()));
        });
    });
}

void ControlPlanePort::previewRevert(std::uint64_t revision, Preview outcome)
{
    m_loop.post([this, alive = m_isAlive, revision, outcome = std::move(outcome)] {
        if (!*alive)
            return outcome(failure(ErrorCode::Cancelled, "the cluster {} was closed", m_name));
        m_control.findReversion(revision, [outcome](Result<control::Reversion> found) {
            if (!found)
                return outcome(failure(std::move(found).error()));
            outcome(api::RevertPreview{found->revision, found->head, diffOf(found->changes)});
        });
    });
}

void ControlPlanePort::textOf(std::string route, api::TextForm form, Text outcome)
{
    m_loop.post([this, alive = m_isAlive, route = std::move(route), form, outcome = std::move(outcome)] {
        if (!*alive)
            return outcome(failure(ErrorCode::Cancelled, "the cluster {} was closed", m_name));
        outcome(routeText(m_control.resources(), route, form, m_control.meshApiAddress().toString()));
    });
}

void ControlPlanePort::setSplit(const api::SetSplit& command, std::string author, Outcome outcome)
{
    const std::vector<control::ResourceEntry> resources = m_control.resources();
    const std::vector<SplitRule> rules = splitRules(resources);
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const SplitRule& candidate) { return candidate.id == command.route; });
    if (rule == rules.end())
        return outcome(failure(ErrorCode::NotFound, "there is no split {} any more", command.route));
    Result<model::MeshHttpRoute> route = withWeights(*rule, command.weights);
    if (!route)
        return outcome(failure(std::move(route).error()));
    control::Command write;
    write.author = std::move(author);
    write.reason = command.reason;
    const bool isGuarded = command.expectedVersion != 0;
    write.writes.push_back(
        {model::keyOf(*route), *route, isGuarded ? std::optional(command.expectedVersion) : std::nullopt});
    m_control.submit(std::move(write),
                     [outcome](Result<control::Committed> committed) { outcome(toDone(std::move(committed))); });
}

void ControlPlanePort::revisionCommitted(const model::Revision& revision)
{
    m_revisions.add(revision);
    std::vector<std::string>& splits = m_unsettled[revision.number];
    for (const model::ResourceChange& change : revision.changes)
        for (std::string& split : changedSplits(change))
            splits.push_back(std::move(split));
    for (const std::string& split : splits)
        m_splitSince[split] = m_clock.wallNow();
    publishSoon();
}

void ControlPlanePort::rolloutChanged(const control::Rollout& rollout)
{
    m_revisions.update(rollout);
    if (rollout.acknowledged)
        restartCounts(rollout.revision);
    publishSoon();
}

/// Everyone serves by the revision: what is counted from now on is its doing.
void ControlPlanePort::restartCounts(std::uint64_t revision)
{
    const auto settled = m_unsettled.find(revision);
    if (settled == m_unsettled.end())
        return;
    for (const std::string& split : settled->second)
        m_splitSince[split] = m_clock.wallNow();
    m_unsettled.erase(m_unsettled.begin(), std::next(settled));
}

void ControlPlanePort::planesChanged()
{
    publishSoon();
}

void ControlPlanePort::trafficReported(const telemetry::TrafficReport& report)
{
    m_traffic.record(report);
    for (const telemetry::FirstRouted& routed : report.firstRouted)
        m_revisions.noteFirstRouted(routed);
}

/// Changes that come in one turn are shown in one view.
void ControlPlanePort::publishSoon()
{
    if (m_isPublishPosted)
        return;
    m_isPublishPosted = true;
    m_loop.post([this, alive = m_isAlive] {
        if (*alive)
            publish();
    });
}

void ControlPlanePort::publish()
{
    m_isPublishPosted = false;
    const std::lock_guard lock(m_sinkMutex);
    if (m_sink)
        m_sink(std::make_shared<const api::ClusterView>(buildView()));
}

api::ClusterView ControlPlanePort::buildView()
{
    const std::vector<control::ResourceEntry> resources = m_control.resources();
    const std::vector<control::PlaneStatus> planes = m_control.planes();
    const ClusterFacts facts{resources, planes, m_traffic, m_clock.wallNow(), m_splitSince};
    const std::vector<SplitRule> rules = splitRules(resources);
    m_seconds.advance(facts, rules);

    api::ClusterView view;
    view.name = m_name;
    view.time = facts.now;
    view.headRevision = m_control.headRevision();
    if (m_load)
        view.load = m_load->load();
    Topology topology = buildTopology(facts, rules, view.load ? &view.load->traffic : nullptr);
    view.summary = summaryOf(resources, topology.zones.size());
    view.zones = std::move(topology.zones);
    view.nodes = std::move(topology.nodes);
    view.edges = std::move(topology.edges);
    view.planes = std::move(topology.planes);
    view.routes = buildRoutes(facts, rules);
    view.recentRevisions.assign(m_revisions.views().begin(), m_revisions.views().end());
    view.seconds = m_seconds.recent();
    return view;
}

} // namespace causeway::runtime
