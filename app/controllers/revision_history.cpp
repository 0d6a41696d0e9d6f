#include "app/controllers/revision_history.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace causeway::app {

namespace {

constexpr std::size_t pageSize = 50;

bool isSame(const api::PlaneProgressView& a, const api::PlaneProgressView& b)
{
    return std::tie(a.plane, a.state, a.reason, a.took) == std::tie(b.plane, b.state, b.reason, b.took);
}

bool isSame(const api::PropagationView& a, const api::PropagationView& b)
{
    const auto partsOf = [](const api::PropagationView& each) {
        return std::tie(each.isKnown, each.concerned, each.applied, each.refusedBy, each.offline, each.committed,
                        each.compiled, each.pushed, each.acknowledged, each.firstRouted);
    };
    const auto isSamePlane = [](const auto& left, const auto& right) { return isSame(left, right); };
    return partsOf(a) == partsOf(b) && std::ranges::equal(a.planes, b.planes, isSamePlane);
}

} // namespace

RevisionHistory::RevisionHistory(ClusterBridge& bridge, Selection& selection, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_selection(selection)
{
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &RevisionHistory::takeView);
    connect(&m_selection, &Selection::routeIdChanged, this, &RevisionHistory::filter);
}

bool RevisionHistory::hasMore() const
{
    return !m_isWhole && !m_known.empty() && m_known.rbegin()->first > 1;
}

QStringList RevisionHistory::authors() const
{
    std::set<std::string> names;
    for (const auto& [number, revision] : m_known)
        names.insert(revision.author);
    QStringList list;
    for (const std::string& name : names)
        list << QString::fromStdString(name);
    return list;
}

void RevisionHistory::setAuthor(const QString& author)
{
    m_author = author;
    filter();
}

void RevisionHistory::setOfRoute(bool isOfRoute)
{
    m_isOfRoute = isOfRoute;
    filter();
}

void RevisionHistory::setChosen(quint64 revision)
{
    m_chosen = revision;
    const auto found = m_known.find(revision);
    m_diff.setLines(found == m_known.end() ? std::vector<api::DiffLine>() : found->second.diff);
    Q_EMIT changed();
}

void RevisionHistory::takeView()
{
    const auto& recent = m_bridge.latest()->recentRevisions;
    if (recent.empty() || isKnown(recent))
        return;
    if (!m_known.empty() && recent.back().number > m_known.begin()->first + 1) {
        m_known.clear(); // More were made than a view holds: what was read before does not join any more.
        m_isWhole = false;
        m_wasAsked = false;
    }
    for (const api::RevisionView& revision : recent)
        m_known.insert_or_assign(revision.number, revision);
    while (!m_wasAsked && m_known.size() > std::max(mostUnasked, recent.size())) {
        m_known.erase(std::prev(m_known.end()));
        m_isWhole = false;
    }
    filter();
}

/// Views come far more often than revisions, and of a revision nothing changes but how far it has spread.
bool RevisionHistory::isKnown(const std::vector<api::RevisionView>& recent) const
{
    return std::ranges::all_of(recent, [this](const api::RevisionView& revision) {
        const auto known = m_known.find(revision.number);
        return known != m_known.end() && isSame(known->second.propagation, revision.propagation);
    });
}

void RevisionHistory::loadMore()
{
    if (m_isLoading || !hasMore())
        return;
    m_isLoading = true;
    m_wasAsked = true;
    m_problem.clear();
    Q_EMIT changed();
    m_bridge.revisions(m_known.rbegin()->first, pageSize, [this](const auto& page) { takePage(page); });
}

void RevisionHistory::takePage(const Result<std::vector<api::RevisionView>>& page)
{
    m_isLoading = false;
    if (!page) {
        m_problem = QString::fromStdString(page.error().message);
        Q_EMIT changed();
        return;
    }
    m_isWhole = page->empty();
    for (const api::RevisionView& revision : *page) {
        if (revision.number + 1 == m_known.rbegin()->first) // A page that was overtaken would leave a gap.
            m_known.emplace(revision.number, revision);
    }
    filter();
}

bool RevisionHistory::isShown(const api::RevisionView& revision) const
{
    const auto isOfRoute = [&] {
        const std::string route = m_selection.routeId().toStdString();
        return std::find(revision.routes.begin(), revision.routes.end(), route) != revision.routes.end();
    };
    return (m_author.isEmpty() || revision.author == m_author.toStdString()) && (!m_isOfRoute || isOfRoute());
}

void RevisionHistory::filter()
{
    std::vector<api::RevisionView> shown;
    for (const auto& [number, revision] : m_known) {
        if (isShown(revision))
            shown.push_back(revision);
    }
    m_revisions.setRevisions(shown, m_bridge.author());
    Q_EMIT changed();
}

} // namespace causeway::app
