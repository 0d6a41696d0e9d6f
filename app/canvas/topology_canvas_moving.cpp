#include "app/canvas/topology_canvas.h"

#include <QCursor>

#include <algorithm>
#include <cmath>

namespace causeway::app::canvas {

namespace {

constexpr double grid = 12;
constexpr std::chrono::milliseconds endOfKeyMove{700};

double onGrid(double value)
{
    return std::round(value / grid) * grid;
}

} // namespace

std::optional<std::size_t> TopologyCanvas::indexOf(const std::string& node) const
{
    const auto found = std::ranges::lower_bound(m_shape.nodes, node, {}, &GraphNode::id);
    if (found == m_shape.nodes.end() || found->id != node)
        return std::nullopt;
    return static_cast<std::size_t>(found - m_shape.nodes.begin());
}

// Null for what stands outside of all zones.
QRectF TopologyCanvas::zoneRectOf(std::size_t node) const
{
    const auto zone = std::ranges::find(m_layout.zones, m_shape.nodes[node].zone, &PlacedZone::name);
    return zone == m_layout.zones.end() ? QRectF() : zone->rect;
}

// What a card must not be put upon: the cards of its zone, or for one outside the other outsiders and the zones.
std::vector<QRectF> TopologyCanvas::othersBeside(std::size_t node) const
{
    std::vector<QRectF> others;
    const std::string& zone = m_shape.nodes[node].zone;
    for (std::size_t other = 0; other < m_shape.nodes.size(); ++other) {
        if (other != node && m_shape.nodes[other].zone == zone)
            others.push_back(m_layout.nodes[other]);
    }
    if (zone.empty()) {
        for (const PlacedZone& placed : m_layout.zones)
            others.push_back(placed.rect);
    }
    return others;
}

void TopologyCanvas::setPlaceOf(Places& places, const std::string& node, const QPointF& corner) const
{
    places[node] = corner - zoneRectOf(*indexOf(node)).topLeft();
}

void TopologyCanvas::takeKeptPlaces()
{
    const std::string& cluster = m_bridge->view()->name;
    std::string key = cluster;
    for (const std::string& zone : m_shape.zones)
        key += '\n' + zone;
    if (key == m_keptKey)
        return;
    m_keptKey = key;
    m_layout.arrangement.moved = LayoutStore(m_layoutFolder).load(cluster, m_shape.zones);
}

void TopologyCanvas::place(const Places& places)
{
    Arrangement arrangement = m_layout.arrangement;
    arrangement.moved = places;
    const bool wasFitted = std::exchange(m_isFitted, false); // What is in the hand must not slip away below it.
    layOutAnew(arrangement);
    m_isFitted = wasFitted;
}

void TopologyCanvas::keep()
{
    const LayoutStore store(m_layoutFolder);
    if (m_bridge && !store.save(m_bridge->view()->name, m_shape.zones, m_layout.arrangement.moved))
        Q_EMIT layoutNotSaved();
}

void TopologyCanvas::addUndoStep(const QString& title, const Places& before, std::shared_ptr<Places> after)
{
    if (!m_undo)
        return;
    const auto put = [canvas = QPointer(this)](const Places& places) {
        if (!canvas)
            return;
        canvas->m_keyMove.reset(); // The next key begins a step of its own.
        canvas->place(places);
        canvas->keep();
    };
    m_undo->add({title, [put, before] { put(before); }, [put, after = std::move(after)] { put(*after); }});
}

void TopologyCanvas::holdCard(const QPointF& point)
{
    const SceneNode* node = nodeAt(point);
    m_held.reset();
    if (node && m_viewport.zoom() >= detail::cards)
        m_held = HeldCard{node->id, toWorld(point) - node->rect.topLeft(), m_layout.arrangement.moved};
}

void TopologyCanvas::moveHeldCard(const QPointF& point)
{
    const auto index = indexOf(m_held->node);
    if (!index)
        return m_held.reset(); // It went away meanwhile.
    setCursor(Qt::ClosedHandCursor);
    QPointF corner = toWorld(point) - m_held->grip;
    if (const QRectF zone = zoneRectOf(*index); !zone.isNull()) {
        corner.setX(std::max(corner.x(), zone.left() + grid));
        corner.setY(std::max(corner.y(), zone.top() + metric::zoneHeader));
    }
    Places places = m_layout.arrangement.moved;
    setPlaceOf(places, m_held->node, corner);
    place(places);
}

void TopologyCanvas::dropCard()
{
    const HeldCard held = *std::exchange(m_held, std::nullopt);
    const auto index = indexOf(held.node);
    if (!index)
        return;
    const QRectF zone = zoneRectOf(*index);
    QRectF wanted = m_layout.nodes[*index];
    wanted.moveTopLeft(zone.topLeft() +
                       QPointF(onGrid(wanted.left() - zone.left()), onGrid(wanted.top() - zone.top())));
    Places places = m_layout.arrangement.moved;
    setPlaceOf(places, held.node, freePlaceNear(wanted, zone, othersBeside(*index)).topLeft());
    place(places);
    keep();
    addUndoStep(tr("moving %1").arg(m_scene.nodes[*index].name), held.before, std::make_shared<Places>(places));
}

void TopologyCanvas::putCardBack()
{
    const HeldCard held = *std::exchange(m_held, std::nullopt);
    m_isCalledOff = true;
    place(held.before);
}

void TopologyCanvas::moveChosen(int right, int down)
{
    const std::string node = m_selection ? m_selection->nodeId().toStdString() : std::string();
    const auto index = indexOf(node);
    if (!index || (right == 0 && down == 0))
        return;
    constexpr int farthest = 100; // Steps over what lies in the way.
    const QRectF zone = zoneRectOf(*index);
    const std::vector<QRectF> others = othersBeside(*index);
    QRectF wanted = m_layout.nodes[*index];
    for (int step = 0; step < farthest; ++step) {
        wanted.translate(right * grid, down * grid);
        if (freePlaceNear(wanted, zone, others) == wanted)
            break;
    }
    const QRectF free = freePlaceNear(wanted, zone, others);
    if (free == m_layout.nodes[*index])
        return;
    const Places before = m_layout.arrangement.moved;
    Places places = before;
    setPlaceOf(places, node, free.topLeft());
    place(places);
    keep();
    if (m_keyMove && m_keyMove->node == node && !m_keyMove->since.hasExpired(endOfKeyMove.count())) {
        *m_keyMove->after = places;
    } else {
        m_keyMove = KeyMove{node, {}, std::make_shared<Places>(places)};
        addUndoStep(tr("moving %1").arg(m_scene.nodes[*index].name), before, m_keyMove->after);
    }
    m_keyMove->since.restart();
}

void TopologyCanvas::resetLayout()
{
    if (!isArranged())
        return;
    const Places before = m_layout.arrangement.moved;
    layOutAnew({}); // Also what came and went leaves no gaps.
    keep();
    addUndoStep(tr("layout reset"), before, std::make_shared<Places>());
    fit();
}

} // namespace causeway::app::canvas
