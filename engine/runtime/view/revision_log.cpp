#include "engine/runtime/view/revision_log.h"

#include "engine/formats/line_diff.h"
#include "engine/runtime/view/cluster_facts.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::runtime {

namespace {

constexpr std::size_t mostDiffLines = 400;

const model::MeshHttpRoute* routeIn(const std::optional<model::Resource>& resource)
{
    return resource ? std::get_if<model::MeshHttpRoute>(&*resource) : nullptr;
}

const model::HttpRule* ruleAt(const model::MeshHttpRoute* route, std::size_t destination, std::size_t rule)
{
    if (!route || destination >= route->to.size() || rule >= route->to[destination].rules.size())
        return nullptr;
    return &route->to[destination].rules[rule];
}

bool haveSameSplit(const model::HttpRule* a, const model::HttpRule* b)
{
    return a && b && a->backends == b->backends;
}

/// How much of the traffic goes elsewhere than to the destination that callers name: the progress of a migration.
std::optional<double> movedShare(const model::HttpRule* rule, const std::string& destination)
{
    if (!rule || rule->backends.empty())
        return std::nullopt;
    double moved = 0;
    double sum = 0;
    for (const model::BackendRef& backend : rule->backends) {
        sum += backend.weight;
        moved += backend.service == destination ? 0 : backend.weight;
    }
    return sum > 0 ? std::optional(100 * moved / sum) : std::nullopt;
}

std::string percent(double share)
{
    std::string text = fmt::format("{:.1f}", share);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::optional<std::string> titleOfSplit(const model::ResourceChange& change)
{
    const model::MeshHttpRoute* const before = routeIn(change.before);
    const model::MeshHttpRoute* const after = routeIn(change.after);
    if (!before || !after)
        return std::nullopt;
    for (std::size_t d = 0; d < after->to.size(); ++d)
        for (std::size_t r = 0; r < after->to[d].rules.size(); ++r) {
            const model::HttpRule* const old = ruleAt(before, d, r);
            const auto from = movedShare(old, after->to[d].service);
            const auto to = movedShare(&after->to[d].rules[r], after->to[d].service);
            if (from && to && !haveSameSplit(old, &after->to[d].rules[r]))
                return fmt::format("{} {} → {}%", after->name, percent(*from), percent(*to));
        }
    return std::nullopt;
}

std::string titleOfChange(const model::ResourceChange& change)
{
    if (const auto title = titleOfSplit(change))
        return *title;
    const char* const verb = !change.before ? "created" : change.after ? "changed" : "deleted";
    return fmt::format("{} {} {}", model::nameOf(change.key.kind), change.key.name, verb);
}

api::DiffLine::Kind kindOf(formats::DiffLine::Kind kind)
{
    switch (kind) {
    case formats::DiffLine::Kind::Removed:
        return api::DiffLine::Kind::Removed;
    case formats::DiffLine::Kind::Added:
        return api::DiffLine::Kind::Added;
    case formats::DiffLine::Kind::Skipped:
        return api::DiffLine::Kind::Skipped;
    case formats::DiffLine::Kind::Same:
        break;
    }
    return api::DiffLine::Kind::Same;
}

api::PlaneProgressView progressOf(const control::PlaneProgress& plane)
{
    using State = api::PlaneProgressView::State;
    const auto state = [&] {
        switch (plane.state) {
        case control::PlaneProgress::State::Waiting:
            return State::Waiting;
        case control::PlaneProgress::State::Pushed:
            return State::Sent;
        case control::PlaneProgress::State::Acknowledged:
            return State::Applied;
        case control::PlaneProgress::State::Refused:
            return State::Refused;
        case control::PlaneProgress::State::Offline:
            break;
        }
        return State::Offline;
    };
    return {plane.plane, state(), plane.reason, plane.afterPush};
}

/// One resource may be larger than all that people would read.
void addLines(std::vector<api::DiffLine>& lines, std::vector<formats::DiffLine> more)
{
    const std::size_t taken = std::min(more.size(), mostDiffLines - lines.size());
    for (std::size_t i = 0; i < taken; ++i)
        lines.push_back({kindOf(more[i].kind), std::move(more[i].text)});
    if (const std::size_t left = more.size() - taken; left > 0)
        lines.push_back({api::DiffLine::Kind::Same, fmt::format("… and {} more lines", left)});
}

} // namespace

std::vector<api::DiffLine> diffOf(const std::vector<model::ResourceChange>& changes)
{
    std::vector<api::DiffLine> lines;
    std::size_t shown = 0;
    for (; shown < changes.size() && lines.size() < mostDiffLines; ++shown)
        addLines(lines, formats::lineDiff(changes[shown]));
    if (const std::size_t left = changes.size() - shown; left > 0)
        lines.push_back({api::DiffLine::Kind::Same, fmt::format("… and {} more resources", left)});
    return lines;
}

std::vector<std::string> changedSplits(const model::ResourceChange& change)
{
    std::vector<std::string> changed;
    const model::MeshHttpRoute* const before = routeIn(change.before);
    const model::MeshHttpRoute* const after = routeIn(change.after);
    if (!after)
        return changed;
    for (std::size_t d = 0; d < after->to.size(); ++d)
        for (std::size_t r = 0; r < after->to[d].rules.size(); ++r)
            if (!haveSameSplit(ruleAt(before, d, r), &after->to[d].rules[r]))
                changed.push_back(splitRuleId(*after, d, r));
    return changed;
}

std::string titleOf(const model::Revision& revision)
{
    if (revision.changes.empty())
        return "nothing changed";
    std::string title = titleOfChange(revision.changes.front());
    if (revision.changes.size() > 1)
        title += fmt::format(" and {} more", revision.changes.size() - 1);
    return title;
}

void RevisionLog::add(const model::Revision& revision)
{
    api::RevisionView view;
    view.number = revision.number;
    view.time = revision.time;
    view.author = revision.author;
    view.reason = revision.reason;
    view.title = titleOf(revision);
    view.diff = diffOf(revision.changes);
    view.inverts = revision.inverts;
    for (const model::ResourceChange& change : revision.changes)
        for (std::string& route : changedSplits(change))
            view.routes.push_back(std::move(route));
    if (!m_views.empty())
        m_views.front().propagation.planes.clear(); // Only the newest one's are followed one by one.
    m_views.push_front(std::move(view));
    if (m_views.size() > kept) {
        m_arrived.erase(m_views.back().number);
        m_views.pop_back();
    }
}

api::RevisionView* RevisionLog::find(std::uint64_t revision)
{
    const auto view = std::find_if(m_views.begin(), m_views.end(),
                                   [&](const api::RevisionView& candidate) { return candidate.number == revision; });
    return view == m_views.end() ? nullptr : &*view;
}

void RevisionLog::update(const control::Rollout& rollout)
{
    api::RevisionView* const view = find(rollout.revision);
    if (!view)
        return;
    m_arrived[rollout.revision] = rollout.arrived;
    api::PropagationView& propagation = view->propagation;
    propagation.isKnown = true;
    propagation.concerned = static_cast<std::uint32_t>(rollout.planes.size());
    propagation.applied = 0;
    propagation.refusedBy.clear();
    propagation.offline.clear();
    propagation.planes.clear();
    const bool isNewest = view == &m_views.front();
    for (const control::PlaneProgress& plane : rollout.planes) {
        if (isNewest)
            propagation.planes.push_back(progressOf(plane));
        if (plane.state == control::PlaneProgress::State::Acknowledged)
            ++propagation.applied;
        else if (plane.state == control::PlaneProgress::State::Refused)
            propagation.refusedBy.push_back(fmt::format("{}: {}", plane.plane, plane.reason));
        else if (plane.state == control::PlaneProgress::State::Offline)
            propagation.offline.push_back(plane.plane);
    }
    propagation.committed = rollout.committed;
    propagation.compiled = rollout.compiled;
    propagation.pushed = rollout.pushed;
    propagation.acknowledged = rollout.acknowledged;
}

void RevisionLog::noteFirstRouted(const telemetry::FirstRouted& routed)
{
    api::RevisionView* const view = find(routed.revision);
    const auto arrived = m_arrived.find(routed.revision);
    if (!view || arrived == m_arrived.end())
        return;
    const Duration after = std::max<Duration>(routed.when - arrived->second, Duration(0));
    std::optional<Duration>& first = view->propagation.firstRouted;
    first = first ? std::min(*first, after) : after;
}

} // namespace causeway::runtime
