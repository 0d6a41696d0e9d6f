#include "app/actions/action_table.h"

#include <algorithm>

namespace causeway::app {

ActionTable::~ActionTable()
{
    // Actions that outlive the table must not come back to it.
    for (ConsoleAction* action : m_actions)
        action->leaveTable();
}

int ActionTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_actions.size());
}

QVariant ActionTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    ConsoleAction* const action = m_actions[static_cast<std::size_t>(index.row())];
    switch (role) {
    case ActionRole:
        return QVariant::fromValue(action);
    case GroupRole:
        return action->group();
    case GroupTitleRole:
        return ConsoleAction::titleOf(action->group());
    case Qt::DisplayRole:
    case TitleRole:
        return action->title();
    case KeysRole:
        return action->keys();
    default:
        return {};
    }
}

QHash<int, QByteArray> ActionTable::roleNames() const
{
    return {{ActionRole, "action"},
            {GroupRole, "group"},
            {GroupTitleRole, "groupTitle"},
            {TitleRole, "title"},
            {KeysRole, "keys"}};
}

QString ActionTable::groupTitle(int group) const
{
    return ConsoleAction::titleOf(static_cast<ConsoleAction::Group>(group)).toUpper();
}

void ActionTable::add(ConsoleAction* action)
{
    // QML completes what a file declares from its end to its beginning.
    const auto place = std::lower_bound(m_actions.begin(), m_actions.end(), action,
                                        [](const auto* x, const auto* y) { return x->group() < y->group(); });
    const int row = static_cast<int>(place - m_actions.begin());
    beginInsertRows({}, row, row);
    m_actions.insert(place, action);
    endInsertRows();
    connect(action, &ConsoleAction::changed, this, [this, action] {
        const auto found = std::find(m_actions.begin(), m_actions.end(), action);
        const QModelIndex changed = index(static_cast<int>(found - m_actions.begin()));
        Q_EMIT dataChanged(changed, changed);
    });
}

void ActionTable::remove(ConsoleAction* action)
{
    const auto found = std::find(m_actions.begin(), m_actions.end(), action);
    if (found == m_actions.end())
        return;
    const int row = static_cast<int>(found - m_actions.begin());
    beginRemoveRows({}, row, row);
    action->disconnect(this);
    m_actions.erase(found);
    endRemoveRows();
}

} // namespace causeway::app
