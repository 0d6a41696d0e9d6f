#include "app/controllers/split_text.h"

#include "app/text/traffic_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace causeway::app {

namespace {

QString translated(const char* source)
{
    return QCoreApplication::translate("causeway::app::SplitController", source);
}

} // namespace

std::string fromSideOf(const api::RouteView& route)
{
    const auto isDestination = [&](const api::BackendView& backend) { return backend.service == route.destination; };
    if (std::any_of(route.backends.begin(), route.backends.end(), isDestination))
        return route.destination;
    return route.backends.empty() ? std::string() : route.backends.front().service;
}

QString nameOfFrom(const SplitBackendsModel& backends)
{
    for (std::size_t i = 0; i < backends.backends().size(); ++i) {
        if (backends.isFrom(i))
            return QString::fromStdString(backends.backends()[i].service);
    }
    return {};
}

QString nameOfNew(const SplitBackendsModel& backends)
{
    std::size_t count = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < backends.backends().size(); ++i) {
        if (backends.isFrom(i))
            continue;
        last = i;
        ++count;
    }
    return count == 1 ? QString::fromStdString(backends.backends()[last].service) : translated("%1 others").arg(count);
}

double sumOfNew(const SplitBackendsModel& backends, const std::vector<double>& shares)
{
    double sum = 0;
    for (std::size_t i = 0; i < shares.size() && i < backends.backends().size(); ++i)
        sum += backends.isFrom(i) ? 0.0 : shares[i];
    return sum;
}

std::optional<double> countedOfNew(const SplitBackendsModel& backends)
{
    double sum = 0;
    for (std::size_t i = 0; i < backends.backends().size(); ++i) {
        const std::optional<double>& counted = backends.backends()[i].actualShare;
        if (!counted)
            return std::nullopt;
        sum += backends.isFrom(i) ? 0.0 : *counted;
    }
    return sum;
}

TwoSides sidesOf(const SplitBackendsModel& backends, const SplitBackendsModel::Tenths& tenths)
{
    std::uint32_t from = 0;
    std::uint32_t others = 0;
    for (std::size_t i = 0; i < tenths.size() && i < backends.backends().size(); ++i)
        (backends.isFrom(i) ? from : others) += tenths[i];
    return {from / 1000.0, others / 1000.0};
}

QString sharesOfNew(const SplitBackendsModel& backends, const SplitBackendsModel::Tenths& tenths)
{
    QStringList parts;
    for (std::size_t i = 0; i < backends.backends().size() && i < tenths.size(); ++i) {
        if (!backends.isFrom(i))
            parts << QStringLiteral("%1 %2").arg(QString::fromStdString(backends.backends()[i].service),
                                                 text::share(tenths[i] / 1000.0));
    }
    return parts.join(QStringLiteral(", "));
}

QString foreignChangeOf(const api::ClusterView& view, const api::RouteView& route, const SplitBackendsModel& backends,
                        const std::string& self)
{
    const QString shares = sharesOfNew(backends, backends.desiredTenths());
    const auto made = std::find_if(view.recentRevisions.begin(), view.recentRevisions.end(),
                                   [&](const api::RevisionView& revision) { return revision.number == route.version; });
    if (made == view.recentRevisions.end())
        return translated("Changed elsewhere to %1").arg(shares);
    const QString who = made->author == self ? translated("You") : QString::fromStdString(made->author);
    return translated("%1 set %2 at %3").arg(who, shares, text::clockTime(made->time));
}

} // namespace causeway::app
