#include "tests/support/fake_cluster.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace causeway::testing {

namespace {

std::vector<std::uint32_t> weightsOf(const api::RouteView& route)
{
    std::vector<std::uint32_t> weights;
    weights.reserve(route.backends.size());
    for (const api::BackendView& backend : route.backends)
        weights.push_back(backend.weight);
    return weights;
}

std::vector<api::DiffLine> diffOf(const api::RouteView& route, const std::vector<std::uint32_t>& before)
{
    using Kind = api::DiffLine::Kind;
    std::vector<api::DiffLine> lines{{Kind::Same, "backendRefs:"}};
    for (std::size_t i = 0; i < before.size(); ++i) {
        lines.push_back({Kind::Same, "- name: " + route.backends[i].service});
        if (before[i] == route.backends[i].weight) {
            lines.push_back({Kind::Same, fmt::format("  weight: {}", before[i])});
            continue;
        }
        lines.push_back({Kind::Removed, fmt::format("  weight: {}", before[i])});
        lines.push_back({Kind::Added, fmt::format("  weight: {}", route.backends[i].weight)});
    }
    return lines;
}

api::PropagationView appliedEverywhere(std::uint32_t planes)
{
    using std::chrono::microseconds;
    api::PropagationView propagation;
    propagation.isKnown = true;
    propagation.concerned = planes;
    propagation.applied = planes;
    propagation.committed = microseconds(1100);
    propagation.compiled = microseconds(1400);
    propagation.pushed = microseconds(1700);
    propagation.acknowledged = microseconds(3800);
    propagation.firstRouted = microseconds(5200);
    return propagation;
}

void setWeights(api::RouteView& route, const std::vector<std::uint32_t>& weights)
{
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        route.backends[i].weight = weights[i];
        route.backends[i].desiredShare = sum > 0 ? weights[i] / sum : 0.0;
    }
}

} // namespace

void FakeCluster::watch(ViewSink sink)
{
    m_sink = std::move(sink);
    show();
}

void FakeCluster::revisions(std::uint64_t before, std::size_t limit, Revisions outcome)
{
    std::vector<api::RevisionView> found;
    for (const api::RevisionView& revision : view.recentRevisions)
        if ((before == 0 || revision.number < before) && found.size() < limit)
            found.push_back(revision);
    outcome(std::move(found));
}

void FakeCluster::previewRevert(std::uint64_t revision, Preview outcome)
{
    const auto next =
        std::find_if(m_written.begin(), m_written.end(), [&](const Written& each) { return each.revision > revision; });
    if (next == m_written.end())
        return outcome(api::RevertPreview{revision, view.headRevision, {}});
    api::RouteView then = route(next->route);
    const std::vector<std::uint32_t> now = weightsOf(then);
    setWeights(then, next->before);
    outcome(api::RevertPreview{revision, view.headRevision, diffOf(then, now)});
}

void FakeCluster::textOf(std::string route, api::TextForm form, Text outcome)
{
    outcome(fmt::format("{} as {}", route, form == api::TextForm::Yaml ? "YAML" : "curl"));
}

void FakeCluster::show()
{
    if (m_sink)
        m_sink(std::make_shared<const api::ClusterView>(view));
}

void FakeCluster::submit(api::ClusterCommand command, std::string author, Outcome outcome)
{
    received.push_back(command);
    if (!answersAtOnce) {
        commands.push_back({std::move(command), std::move(author), std::move(outcome)});
        return;
    }
    outcome(perform(command, author));
    show();
}

void FakeCluster::answer(Result<api::CommandDone> result)
{
    CAUSEWAY_ASSERT(!commands.empty());
    const Command command = std::move(commands.front());
    commands.pop_front();
    command.outcome(std::move(result));
}

api::RouteView& FakeCluster::route(const std::string& id)
{
    const auto found = std::find_if(view.routes.begin(), view.routes.end(), [&](auto& each) { return each.id == id; });
    CAUSEWAY_ASSERT(found != view.routes.end());
    return *found;
}

std::uint64_t FakeCluster::change(const std::string& id, const std::vector<std::uint32_t>& weights,
                                  const std::string& author)
{
    api::RouteView& changed = route(id);
    const std::vector<std::uint32_t> before = weightsOf(changed);
    const double sumBefore = std::accumulate(before.begin(), before.end(), 0.0);
    setWeights(changed, weights);
    changed.version = ++view.headRevision;

    api::RevisionView revision;
    revision.number = changed.version;
    revision.time = view.time;
    revision.author = author;
    revision.title = fmt::format("{} {:.0f} → {:.0f}%", changed.resource, 100.0 * before.back() / sumBefore,
                                 100.0 * changed.backends.back().desiredShare);
    revision.diff = diffOf(changed, before);
    revision.routes = {id};
    revision.propagation = appliedEverywhere(static_cast<std::uint32_t>(view.planes.size()));
    view.recentRevisions.insert(view.recentRevisions.begin(), revision);
    m_written.push_back({changed.version, id, before});
    return changed.version;
}

Result<api::CommandDone> FakeCluster::perform(const api::ClusterCommand& command, const std::string& author)
{
    if (const auto* split = std::get_if<api::SetSplit>(&command))
        return performSplit(*split, author);
    if (const auto* inversion = std::get_if<api::InvertRevision>(&command))
        return performInversion(*inversion, author);
    if (const auto* link = std::get_if<api::SetLink>(&command))
        return performLink(*link, author);
    if (const auto* start = std::get_if<api::StartFault>(&command))
        return performStart(*start, author);
    if (const auto* end = std::get_if<api::EndFault>(&command)) {
        for (api::FaultView& fault : view.faults)
            if ((end->fault == 0 || fault.id == end->fault) && !fault.until)
                fault.until = view.time;
        return api::CommandDone{};
    }
    if (const auto* revert = std::get_if<api::RevertTo>(&command))
        return performRevert(*revert, author);
    if (const auto* load = std::get_if<api::SetLoad>(&command); load && view.load)
        view.load->target = load->requestsPerSecond;
    return api::CommandDone{};
}

Result<api::CommandDone> FakeCluster::performLink(const api::SetLink& command, const std::string& author)
{
    const auto link = std::ranges::find(view.links, command.link, &api::LinkView::id);
    if (link == view.links.end())
        return failure(ErrorCode::NotFound, "there is no {}", command.link);
    link->settings = command.settings;
    link->health = command.settings.isCut ? api::Health::Bad : api::Health::Good;
    link->healthReason = command.settings.isCut ? "cut in the lab" : "";
    if (command.settings.isCut)
        return performStart({api::FaultKind::CutLink, command.link, 0}, author);
    for (api::FaultView& fault : view.faults)
        if (fault.kind == api::FaultKind::CutLink && fault.target == command.link && !fault.until)
            fault.until = view.time;
    return api::CommandDone{};
}

Result<api::CommandDone> FakeCluster::performStart(const api::StartFault& command, const std::string& author)
{
    for (const api::FaultOffer& offer : view.faultOffers) {
        const auto target = std::ranges::find(offer.targets, command.target, &api::FaultOffer::Target::id);
        if (offer.kind != command.kind || target == offer.targets.end())
            continue;
        const auto isSame = [&](const api::FaultView& fault) {
            return fault.kind == command.kind && fault.target == command.target && !fault.until;
        };
        const auto known = std::ranges::find_if(view.faults, isSame);
        if (known != view.faults.end()) {
            known->amount = command.amount;
            return api::CommandDone{0, true, known->id};
        }
        view.faults.insert(view.faults.begin(), {++m_lastFault,
                                                 command.kind,
                                                 offer.title + ": " + target->name,
                                                 command.target,
                                                 target->at,
                                                 command.amount,
                                                 author,
                                                 view.time,
                                                 {}});
        return api::CommandDone{0, true, m_lastFault};
    }
    return failure(ErrorCode::NotFound, "there is no {} to break", command.target);
}

Result<api::CommandDone> FakeCluster::performRevert(const api::RevertTo& revert, const std::string& author)
{
    if (revert.expectedHead != 0 && revert.expectedHead != view.headRevision)
        return failure(ErrorCode::Conflict, "revision {} was made since you looked", view.headRevision);
    const auto next = std::find_if(m_written.begin(), m_written.end(),
                                   [&](const Written& each) { return each.revision > revert.revision; });
    if (next == m_written.end())
        return api::CommandDone{view.headRevision, false};
    const Written step = *next;
    return api::CommandDone{change(step.route, step.before, author), true};
}

Result<api::CommandDone> FakeCluster::performSplit(const api::SetSplit& split, const std::string& author)
{
    const api::RouteView& target = route(split.route);
    if (split.expectedVersion != target.version)
        return failure(ErrorCode::Conflict, "the route was changed in revision {}", target.version);
    std::vector<std::uint32_t> weights;
    weights.reserve(split.weights.size());
    for (const api::SetSplit::Weight& each : split.weights)
        weights.push_back(each.weight);
    return api::CommandDone{change(split.route, weights, author), true};
}

Result<api::CommandDone> FakeCluster::performInversion(const api::InvertRevision& inversion, const std::string& author)
{
    const auto written = std::find_if(m_written.begin(), m_written.end(),
                                      [&](const Written& each) { return each.revision == inversion.revision; });
    if (written == m_written.end())
        return failure(ErrorCode::NotFound, "there is no revision {}", inversion.revision);
    const Written step = *written;
    if (route(step.route).version != step.revision && !inversion.evenIfChangedSince)
        return failure(ErrorCode::Conflict, "the route was changed in revision {}", route(step.route).version);
    if (weightsOf(route(step.route)) == step.before)
        return api::CommandDone{view.headRevision, false};
    const std::uint64_t number = change(step.route, step.before, author);
    view.recentRevisions.front().inverts = step.revision;
    return api::CommandDone{number, true};
}

} // namespace causeway::testing
