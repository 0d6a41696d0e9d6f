#include "app/models/split_backends_model.h"

#include "app/text/traffic_text.h"

#include <algorithm>

namespace causeway::app {

namespace {

bool sameServices(const std::vector<api::BackendView>& a, const std::vector<api::BackendView>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.service == y.service; });
}

} // namespace

int SplitBackendsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_backends.size());
}

QVariant SplitBackendsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const api::BackendView& backend = m_backends[row];
    switch (role) {
    case Qt::DisplayRole:
    case ServiceRole:
        return QString::fromStdString(backend.service);
    case NodeRole:
        return QString::fromStdString(backend.node);
    case IsFromRole:
        return isFrom(row);
    case ColourIndexRole:
        return m_colours[row];
    case WeightRole:
        return backend.weight;
    case DesiredShareRole:
        return backend.desiredShare;
    case LiveShareRole:
        return m_liveShares[row];
    case ActualShareRole:
        return backend.actualShare.value_or(-1.0);
    case ForeignShareRole:
        return row < m_foreignShares.size() ? m_foreignShares[row] : -1.0;
    default:
        return textOf(row, role);
    }
}

QVariant SplitBackendsModel::textOf(std::size_t row, int role) const
{
    const api::BackendView& backend = m_backends[row];
    switch (role) {
    case DesiredTextRole:
        return text::share(backend.desiredShare);
    case LiveTextRole:
        return text::share(m_liveShares[row]);
    case ActualTextRole:
        return text::measuredShare(backend.actualShare);
    case ForeignTextRole:
        return row < m_foreignShares.size() ? text::share(m_foreignShares[row]) : QString();
    case RateTextRole:
        return text::rate(backend.traffic.requestsPerSecond);
    case RequestsTextRole:
        return text::integer(backend.traffic.requests);
    case FailuresTextRole:
        return text::failureShare(backend.traffic);
    case P50TextRole:
        return text::latency(backend.traffic.p50);
    case P99TextRole:
        return text::p99(backend.traffic);
    case BasisTextRole:
        return text::basis(backend.traffic);
    default:
        return {};
    }
}

QHash<int, QByteArray> SplitBackendsModel::roleNames() const
{
    return {
        {ServiceRole, "service"},
        {NodeRole, "node"},
        {IsFromRole, "isFrom"},
        {ColourIndexRole, "colourIndex"},
        {WeightRole, "weight"},
        {DesiredShareRole, "desiredShare"},
        {LiveShareRole, "liveShare"},
        {ActualShareRole, "actualShare"},
        {ForeignShareRole, "foreignShare"},
        {DesiredTextRole, "desiredText"},
        {LiveTextRole, "liveText"},
        {ActualTextRole, "actualText"},
        {ForeignTextRole, "foreignText"},
        {RateTextRole, "rateText"},
        {RequestsTextRole, "requestsText"},
        {FailuresTextRole, "failuresText"},
        {P50TextRole, "p50Text"},
        {P99TextRole, "p99Text"},
        {BasisTextRole, "basisText"},
    };
}

void SplitBackendsModel::setBackends(const std::vector<api::BackendView>& backends, const std::string& from)
{
    const bool isSame = !m_backends.empty() && sameServices(m_backends, backends);
    if (!isSame)
        beginResetModel();
    m_backends = backends;
    colour(from);
    if (isSame) {
        Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    m_liveShares.clear();
    for (const api::BackendView& backend : m_backends)
        m_liveShares.push_back(backend.desiredShare);
    m_foreignShares.clear();
    endResetModel();
    Q_EMIT countChanged();
}

void SplitBackendsModel::colour(const std::string& from)
{
    m_colours.clear();
    int next = 1;
    for (const api::BackendView& backend : m_backends)
        m_colours.push_back(backend.service == from ? 0 : next++);
}

void SplitBackendsModel::setLiveShares(const std::vector<double>& shares)
{
    if (shares.size() != m_backends.size() || shares == m_liveShares)
        return;
    m_liveShares = shares;
    Q_EMIT dataChanged(index(0), index(count() - 1), {LiveShareRole, LiveTextRole});
}

void SplitBackendsModel::setForeignShares(const std::vector<double>& shares)
{
    if (shares == m_foreignShares || (!shares.empty() && shares.size() != m_backends.size()))
        return;
    m_foreignShares = shares;
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1), {ForeignShareRole, ForeignTextRole});
}

} // namespace causeway::app
