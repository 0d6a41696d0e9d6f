#pragma once

#include "app/models/view_filter.h"
#include "engine/api/views.h"

#include <QAbstractItemModel>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace causeway::app {

/// The same things as the picture, as a tree: zones with their nodes and data planes, the links between them, the
/// routes with their backends, what was broken and who was turned away. It is what keys and screen readers walk.
///
/// Shape: one column. Rows keep their place over views, so that what is unfolded and chosen stays so; only what came or
///        went is inserted or removed.
class TopologyTreeModel : public QAbstractItemModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")

public:
    enum Role
    {
        NameRole = Qt::UserRole + 1,
        DetailRole, // "1,240 rps · p99 9 ms"
        ToneRole,
        NodeIdRole,  // Empty where the row is no node.
        RouteIdRole, // Empty where the row is no route.
        LinkIdRole,  // Empty where the row is no link.
        SpokenRole,  // Name, detail and state in one sentence.
    };
    Q_ENUM(Role)

    /// What a row is made of; also how the fresh state of the tree is handed over.
    struct Item
    {
        std::string key; // Unique among its siblings.
        QString name;
        QString detail;
        QString state; // In words, for those who do not see the tone.
        int tone = 0;
        QString nodeId;
        QString routeId;
        QString linkId;
        std::vector<std::unique_ptr<Item>> children;
        Item* parent = nullptr;
    };

    explicit TopologyTreeModel(QObject* parent = nullptr);
    ~TopologyTreeModel() override;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void setView(const api::ClusterView& view);
    /// Without what does not fit: a row stays when it fits, or one above or below it does. `span`: the stretch of time
    /// that the view's figures are of; empty: they are of now.
    void setView(const api::ClusterView& view, const ViewFilter& filter, const QString& span = {});

private:
    void merge(Item& known, const QModelIndex& index, std::vector<std::unique_ptr<Item>> fresh);
    void insert(Item& parent, const QModelIndex& index, std::size_t row, std::unique_ptr<Item> child);
    void remove(Item& parent, const QModelIndex& index, std::size_t first, std::size_t end);
    Item& itemAt(const QModelIndex& index) const;

    std::unique_ptr<Item> m_root;
};

} // namespace causeway::app
