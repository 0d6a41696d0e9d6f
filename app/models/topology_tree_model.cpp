#include "app/models/topology_tree_model.h"

#include "app/models/topology_outline.h"

#include <algorithm>

namespace causeway::app {

namespace {

void leaveOut(std::vector<std::unique_ptr<TopologyTreeModel::Item>>& items, const ViewFilter& filter)
{
    std::erase_if(items, [&](const auto& item) {
        if (filter.fits(item->name + QLatin1Char('\n') + item->detail))
            return false;
        leaveOut(item->children, filter);
        return item->children.empty();
    });
}

} // namespace

TopologyTreeModel::TopologyTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Item>())
{
}

TopologyTreeModel::~TopologyTreeModel() = default;

TopologyTreeModel::Item& TopologyTreeModel::itemAt(const QModelIndex& index) const
{
    return index.isValid() ? *static_cast<Item*>(index.internalPointer()) : *m_root;
}

QModelIndex TopologyTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, itemAt(parent).children[static_cast<std::size_t>(row)].get());
}

QModelIndex TopologyTreeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid())
        return {};
    Item* const parent = itemAt(child).parent;
    if (!parent || parent == m_root.get())
        return {};
    const auto& siblings = parent->parent->children;
    const auto place = std::find_if(siblings.begin(), siblings.end(), [=](auto& each) { return each.get() == parent; });
    return createIndex(static_cast<int>(place - siblings.begin()), 0, parent);
}

int TopologyTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(itemAt(parent).children.size());
}

int TopologyTreeModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QVariant TopologyTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Item& item = itemAt(index);
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return item.name;
    case DetailRole:
        return item.detail;
    case ToneRole:
        return item.tone;
    case NodeIdRole:
        return item.nodeId;
    case RouteIdRole:
        return item.routeId;
    case LinkIdRole:
        return item.linkId;
    case Qt::AccessibleTextRole:
    case SpokenRole: {
        QStringList parts{item.name, item.detail, item.state};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> TopologyTreeModel::roleNames() const
{
    return {{Qt::DisplayRole, "display"}, {NameRole, "name"},       {DetailRole, "detail"}, {ToneRole, "tone"},
            {NodeIdRole, "nodeId"},       {RouteIdRole, "routeId"}, {LinkIdRole, "linkId"}, {SpokenRole, "spoken"}};
}

void TopologyTreeModel::setView(const api::ClusterView& view)
{
    merge(*m_root, {}, outlineOf(view));
}

void TopologyTreeModel::setView(const api::ClusterView& view, const ViewFilter& filter, const QString& span)
{
    std::vector<std::unique_ptr<Item>> items = outlineOf(view, span);
    if (filter.isActive())
        leaveOut(items, filter);
    merge(*m_root, {}, std::move(items));
}

void TopologyTreeModel::merge(Item& known, const QModelIndex& index, std::vector<std::unique_ptr<Item>> fresh)
{
    for (std::size_t row = 0; row < fresh.size(); ++row) {
        const auto begin = known.children.begin() + static_cast<std::ptrdiff_t>(row);
        const auto match =
            std::find_if(begin, known.children.end(), [&](const auto& child) { return child->key == fresh[row]->key; });
        if (match == known.children.end()) {
            insert(known, index, row, std::move(fresh[row]));
            continue;
        }
        remove(known, index, row, static_cast<std::size_t>(match - known.children.begin()));

        Item& child = *known.children[row];
        const QModelIndex place = createIndex(static_cast<int>(row), 0, &child);
        const bool isSame = child.name == fresh[row]->name && child.detail == fresh[row]->detail &&
                            child.state == fresh[row]->state && child.tone == fresh[row]->tone;
        child.name = fresh[row]->name;
        child.detail = fresh[row]->detail;
        child.state = fresh[row]->state;
        child.tone = fresh[row]->tone;
        if (!isSame)
            Q_EMIT dataChanged(place, place);
        merge(child, place, std::move(fresh[row]->children));
    }
    remove(known, index, fresh.size(), known.children.size());
}

void TopologyTreeModel::insert(Item& parent, const QModelIndex& index, std::size_t row, std::unique_ptr<Item> child)
{
    beginInsertRows(index, static_cast<int>(row), static_cast<int>(row));
    child->parent = &parent;
    parent.children.insert(parent.children.begin() + static_cast<std::ptrdiff_t>(row), std::move(child));
    endInsertRows();
}

void TopologyTreeModel::remove(Item& parent, const QModelIndex& index, std::size_t first, std::size_t end)
{
    if (first >= end)
        return;
    beginRemoveRows(index, static_cast<int>(first), static_cast<int>(end) - 1);
    parent.children.erase(parent.children.begin() + static_cast<std::ptrdiff_t>(first),
                          parent.children.begin() + static_cast<std::ptrdiff_t>(end));
    endRemoveRows();
}

} // namespace causeway::app
