#include "app/models/fault_offers_model.h"

#include <algorithm>

namespace causeway::app {

namespace {

bool areSame(const api::FaultOffer& one, const api::FaultOffer& other)
{
    const auto isSameTarget = [](const auto& x, const auto& y) { return x.id == y.id && x.name == y.name; };
    return one.kind == other.kind && one.title == other.title && one.unit == other.unit && one.least == other.least &&
           one.most == other.most && std::ranges::equal(one.targets, other.targets, isSameTarget);
}

} // namespace

int FaultOffersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_offers.size());
}

QVariant FaultOffersModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::FaultOffer& offer = m_offers[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return QString::fromStdString(offer.title);
    default:
        return {};
    }
}

QHash<int, QByteArray> FaultOffersModel::roleNames() const
{
    return {{TitleRole, "title"}};
}

void FaultOffersModel::setOffers(const std::vector<api::FaultOffer>& offers)
{
    if (std::ranges::equal(offers, m_offers, areSame))
        return; // Each view brings them; a menu that is open must not close for that.
    beginResetModel();
    m_offers = offers;
    endResetModel();
    Q_EMIT countChanged();
}

} // namespace causeway::app
