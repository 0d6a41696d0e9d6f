#include "app/controllers/staged_split.h"

#include "app/controllers/split_text.h"
#include "app/text/traffic_text.h"

#include <cmath>

namespace causeway::app {

namespace {

constexpr double leastDifference = 1e-9;

std::vector<api::DiffLine> diffOf(const SplitBackendsModel& backends, const std::string& resource)
{
    using Kind = api::DiffLine::Kind;
    const Parts weights = inPlainestForm(backends.live());
    std::vector<api::DiffLine> lines{{Kind::Same, resource}, {Kind::Same, "backendRefs:"}};
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const api::BackendView& backend = backends.backends()[i];
        lines.push_back({Kind::Same, "- name: " + backend.service});
        const std::string after = "  weight: " + std::to_string(weights[i]);
        if (backend.weight == weights[i]) {
            lines.push_back({Kind::Same, after});
            continue;
        }
        lines.push_back({Kind::Removed, "  weight: " + std::to_string(backend.weight)});
        lines.push_back({Kind::Added, after});
    }
    return lines;
}

} // namespace

void StagedSplit::setProtection(const Protection& protection)
{
    if (m_protection == protection)
        return;
    m_protection = protection;
    Q_EMIT changed();
}

void StagedSplit::show(const SplitBackendsModel& backends, const std::string& resource)
{
    m_before = sumOfNew(backends, backends.desiredShares());
    m_after = sumOfNew(backends, backends.liveShares());
    m_beforeText = text::share(sidesOf(backends, backends.desiredTenths()).others);
    m_afterText = text::share(sidesOf(backends, backends.liveTenths()).others);
    m_expectation = expectationOf(backends);
    m_jump = jumpOf(backends);
    m_diff.setLines(diffOf(backends, resource));
    Q_EMIT changed();
}

/// What each backend that gets more would get of what the route carried last; nothing is said of how it will take it.
QString StagedSplit::expectationOf(const SplitBackendsModel& backends) const
{
    const double rate = backends.routeTraffic().requestsPerSecond;
    QStringList parts;
    for (std::size_t i = 0; i < backends.backends().size() && rate > 0; ++i) {
        const double share = backends.liveShares()[i];
        if (share > backends.desiredShares()[i] + leastDifference)
            parts << tr("%1 %2").arg(QString::fromStdString(backends.backends()[i].service),
                                     text::rateWithUnit(rate * share));
    }
    return parts.empty() ? QString()
                         : tr("Expected: %1 of %2 now").arg(parts.join(QStringLiteral(", ")), text::rateWithUnit(rate));
}

/// Told of the side that traffic goes to, as all of the screen is, if that moves so far; else of the side it leaves.
QString StagedSplit::jumpOf(const SplitBackendsModel& backends) const
{
    QString ofFrom;
    for (std::size_t i = 0; i < backends.backends().size(); ++i) {
        const double before = backends.desiredShares()[i];
        const double after = backends.liveShares()[i];
        if (std::abs(after - before) <= m_protection.largestStep + leastDifference)
            continue;
        QString jump = tr("%1 would go from %2 to %3 at once. The allowed step of %4 is %5.")
                           .arg(QString::fromStdString(backends.backends()[i].service), text::share(before),
                                text::share(after), m_protection.context, text::share(m_protection.largestStep));
        if (!backends.isFrom(i))
            return jump;
        ofFrom = jump;
    }
    return ofFrom;
}

} // namespace causeway::app
