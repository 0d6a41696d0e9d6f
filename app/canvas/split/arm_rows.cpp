#include "app/canvas/split/arm_rows.h"

#include "app/text/traffic_text.h"

#include <algorithm>
#include <optional>

namespace causeway::app::canvas {

namespace {

constexpr int colourOfRest = -1;

/// What the backends of one arm come to.
struct Sum
{
    std::optional<double> counted;
    double foreign = 0;
    bool isForeign = false;
    api::Traffic traffic;
};

Sum sumOf(const std::vector<std::size_t>& rows, const SplitBackendsModel& backends)
{
    Sum sum;
    for (const std::size_t row : rows) {
        const api::BackendView& backend = backends.backends()[row];
        if (backend.actualShare)
            sum.counted = sum.counted.value_or(0) + *backend.actualShare;
        const QModelIndex index = backends.index(static_cast<int>(row));
        const double foreign = backends.data(index, SplitBackendsModel::ForeignShareRole).toDouble();
        sum.isForeign = sum.isForeign || foreign >= 0;
        sum.foreign += std::max(0.0, foreign);
        sum.traffic.window = backend.traffic.window;
        sum.traffic.requests += backend.traffic.requests;
    }
    return sum;
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
    const QModelIndex first = backends.index(static_cast<int>(arm.backends.front()));
    Row row;
    row.service = arm.name;
    row.colourIndex = arm.isRest ? colourOfRest : arm.colourIndex;
    // Of one backend as the inspector has it, whose roundings come to a hundred together.
    row.live = arm.isRest ? text::share(arm.share) : backends.data(first, SplitBackendsModel::LiveTextRole).toString();
    row.actual = text::measuredShare(sum.counted);
    row.counted = backends.countedText(row.actual);
    row.foreign = sum.isForeign ? text::share(sum.foreign) : QString();
    row.basis = text::basis(sum.traffic, backends.window());
    return row;
}

void ArmRows::take(const std::vector<SplitController::Arm>& arms, const SplitBackendsModel& backends)
{
    std::vector<Row> rows;
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
