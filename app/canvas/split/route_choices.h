#pragma once

#include "app/canvas/topology_canvas.h"

#include <QAbstractListModel>
#include <QPointer>

namespace causeway::app::canvas {

/// The routes that one node splits, to choose whose arc is drawn: those of the node that decides the selected route.
///
/// Shape: in the order of the view; shown only where there are at least two and the node is seen, from afar only while
///        the node is chosen.
/// Units: pixels of the canvas.
class RouteChoices : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(causeway::app::canvas::TopologyCanvas* canvas READ canvas WRITE setCanvas NOTIFY canvasChanged REQUIRED)
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(int chosen READ chosen NOTIFY changed) // A row; -1: none of them.
    Q_PROPERTY(QString chosenText READ chosenText NOTIFY changed)
    Q_PROPERTY(QString nodeName READ nodeName NOTIFY changed)
    Q_PROPERTY(bool isNodeSelected READ isNodeSelected NOTIFY nodeSelectionChanged)
    Q_PROPERTY(bool isShown READ isShown NOTIFY placeChanged)
    Q_PROPERTY(QPointF place READ place NOTIFY placeChanged) // Below the node.
    Q_PROPERTY(double nodeWidth READ nodeWidth NOTIFY placeChanged)

public:
    enum Role
    {
        LabelRole = Qt::UserRole + 1, // "/card/dispute"
        SplitRole,                    // "checkout 28%"
        RateRole
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    TopologyCanvas* canvas() const { return m_canvas; }
    void setCanvas(TopologyCanvas* canvas);

    int count() const { return rowCount(); }
    int chosen() const { return m_chosen; }
    QString chosenText() const;
    const QString& nodeName() const { return m_nodeName; }
    bool isNodeSelected() const { return m_isNodeSelected; }
    bool isShown() const { return m_isShown; }
    const QPointF& place() const { return m_place; }
    double nodeWidth() const { return m_nodeWidth; }

    Q_INVOKABLE void choose(int row);
    Q_INVOKABLE void step(int rows); // Stops at the ends.

Q_SIGNALS:
    void canvasChanged();
    void changed();
    void nodeSelectionChanged();
    void placeChanged();

private:
    struct Row
    {
        QString id;
        QString label;
        QString split;
        QString rate;
        bool operator==(const Row&) const = default;
    };

    void takeScene();
    void takePlace();
    std::vector<Row> rowsOf(const api::ClusterView& view);

    QPointer<TopologyCanvas> m_canvas;
    std::vector<Row> m_rows;
    QString m_nodeId;
    QString m_nodeName;
    int m_chosen = -1;
    bool m_isNodeSelected = false;
    bool m_isShown = false;
    QPointF m_place;
    double m_nodeWidth = 0;
};

} // namespace causeway::app::canvas
