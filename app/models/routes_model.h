#pragma once

#include "engine/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace causeway::app {

/// Routes to choose from, each in a line.
class RoutesModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a RouteChoice.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        RouteIdRole = Qt::UserRole + 1,
        LabelRole,    // "/card/dispute"
        ResourceRole, // "checkout-cutover"
        SplitRole,    // "checkout 28%, returns 4%"
        RateRole,     // "310 rps"
        BasisRole
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }

    /// Rows are kept when the routes are the same.
    void setRoutes(std::vector<api::RouteView> routes);

Q_SIGNALS:
    void countChanged();

private:
    std::vector<api::RouteView> m_routes;
};

} // namespace causeway::app
