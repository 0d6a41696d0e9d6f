#include "app/models/faults_model.h"

#include "app/text/traffic_text.h"

#include <algorithm>

namespace causeway::app {

int FaultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_faults.size());
}

QVariant FaultsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::FaultView& fault = m_faults[static_cast<std::size_t>(index.row())];
    switch (role) {
    case FaultIdRole:
        return static_cast<int>(fault.id);
    case Qt::DisplayRole:
    case TitleRole:
        return QString::fromStdString(fault.title);
    case OriginRole: {
        if (fault.author.empty())
            return tr("by the link's own switch");
        const QString who = fault.author == m_author ? tr("you") : QString::fromStdString(fault.author);
        const QString since = text::clockTime(fault.since);
        return fault.until ? tr("%1, %2 to %3").arg(who, since, text::clockTime(*fault.until))
                           : tr("%1, since %2").arg(who, since);
    }
    case LastsRole:
        return !fault.until.has_value();
    case PlaceRole:
        return QString::fromStdString(fault.at);
    default:
        return {};
    }
}

QHash<int, QByteArray> FaultsModel::roleNames() const
{
    return {{FaultIdRole, "faultId"},
            {TitleRole, "title"},
            {OriginRole, "origin"},
            {LastsRole, "lasts"},
            {PlaceRole, "place"}};
}

void FaultsModel::setFaults(const std::vector<api::FaultView>& faults, const std::string& author)
{
    m_author = author;
    const bool isSame = std::ranges::equal(faults, m_faults, {}, &api::FaultView::id, &api::FaultView::id);
    if (!isSame)
        beginResetModel();
    m_faults = faults;
    if (!isSame) {
        endResetModel();
        Q_EMIT countChanged();
    } else if (!m_faults.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
}

} // namespace causeway::app
