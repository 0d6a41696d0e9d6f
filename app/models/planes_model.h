#pragma once

#include "engine/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace causeway::app {

/// The data planes and what each serves.
class PlanesModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")

public:
    enum Role
    {
        NameRole = Qt::UserRole + 1,
        RoleRole,
        ZoneRole,
        StateRole,
        ToneRole,
        RevisionRole
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void setPlanes(const std::vector<api::PlaneView>& planes);

private:
    std::vector<api::PlaneView> m_planes;
};

} // namespace causeway::app
