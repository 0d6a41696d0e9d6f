#pragma once

#include "engine/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace causeway::app {

/// The faults that last and those that ended lately, as the view has them: newest first.
class FaultsModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        FaultIdRole = Qt::UserRole + 1,
        TitleRole,
        OriginRole, // "you, since 14:02:11", "ops, 14:02:11 to 14:03:02", "by the link's own switch"
        LastsRole,
        PlaceRole // Id of what it is drawn at.
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }
    void setFaults(const std::vector<api::FaultView>& faults, const std::string& author);

Q_SIGNALS:
    void countChanged();

private:
    std::vector<api::FaultView> m_faults;
    std::string m_author;
};

} // namespace causeway::app
