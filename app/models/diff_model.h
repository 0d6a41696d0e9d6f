#pragma once

#include "engine/api/views.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace causeway::app {

/// The lines of a difference, without the indentation that they share.
class DiffModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of RouteDetails.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        TextRole = Qt::UserRole + 1,
        KindRole,
        SignRole
    };
    Q_ENUM(Role)

    /// Same order as api::DiffLine::Kind.
    enum Kind
    {
        Same,
        Removed,
        Added,
        Skipped
    };
    Q_ENUM(Kind)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return rowCount(); }

    void setLines(const std::vector<api::DiffLine>& lines);

Q_SIGNALS:
    void countChanged();

private:
    std::vector<api::DiffLine> m_lines;
};

} // namespace causeway::app
