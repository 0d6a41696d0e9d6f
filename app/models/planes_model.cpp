#include "app/models/planes_model.h"

#include "app/text/plane_text.h"

#include <algorithm>

namespace causeway::app {

int PlanesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_planes.size());
}

QVariant PlanesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::PlaneView& plane = m_planes[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return QString::fromStdString(plane.name);
    case RoleRole:
        return QString::fromStdString(plane.role);
    case ZoneRole:
        return QString::fromStdString(plane.zone);
    case StateRole:
        return text::state(plane);
    case ToneRole:
        return QVariant::fromValue(text::toneOf(plane.state));
    case RevisionRole:
        return static_cast<qulonglong>(plane.servedRevision);
    default:
        return {};
    }
}

QHash<int, QByteArray> PlanesModel::roleNames() const
{
    return {{NameRole, "name"},   {RoleRole, "role"}, {ZoneRole, "zone"},
            {StateRole, "state"}, {ToneRole, "tone"}, {RevisionRole, "revision"}};
}

void PlanesModel::setPlanes(const std::vector<api::PlaneView>& planes)
{
    const bool isSame = std::equal(planes.begin(), planes.end(), m_planes.begin(), m_planes.end(),
                                   [](const auto& x, const auto& y) { return x.name == y.name; });
    if (!isSame)
        beginResetModel();
    m_planes = planes;
    if (!isSame)
        endResetModel();
    else if (!m_planes.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {StateRole, ToneRole, RevisionRole});
}

} // namespace causeway::app
