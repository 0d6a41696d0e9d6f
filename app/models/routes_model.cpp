#include "app/models/routes_model.h"

#include "app/text/traffic_text.h"

#include <QStringList>

#include <algorithm>

namespace causeway::app {

namespace {

QString splitOf(const api::RouteView& route)
{
    QStringList parts;
    for (const api::BackendView& backend : route.backends) {
        if (backend.service != route.destination || route.backends.size() == 1)
            parts << QStringLiteral("%1 %2").arg(QString::fromStdString(backend.service),
                                                 text::share(backend.desiredShare));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

int RoutesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_routes.size());
}

QVariant RoutesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::RouteView& route = m_routes[static_cast<std::size_t>(index.row())];
    switch (role) {
    case RouteIdRole:
        return QString::fromStdString(route.id);
    case Qt::DisplayRole:
    case LabelRole:
        return QString::fromStdString(route.label);
    case ResourceRole:
        return QString::fromStdString(route.resource);
    case SplitRole:
        return splitOf(route);
    case RateRole:
        return text::rateWithUnit(route.traffic);
    case BasisRole:
        return text::basis(route.traffic);
    default:
        return {};
    }
}

QHash<int, QByteArray> RoutesModel::roleNames() const
{
    return {{RouteIdRole, "routeId"}, {LabelRole, "label"}, {ResourceRole, "resource"},
            {SplitRole, "split"},     {RateRole, "rate"},   {BasisRole, "basis"}};
}

void RoutesModel::setRoutes(std::vector<api::RouteView> routes)
{
    const bool isSame = std::equal(routes.begin(), routes.end(), m_routes.begin(), m_routes.end(),
                                   [](const auto& a, const auto& b) { return a.id == b.id; });
    if (isSame) {
        m_routes = std::move(routes);
        if (count() > 0)
            Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    beginResetModel();
    m_routes = std::move(routes);
    endResetModel();
    Q_EMIT countChanged();
}

} // namespace causeway::app
