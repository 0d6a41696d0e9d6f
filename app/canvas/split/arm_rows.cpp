#include "app/canvas/split/arm_rows.h"

#include "app/text/traffic_text.h"

#include <algorithm>
#include <optional>

namespace causeway::app::canvas {

namespace {

constexpr int colourOfRest = -1;

/// What the backends of one arm come to, in tenths of a percent as their rows say it.
struct Sum
{
    std::uint32_t live = 0;
    std::optional<std::uint32_t> counted;
    std::optional<std::uint32_t> foreign;
    api::Traffic traffic;
};

std::optional<std::uint32_t> sumOf(const std::vector<std::size_t>& rows, const SplitBackendsModel::Tenths& tenths)
{
    if (tenths.empty())
        return std::nullopt;
    std::uint32_t sum = 0;
    for (const std::size_t row : rows)
        sum += tenths[row];
    return sum;
}

Sum sumOf(const std::vector<std::size_t>& rows, const SplitBackendsModel& backends)
{
    Sum sum{sumOf(rows, backends.liveTenths()).value_or(0),
            sumOf(rows, backends.countedTenths()),
            sumOf(rows, backends.foreignTenths()),
            {}};
    for (const std::size_t row : rows) {
        const api::BackendView& backend = backends.backends()[row];
        sum.traffic.window = backend.traffic.window;
        sum.traffic.requests += backend.traffic.requests;
    }
    return sum;
}

std::optional<double> shareOf(std::optional<std::uint32_t> tenths)
{
    return tenths ? std::optional(*tenths / 1000.0) : std::nullopt;
}

} // namespace

int ArmRows::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ArmRows::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case ServiceRole:
        return row.service;
    case ColourIndexRole:
        return row.colourIndex;
    case LiveTextRole:
        return row.live;
    case CountedTextRole:
        return row.counted;
    case ActualTextRole:
        return row.actual;
    case ForeignTextRole:
        return row.foreign;
    case BasisTextRole:
        return row.basis;
    default:
        return {};
    }
}

QHash<int, QByteArray> ArmRows::roleNames() const
{
    return {{ServiceRole, "service"},         {ColourIndexRole, "colourIndex"}, {LiveTextRole, "liveText"},
            {CountedTextRole, "countedText"}, {ActualTextRole, "actualText"},   {ForeignTextRole, "foreignText"},
            {BasisTextRole, "basisText"}};
}

ArmRows::Row ArmRows::rowOf(const SplitController::Arm& arm, const SplitBackendsModel& backends)
{
    const Sum sum = sumOf(arm.backends, backends);
    Row row;
    row.service = arm.name;
    row.colourIndex = arm.isRest ? colourOfRest : arm.colourIndex;
    row.live = text::share(sum.live / 1000.0);
    row.actual = text::measuredShare(shareOf(sum.counted));
    row.counted = backends.countedText(row.actual);
    row.foreign = sum.foreign ? text::share(*sum.foreign / 1000.0) : QString();
    row.basis = text::basis(sum.traffic, backends.window());
    return row;
}

void ArmRows::take(const std::vector<SplitController::Arm>& arms, const SplitBackendsModel& backends)
{
    std::vector<Row> rows;
    rows.reserve(arms.size());
    for (const SplitController::Arm& arm : arms)
        rows.push_back(rowOf(arm, backends));
    if (rows == m_rows)
        return;
    const bool isSame = rows.size() == m_rows.size();
    if (!isSame)
        beginResetModel();
    m_rows = std::move(rows);
    if (isSame) {
        Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    endResetModel();
    Q_EMIT countChanged();
}

} // namespace causeway::app::canvas
