#pragma once

#include "app/actions/console_action.h"

#include <QAbstractListModel>

#include <vector>

namespace causeway::app {

/// Every action there is at the moment: what the keys, the palette, the menus and the list of keys are made of.
///
/// Shape: in the order of the groups; within one in that in which a file declares them, what came later first.
class ActionTable : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT

public:
    enum Role
    {
        ActionRole = Qt::UserRole + 1,
        GroupRole,
        GroupTitleRole,
        TitleRole,
        KeysRole
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;
    ~ActionTable() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    const std::vector<ConsoleAction*>& actions() const { return m_actions; }

    /// As a heading of a list.
    Q_INVOKABLE QString groupTitle(int group) const;

    void add(ConsoleAction* action);
    void remove(ConsoleAction* action);

private:
    std::vector<ConsoleAction*> m_actions; // Each takes itself out before it ends.
};

} // namespace causeway::app
