#pragma once

#include "engine/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace causeway::app {

/// What can be broken here, in the order of the cluster.
class FaultOffersModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        TitleRole = Qt::UserRole + 1
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }
    const std::vector<api::FaultOffer>& offers() const { return m_offers; }
    void setOffers(const std::vector<api::FaultOffer>& offers);

Q_SIGNALS:
    void countChanged();

private:
    std::vector<api::FaultOffer> m_offers;
};

} // namespace causeway::app
