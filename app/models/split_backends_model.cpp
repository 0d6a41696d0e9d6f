#include "app/models/split_backends_model.h"

#include "app/text/traffic_text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace causeway::app {

namespace {

bool sameServices(const std::vector<api::BackendView>& a, const std::vector<api::BackendView>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.service == y.service; });
}

constexpr double allTenths = 1000;

/// Rounded so that they come to a thousand together: each gets its quota rounded down, and the largest remainders one
/// more. Shares that do not come to 1 are rounded each alone.
SplitBackendsModel::Tenths tenthsOf(const std::vector<double>& shares)
{
    constexpr double tolerance = 1e-6;
    const bool isWhole = std::abs(std::accumulate(shares.begin(), shares.end(), 0.0) - 1.0) < tolerance;
    SplitBackendsModel::Tenths tenths;
    std::vector<double> remainders;
    for (const double share : shares) {
        const double quota = share * allTenths;
        tenths.push_back(static_cast<std::uint32_t>(isWhole ? std::floor(quota + tolerance) : std::round(quota)));
        remainders.push_back(quota - tenths.back());
    }
    const auto dealt = std::accumulate(tenths.begin(), tenths.end(), std::uint32_t(0));
    for (auto left = isWhole ? static_cast<int>(allTenths) - static_cast<int>(dealt) : 0; left > 0; --left) {
        const auto largest = std::max_element(remainders.begin(), remainders.end());
        ++tenths[static_cast<std::size_t>(largest - remainders.begin())];
        *largest = 0;
    }
    return tenths;
}

/// Empty where nothing was counted of one of them.
SplitBackendsModel::Tenths countedTenthsOf(const std::vector<api::BackendView>& backends)
{
    std::vector<double> counted;
    for (const api::BackendView& backend : backends) {
        if (!backend.actualShare)
            return {};
        counted.push_back(*backend.actualShare);
    }
    return tenthsOf(counted);
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
    case LockedRole:
        return isLocked(row);
    case CanMoveRole:
        return !isLocked(row) && count() - std::count(m_locks.begin(), m_locks.end(), true) > 1;
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
        return text::share(m_liveTenths[row] / allTenths);
    case ActualTextRole:
        return countedShare(row);
    case CountedTextRole:
        return countedText(countedShare(row));
    case ForeignTextRole:
        return row < m_foreignTenths.size() ? text::share(m_foreignTenths[row] / allTenths) : QString();
    case RateTextRole:
        return text::rate(backend.traffic);
    case RequestsTextRole:
        return text::requests(backend.traffic);
    case FailuresTextRole:
        return text::failureShare(backend.traffic);
    case P50TextRole:
        return text::latency(backend.traffic.p50);
    case P99TextRole:
        return text::p99(backend.traffic);
    case BasisTextRole:
        return text::basis(backend.traffic, m_window);
    default:
        return {};
    }
}

QString SplitBackendsModel::countedShare(std::size_t row) const
{
    if (row < m_countedTenths.size())
        return text::measuredShare(m_countedTenths[row] / allTenths);
    return text::measuredShare(m_backends[row].actualShare);
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
        {LockedRole, "isLocked"},
        {CanMoveRole, "canMove"},
        {DesiredTextRole, "desiredText"},
        {LiveTextRole, "liveText"},
        {ActualTextRole, "actualText"},
        {CountedTextRole, "countedText"},
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
    m_countedTenths = countedTenthsOf(m_backends);
    colour(from);
    if (isSame) {
        Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    m_live.clear();
    for (const api::BackendView& backend : m_backends)
        m_live.push_back(backend.weight);
    m_liveTenths.assign(m_live.size(), 0);
    m_liveShares = desiredShares();
    m_locks.assign(m_live.size(), false);
    m_foreignShares.clear();
    m_foreignTenths.clear();
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

void SplitBackendsModel::setLive(const std::vector<std::uint32_t>& weights, const std::vector<std::uint32_t>& tenths)
{
    if (weights.size() != m_backends.size() || tenths.size() != weights.size() ||
        (weights == m_live && tenths == m_liveTenths))
        return;
    m_live = weights;
    m_liveTenths = tenths;
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < weights.size(); ++i)
        m_liveShares[i] = sum > 0 ? weights[i] / sum : 0.0;
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1), {LiveShareRole, LiveTextRole});
}

std::vector<double> SplitBackendsModel::desiredShares() const
{
    std::vector<double> shares;
    shares.reserve(m_backends.size());
    for (const api::BackendView& backend : m_backends)
        shares.push_back(backend.desiredShare);
    return shares;
}

SplitBackendsModel::Tenths SplitBackendsModel::desiredTenths() const
{
    return tenthsOf(desiredShares());
}

void SplitBackendsModel::setLocks(const std::vector<bool>& locks)
{
    if (locks.size() != m_backends.size() || locks == m_locks)
        return;
    m_locks = locks;
    Q_EMIT dataChanged(index(0), index(count() - 1), {LockedRole, CanMoveRole});
}

void SplitBackendsModel::setFigures(const api::Traffic& route, const QString& window, Moment moment)
{
    m_route = route;
    m_window = window;
    m_moment = moment;
    Q_EMIT figuresChanged();
}

QString SplitBackendsModel::rateText() const
{
    const QString rate = text::rateWithUnit(m_route);
    return m_moment == Moment::Lost ? tr("was %1").arg(rate) : rate;
}

QString SplitBackendsModel::countedText(const QString& share) const
{
    switch (m_moment) {
    case Moment::Now:
        return tr("now %1").arg(share);
    case Moment::Range:
        return tr("then %1").arg(share);
    case Moment::Lost:
        break;
    }
    return tr("was %1").arg(share);
}

QString SplitBackendsModel::basisText() const
{
    return text::basis(m_route, m_window);
}

void SplitBackendsModel::setForeignShares(const std::vector<double>& shares)
{
    if (shares == m_foreignShares || (!shares.empty() && shares.size() != m_backends.size()))
        return;
    m_foreignShares = shares;
    m_foreignTenths = tenthsOf(shares);
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1), {ForeignShareRole, ForeignTextRole});
}

} // namespace causeway::app
