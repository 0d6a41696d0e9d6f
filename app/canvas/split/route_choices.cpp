#include "app/canvas/split/route_choices.h"

#include "app/text/traffic_text.h"

#include <algorithm>

namespace causeway::app::canvas {

namespace {

constexpr double nearZoom = 0.62; // Below it what stands under the node is too near.

// "checkout 28%" of two, "5 backends" of more.
QString splitText(const api::RouteView& route)
{
    if (route.backends.size() > 2)
        return RouteChoices::tr("%1 backends").arg(route.backends.size());
    const auto isNew = [&](const api::BackendView& backend) { return backend.service != route.destination; };
    const auto side = std::ranges::find_if(route.backends, isNew);
    const api::BackendView& shown = side == route.backends.end() ? route.backends.back() : *side;
    return QStringLiteral("%1 %2").arg(QString::fromStdString(shown.service), text::share(shown.desiredShare));
}

} // namespace

int RouteChoices::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RouteChoices::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case LabelRole:
        return row.label;
    case SplitRole:
        return row.split;
    case RateRole:
        return row.rate;
    default:
        return {};
    }
}

QHash<int, QByteArray> RouteChoices::roleNames() const
{
    return {{LabelRole, "label"}, {SplitRole, "split"}, {RateRole, "rate"}};
}

void RouteChoices::setCanvas(TopologyCanvas* canvas)
{
    if (m_canvas == canvas)
        return;
    if (m_canvas)
        m_canvas->disconnect(this);
    m_canvas = canvas;
    if (canvas) {
        connect(canvas, &TopologyCanvas::sceneChanged, this, &RouteChoices::takeScene);
        connect(canvas, &TopologyCanvas::viewportChanged, this, &RouteChoices::takePlace);
    }
    Q_EMIT canvasChanged();
    takeScene();
}

std::vector<RouteChoices::Row> RouteChoices::rowsOf(const api::ClusterView& view)
{
    const std::string chosen = m_canvas->selection()->routeId().toStdString();
    const auto route = std::ranges::find(view.routes, chosen, &api::RouteView::id);
    m_chosen = -1;
    m_nodeId.clear();
    std::vector<Row> rows;
    if (route == view.routes.end())
        return rows;
    m_nodeId = QString::fromStdString(route->decidedBy);
    const auto node = std::ranges::find(view.nodes, route->decidedBy, &api::NodeView::id);
    m_nodeName = node == view.nodes.end() ? QString() : QString::fromStdString(node->name);
    for (const api::RouteView& each : view.routes) {
        if (each.decidedBy != route->decidedBy || each.backends.size() < 2)
            continue;
        if (each.id == chosen)
            m_chosen = static_cast<int>(rows.size());
        rows.push_back({QString::fromStdString(each.id), QString::fromStdString(each.label), splitText(each),
                        text::rateWithUnit(each.traffic.requestsPerSecond)});
    }
    return rows;
}

void RouteChoices::takeScene()
{
    if (!m_canvas || !m_canvas->bridge() || !m_canvas->selection())
        return;
    std::vector<Row> rows = rowsOf(*m_canvas->bridge()->view());
    const bool isSame = std::ranges::equal(rows, m_rows, {}, &Row::id, &Row::id);
    if (!isSame)
        beginResetModel();
    m_rows = std::move(rows);
    if (!isSame)
        endResetModel();
    else if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    Q_EMIT changed();
    const bool isNodeSelected = !m_nodeId.isEmpty() && m_canvas->selection()->nodeId() == m_nodeId;
    if (isNodeSelected != m_isNodeSelected) {
        m_isNodeSelected = isNodeSelected;
        Q_EMIT nodeSelectionChanged();
    }
    takePlace();
}

void RouteChoices::takePlace()
{
    const QRectF node = m_canvas ? m_canvas->spaceOf(m_nodeId) : QRectF();
    const bool isSeen = !node.isEmpty() && node.intersects(QRectF(QPointF(), m_canvas->size()));
    m_isShown = isSeen && count() > 1 && (m_isNodeSelected || m_canvas->zoom() >= nearZoom);
    m_place = node.bottomLeft() + QPointF(0, 3);
    m_nodeWidth = m_canvas ? m_canvas->nodeRect(m_nodeId).width() : 0;
    Q_EMIT placeChanged();
}

QString RouteChoices::chosenText() const
{
    return m_chosen < 0 ? QString() : m_rows[static_cast<std::size_t>(m_chosen)].label;
}

void RouteChoices::choose(int row)
{
    if (!m_canvas || !m_canvas->selection() || row < 0 || row >= count())
        return;
    const QString id = m_rows[static_cast<std::size_t>(row)].id; // Choosing makes the rows anew.
    m_canvas->selection()->setRouteId(id);
}

void RouteChoices::step(int rows)
{
    choose(std::clamp(m_chosen + rows, 0, count() - 1));
}

} // namespace causeway::app::canvas
