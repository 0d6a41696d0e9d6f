#include "engine/runtime/control_plane_port.h"

#include "engine/runtime/view/route_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace causeway::runtime {

namespace {

constexpr Duration refreshInterval = std::chrono::milliseconds(250);
constexpr Duration longestRest = std::chrono::seconds(2);
constexpr int pausePerCost = 4; // A fifth of the control loop's time at most goes into views, however large they are.
constexpr std::string_view goneProblem = "the control plane is gone; data planes serve what they have";

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

api::TrustView trustOf(const control::TrustStatus& trust, bool isMutualTls)
{
    api::TrustView view;
    view.isMutualTls = isMutualTls;
    view.nextRotation = trust.nextRotation;
    view.rotations = trust.rotations;
    for (const control::TrustStatus::Root& root : trust.roots)
        view.rootsFingerprints.push_back(root.fingerprint.hex());
    return view;
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

const SplitRule* findRule(const std::vector<SplitRule>& rules, const std::string& id)
{
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const SplitRule& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

} // namespace

ControlPlanePort::ControlPlanePort(net::EventLoop& loop, const Clock& clock, control::ControlPlane& controlPlane,
                                   std::string name, LabControl* lab)
    : m_loop(loop)
    , m_clock(clock)
    , m_control(controlPlane)
    , m_name(std::move(name))
    , m_lab(lab)
    , m_topology(lab ? Topology::Clients::Measured : Topology::Clients::Unknown)
    , m_tick([this] { publish(); })
    , m_soon([this] { publish(); })
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
    capabilities.setsLoad = m_lab != nullptr;
    capabilities.shapesLinks = m_lab != nullptr;
    capabilities.breaksThings = m_lab != nullptr;
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
        if (!*alive)
            return outcome(failure(ErrorCode::Cancelled, "the cluster {} was closed", m_name));
        if (takeForLab(command, author, outcome))
            return publishSoon();
        if (isGone())
            return outcome(failure(ErrorCode::Unavailable, "{} does not answer: {}", m_name, goneProblem));
        take(command, std::move(author), outcome);
    });
}

bool ControlPlanePort::takeForLab(const api::ClusterCommand& command, const std::string& author, const Outcome& outcome)
{
    const bool isForLab =
        std::holds_alternative<api::SetLoad>(command) || std::holds_alternative<api::SetLink>(command) ||
        std::holds_alternative<api::StartFault>(command) || std::holds_alternative<api::EndFault>(command);
    if (!isForLab)
        return false;
    if (!m_lab) {
        outcome(failure(ErrorCode::Unimplemented, "{} is no lab", m_name));
    } else if (const auto* const load = std::get_if<api::SetLoad>(&command)) {
        m_lab->setRate(load->requestsPerSecond);
        outcome(api::CommandDone{});
    } else if (const auto* const link = std::get_if<api::SetLink>(&command)) {
        m_lab->setLink(*link, author, outcome);
    } else if (const auto* const fault = std::get_if<api::StartFault>(&command)) {
        m_lab->startFault(*fault, author, outcome);
    } else if (const auto* const end = std::get_if<api::EndFault>(&command)) {
        m_lab->endFault(*end, outcome);
    }
    return true;
}

void ControlPlanePort::take(const api::ClusterCommand& command, std::string author, const Outcome& outcome)
{
    if (const auto* const split = std::get_if<api::SetSplit>(&command)) {
        setSplit(*split, std::move(author), outcome);
    } else if (const auto* const inverse = std::get_if<api::InvertRevision>(&command)) {
        using Overwrite = control::ControlPlane::Overwrite;
        m_control.invert(inverse->revision, author, inverse->evenIfChangedSince ? Overwrite::Yes : Overwrite::No,
                         [outcome](Result<control::Committed> committed) { outcome(toDone(std::move(committed))); });
    } else if (const auto* const revert = std::get_if<api::RevertTo>(&command)) {
        m_control.revertTo(revert->revision, revert->expectedHead, author,
                           [outcome](Result<control::Committed> committed) { outcome(toDone(std::move(committed))); });
    }
}

/// The control plane stands in this process even while a fault keeps it from answering anyone; so does this port.
bool ControlPlanePort::isGone() const
{
    return !m_control.isReachable();
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

/// The route that the split is a rule of, as it is now: a change costs the same however much there is beside it.
std::vector<control::ResourceEntry> ControlPlanePort::entryOfSplit(const std::string& split)
{
    if (!findRule(m_rules, split))
        lookAgain();
    const SplitRule* const rule = findRule(m_rules, split);
    const control::ResourceEntry* const entry = rule ? m_control.find(model::keyOf(*rule->route)) : nullptr;
    return entry ? std::vector{*entry} : std::vector<control::ResourceEntry>();
}

void ControlPlanePort::setSplit(const api::SetSplit& command, std::string author, const Outcome& outcome)
{
    const std::vector<control::ResourceEntry> entry = entryOfSplit(command.route);
    const std::vector<SplitRule> rules = splitRules(entry);
    const SplitRule* const rule = findRule(rules, command.route);
    if (!rule)
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
    m_isStale = true;
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
    m_isStale = true;
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
    m_isStale = true;
    publishSoon();
}

void ControlPlanePort::trafficReported(const telemetry::TrafficReport& report)
{
    m_traffic.record(report);
    m_refusals.record(report);
    for (const telemetry::FirstRouted& routed : report.firstRouted)
        m_revisions.noteFirstRouted(routed);
    noteAbsences(report);
}

void ControlPlanePort::noteAbsences(const telemetry::TrafficReport& report)
{
    const auto known = m_absences.find(report.plane);
    const bool isNews =
        known == m_absences.end() ? !report.absentApplications.empty() : known->second != report.absentApplications;
    if (!isNews)
        return;
    if (report.absentApplications.empty())
        m_absences.erase(known);
    else
        m_absences[report.plane] = report.absentApplications;
    m_isStale = true;
    publishSoon();
}

/// Changes that come in one turn are shown in one view; and when a view is dear, those that come while it rests too: a
/// thousand planes acknowledge one change in as many turns.
void ControlPlanePort::publishSoon()
{
    if (m_isPublishPosted || m_soon.isArmed())
        return;
    const Duration rest = m_published + restAfterView() - m_loop.now();
    if (rest > Duration::zero())
        return m_loop.arm(m_soon, rest);
    m_isPublishPosted = true;
    m_loop.post([this, alive = m_isAlive] {
        if (*alive)
            publish();
    });
}

void ControlPlanePort::publish()
{
    m_isPublishPosted = false;
    m_soon.disarm();
    {
        const std::lock_guard lock(m_sinkMutex);
        const MonotonicTime begin = std::chrono::steady_clock::now();
        if (m_sink)
            m_sink(std::make_shared<const api::ClusterView>(buildView()));
        m_published = std::chrono::steady_clock::now();
        m_viewCost = m_published - begin;
    }
    m_loop.arm(m_tick, std::max(refreshInterval, restAfterView()));
}

Duration ControlPlanePort::restAfterView() const
{
    return std::min(pausePerCost * m_viewCost, longestRest);
}

void ControlPlanePort::lookAgain()
{
    if (!std::exchange(m_isStale, false))
        return;
    m_rules.clear();
    m_resources = m_control.resources();
    m_planes = m_control.planes();
    m_rules = splitRules(m_resources);
    std::erase_if(m_absences, [this](const auto& absence) { // Of planes that are forgotten.
        return std::ranges::find(m_planes, absence.first, [](const auto& plane) -> const std::string& {
                   return plane.declaration.name;
               }) == m_planes.end();
    });
    m_topology.rebuild(m_resources, m_planes, m_rules, m_absences);
    m_routes = describeRoutes(m_rules, m_planes, m_topology);
}

api::ClusterView ControlPlanePort::buildView()
{
    if (isGone()) {
        api::ClusterView view = m_lastKnown;
        view.problem = goneProblem;
        addLab(view);
        return view;
    }
    lookAgain();
    api::ClusterView view;
    view.time = m_clock.wallNow();
    addLab(view);
    const TrafficFacts facts{m_traffic, view.time, m_splitSince};
    countRoutes(m_routes, facts);
    m_topology.count(m_traffic, view.time, view.load ? &view.load->traffic : nullptr);
    m_seconds.advance(facts, m_routes);
    m_refusals.record(m_control.refusedStrangers(), view.time);

    view.name = m_name;
    view.headRevision = m_control.headRevision();
    view.summary = summaryOf(m_resources, m_topology.zones().size());
    view.zones = m_topology.zones();
    view.nodes = m_topology.nodes();
    view.edges = m_topology.edges();
    view.planes = m_topology.planes();
    view.routes = m_routes;
    view.recentRevisions.assign(m_revisions.views().begin(), m_revisions.views().end());
    view.seconds = m_seconds.recent();
    view.refusals = m_refusals.recent(view.time, [this](const auto& plane) { return m_topology.nodeOfPlane(plane); });
    view.trust = trustOf(m_control.trust(), m_topology.isMutualTls());
    if (m_lab) // Without one no fault keeps the control plane from answering.
        m_lastKnown = view;
    return view;
}

/// The lab is there whatever becomes of its control plane.
void ControlPlanePort::addLab(api::ClusterView& view) const
{
    if (!m_lab)
        return;
    view.load = m_lab->load();
    view.links = m_lab->links();
    view.faultOffers = m_lab->faultOffers();
    view.faults = m_lab->faults();
    for (api::NodeView& node : view.nodes)
        if (node.kind == api::NodeKind::Clients)
            node.traffic = view.load->traffic;
}

} // namespace causeway::runtime
