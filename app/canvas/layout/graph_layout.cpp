#include "app/canvas/layout/graph_layout.h"

#include "app/canvas/layout/layers.h"
#include "app/canvas/layout/lines.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace causeway::app::canvas {

namespace {

constexpr double screenAspect = 1.6;

/// Turns blocks into rectangles: sizes of zones first, then places of zones, then of nodes.
class Placement
{
public:
    Placement(const GraphShape& shape, const Adjacency& adjacency, const std::vector<int>& layers, GraphLayout& layout)
        : m_shape(shape)
        , m_adjacency(adjacency)
        , m_layers(layers)
        , m_layout(layout)
    {
        for (const GraphSplit& split : shape.splits)
            m_deciding.insert(adjacency.indexOf.at(split.node));
    }

    void placeZones(const Arrangement& before);
    void placeNodes();
    void placeOutsiders();
    void measure();

private:
    void giveWay();
    /// Where each layer of a column of zones starts, from the zone's left side.
    struct LayerColumns
    {
        std::map<int, double> x;
        double width = 0;
    };

    int zoneColumnOf(std::size_t zone) const { return static_cast<int>(zone) % m_layout.arrangement.zoneColumns; }
    double zoneHeight(std::size_t zone) const;
    double rowsOfZone(const std::string& zone, const Arrangement& before) const;
    void centreNewBlocks(const std::string& zone, double rows);
    int chooseZoneColumns(const Arrangement& before) const;
    LayerColumns layerColumns(int zoneColumn) const;
    QSizeF reachOfMoved(const std::string& zone) const;
    QRectF placeOfSlot(const std::pair<std::string, int>& key, const Block& block, std::size_t slot) const;
    std::size_t zoneNumber(const std::string& zone) const
    {
        return static_cast<std::size_t>(std::ranges::find(m_shape.zones, zone) - m_shape.zones.begin());
    }
    double meanOfNeighbours(std::size_t node, const std::vector<std::size_t>& neighbours) const;
    void stackOutsiders(std::vector<std::size_t> nodes, double x);

    const GraphShape& m_shape;
    const Adjacency& m_adjacency;
    const std::vector<int>& m_layers;
    GraphLayout& m_layout;
    std::set<std::size_t> m_deciding;
    std::vector<LayerColumns> m_columns; // By column of zones.
};

double Placement::rowsOfZone(const std::string& zone, const Arrangement& before) const
{
    const auto known = before.zoneRows.find(zone);
    double rows = known == before.zoneRows.end() ? 1 : known->second;
    for (const auto& [key, block] : m_layout.arrangement.blocks) {
        if (key.first == zone)
            rows = std::max(rows, std::max(block.top, 0.0) + block.rows());
    }
    const auto isDeciding = [&](std::size_t node) { return m_shape.nodes[node].zone == zone; };
    return std::ranges::any_of(m_deciding, isDeciding) ? std::max(rows, 2.0) : rows; // The arc is about two rows high.
}

void Placement::centreNewBlocks(const std::string& zone, double rows)
{
    for (auto& [key, block] : m_layout.arrangement.blocks) {
        if (key.first == zone && block.top < 0)
            block.top = std::floor(rows - block.rows()) / 2;
    }
}

double Placement::zoneHeight(std::size_t zone) const
{
    const double rows = m_layout.arrangement.zoneRows.at(m_shape.zones[zone]);
    const double height = metric::zoneHeader + (rows - 1) * metric::rowPitch + metric::cardHeight;
    return std::max(height, reachOfMoved(m_shape.zones[zone]).height()) + metric::zonePadding;
}

// To the right and lower end of what was moved by hand in a zone.
QSizeF Placement::reachOfMoved(const std::string& zone) const
{
    QSizeF reach(0, 0);
    for (const auto& [id, place] : m_layout.arrangement.moved) {
        const auto node = m_adjacency.indexOf.find(id);
        if (node != m_adjacency.indexOf.end() && m_shape.nodes[node->second].zone == zone && !zone.empty())
            reach = reach.expandedTo({place.x() + metric::cardWidth, place.y() + metric::cardHeight});
    }
    return reach;
}

int Placement::chooseZoneColumns(const Arrangement& before) const
{
    const std::size_t zones = m_shape.zones.size();
    if (before.zoneRows.size() == zones && zones > 0)
        return before.zoneColumns;
    if (zones <= mostZonesInOneColumn)
        return 1;
    double height = 0;
    for (std::size_t zone = 0; zone < zones; ++zone)
        height += zoneHeight(zone) + metric::zoneGap;
    const double columns = std::round(std::sqrt(screenAspect * height / layerColumns(0).width));
    return std::clamp(static_cast<int>(columns), 1, static_cast<int>(zones));
}

Placement::LayerColumns Placement::layerColumns(int zoneColumn) const
{
    std::map<int, int> subColumns;
    std::set<int> decides;
    for (const auto& [key, block] : m_layout.arrangement.blocks) {
        if (zoneColumnOf(zoneNumber(key.first)) == zoneColumn)
            subColumns[key.second] = std::max(subColumns[key.second], block.columns);
    }
    for (const std::size_t node : m_deciding)
        decides.insert(m_layers[node]);

    LayerColumns columns;
    double x = metric::zonePadding;
    for (const auto& [layer, count] : subColumns) {
        columns.x[layer] = x;
        x += count * metric::cardWidth + (count - 1) * metric::subColumnGap;
        columns.width = x + metric::zonePadding;
        x += decides.contains(layer) ? metric::splitGap : metric::layerGap;
    }
    columns.width = std::max(columns.width, metric::cardWidth + 2 * metric::zonePadding);
    for (std::size_t zone = 0; zone < m_shape.zones.size(); ++zone) {
        if (zoneColumnOf(zone) == zoneColumn)
            columns.width = std::max(columns.width, reachOfMoved(m_shape.zones[zone]).width() + metric::zonePadding);
    }
    return columns;
}

void Placement::placeZones(const Arrangement& before)
{
    Arrangement& arrangement = m_layout.arrangement;
    for (const std::string& zone : m_shape.zones) {
        const double rows = rowsOfZone(zone, before);
        arrangement.zoneRows[zone] = rows;
        centreNewBlocks(zone, rows);
    }
    arrangement.zoneColumns = chooseZoneColumns(before);
    for (int column = 0; column < arrangement.zoneColumns; ++column)
        m_columns.push_back(layerColumns(column));

    double y = 0;
    double x = 0;
    double rowHeight = 0;
    for (std::size_t zone = 0; zone < m_shape.zones.size(); ++zone) {
        const int column = zoneColumnOf(zone);
        if (column == 0 && zone > 0) {
            y += rowHeight + metric::zoneGap;
            x = 0;
            rowHeight = 0;
        }
        const double width = m_columns[static_cast<std::size_t>(column)].width;
        m_layout.zones.push_back({m_shape.zones[zone], QRectF(x, y, width, zoneHeight(zone))});
        rowHeight = std::max(rowHeight, zoneHeight(zone));
        x += width + metric::zoneGap;
    }
}

QRectF Placement::placeOfSlot(const std::pair<std::string, int>& key, const Block& block, std::size_t slot) const
{
    const std::size_t zone = zoneNumber(key.first);
    const double left = m_columns[static_cast<std::size_t>(zoneColumnOf(zone))].x.at(key.second);
    const QPointF corner = m_layout.zones[zone].rect.topLeft() + QPointF(left, metric::zoneHeader);
    const auto columns = static_cast<std::size_t>(block.columns);
    const double column = static_cast<double>(slot % columns) * (metric::cardWidth + metric::subColumnGap);
    const double row = (block.top + static_cast<double>(slot / columns)) * metric::rowPitch;
    return {corner + QPointF(column, row), QSizeF(metric::cardWidth, metric::cardHeight)};
}

void Placement::placeNodes()
{
    m_layout.nodes.resize(m_shape.nodes.size());
    for (const auto& [key, block] : m_layout.arrangement.blocks) {
        for (std::size_t slot = 0; slot < block.places.size(); ++slot) {
            if (!block.places[slot].empty())
                m_layout.nodes[m_adjacency.indexOf.at(block.places[slot])] = placeOfSlot(key, block, slot);
        }
    }
    for (std::size_t node = 0; node < m_shape.nodes.size(); ++node) {
        const auto place = m_layout.arrangement.moved.find(m_shape.nodes[node].id);
        const std::string& zone = m_shape.nodes[node].zone;
        if (place != m_layout.arrangement.moved.end() && !zone.empty())
            m_layout.nodes[node].moveTopLeft(m_layout.zones[zoneNumber(zone)].rect.topLeft() + place->second);
    }
    if (!m_layout.arrangement.moved.empty())
        giveWay();
}

// What was moved by hand may have come to stand upon a slot: who has that goes to the nearest free place.
void Placement::giveWay()
{
    const auto isMoved = [&](std::size_t node) { return m_layout.arrangement.moved.contains(m_shape.nodes[node].id); };
    std::map<std::string_view, std::vector<std::size_t>> zones;
    for (std::size_t node = 0; node < m_shape.nodes.size(); ++node) {
        if (!m_shape.nodes[node].zone.empty())
            zones[m_shape.nodes[node].zone].push_back(node);
    }
    for (const auto& [zone, nodes] : zones) {
        if (std::ranges::none_of(nodes, isMoved))
            continue;
        for (const std::size_t node : nodes) {
            std::vector<QRectF> others;
            bool isCovered = false;
            for (const std::size_t other : nodes) {
                if (other == node)
                    continue;
                others.push_back(m_layout.nodes[other]);
                isCovered = isCovered || (isMoved(other) && m_layout.nodes[other].intersects(m_layout.nodes[node]));
            }
            if (isCovered && !isMoved(node))
                m_layout.nodes[node] =
                    freePlaceNear(m_layout.nodes[node], m_layout.zones[zoneNumber(std::string(zone))].rect, others);
        }
    }
}

double Placement::meanOfNeighbours(std::size_t node, const std::vector<std::size_t>& neighbours) const
{
    double sum = 0;
    int count = 0;
    for (const std::size_t neighbour : neighbours) {
        if (neighbour == node || m_shape.nodes[neighbour].zone.empty())
            continue;
        sum += m_layout.nodes[neighbour].center().y();
        ++count;
    }
    return count == 0 ? metric::zoneHeader + metric::cardHeight / 2 : sum / count;
}

// One below the other, each as near as it can be to the height of those it talks to.
void Placement::stackOutsiders(std::vector<std::size_t> nodes, double x)
{
    const auto wanted = [&](std::size_t node) {
        const auto& next = m_adjacency.next[node];
        return meanOfNeighbours(node, next.empty() ? m_adjacency.previous[node] : next);
    };
    std::ranges::stable_sort(nodes, {}, wanted);
    double free = -std::numeric_limits<double>::infinity();
    for (const std::size_t node : nodes) {
        const bool isClients = m_shape.nodes[node].kind == api::NodeKind::Clients;
        const QSizeF size(isClients ? metric::clientsWidth : metric::cardWidth,
                          isClients ? metric::clientsHeight : metric::cardHeight);
        const double top = std::max(free, wanted(node) - size.height() / 2);
        const auto moved = m_layout.arrangement.moved.find(m_shape.nodes[node].id);
        m_layout.nodes[node] = QRectF(QPointF(x, top), size);
        if (moved != m_layout.arrangement.moved.end())
            m_layout.nodes[node].moveTopLeft(moved->second);
        free = top + metric::rowPitch;
    }
}

void Placement::placeOutsiders()
{
    double right = 0;
    for (const PlacedZone& zone : m_layout.zones)
        right = std::max(right, zone.rect.right());
    std::vector<std::size_t> before;
    std::vector<std::size_t> after;
    for (std::size_t node = 0; node < m_shape.nodes.size(); ++node) {
        if (m_shape.nodes[node].zone.empty())
            (m_shape.nodes[node].kind == api::NodeKind::Clients ? before : after).push_back(node);
    }
    stackOutsiders(std::move(before), -metric::outsideGap - metric::clientsWidth);
    const bool hasLinks = !m_shape.links.empty() && m_layout.arrangement.zoneColumns == 1;
    stackOutsiders(std::move(after), right + metric::outsideGap + (hasLinks ? metric::linkReach : 0));
}

void Placement::measure()
{
    for (const PlacedLink& link : m_layout.links) {
        if (!link.isStraight)
            m_layout.bounds |= QRectF(link.curve[0], QSizeF(metric::linkReach, link.curve[3].y() - link.curve[0].y()));
    }
    for (const PlacedZone& zone : m_layout.zones)
        m_layout.bounds |= zone.rect;
    for (const QRectF& node : m_layout.nodes)
        m_layout.bounds |= node;
}

} // namespace

GraphLayout layOutWith(const GraphShape& shape, const Arrangement& before, int longestColumn)
{
    const Adjacency adjacency(shape);
    const std::vector<int> layers = layersOf(shape, adjacency, before);

    GraphLayout layout;
    layout.arrangement.blocks = blocksOf(shape, adjacency, layers, before, longestColumn);
    layout.arrangement.moved = before.moved;
    for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
        const std::string& id = shape.nodes[node].id;
        if (before.layers.contains(id) || !adjacency.previous[node].empty())
            layout.arrangement.layers.emplace(id, layers[node]);
    }

    Placement placement(shape, adjacency, layers, layout);
    placement.placeZones(before);
    placement.placeNodes();
    placement.placeOutsiders();
    placeEdges(shape, adjacency, layout);
    placeLinks(shape, layout);
    placement.measure();
    return layout;
}

} // namespace causeway::app::canvas
