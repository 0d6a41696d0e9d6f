#pragma once

#include "app/canvas/layout/graph_shape.h"

#include <QPointF>
#include <QRectF>

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace causeway::app::canvas {

/// Lengths of the picture in world units, which are pixels at zoom 1.
namespace metric {
constexpr double cardWidth = 180;
constexpr double cardHeight = 80;
constexpr double clientsWidth = 150;
constexpr double clientsHeight = 66;
constexpr double rowPitch = 118;
constexpr double subColumnGap = 36;
constexpr double layerGap = 92;
constexpr double splitGap = 210; // Right of a node that decides a split: holds the arc.
constexpr double zonePadding = 28;
constexpr double zoneHeader = 52;
constexpr double zoneGap = 32;
constexpr double outsideGap = 38;
constexpr double linkReach = 34; // How far a link stands out right of the zones.
} // namespace metric

struct PlacedZone
{
    std::string name;
    QRectF rect;
};

/// A cubic curve that leaves the right side of one node and enters the left side of another.
struct PlacedEdge
{
    std::size_t edge = 0; // Index in the shape.
    std::size_t from = 0; // Indices of nodes in the shape.
    std::size_t to = 0;
    std::array<QPointF, 4> curve;
};

/// Where a link is drawn: out of the right side of one zone and into that of the other at its header, or straight from
/// side to side where zones stand in several columns.
struct PlacedLink
{
    std::size_t link = 0;  // Index in the shape.
    std::size_t upper = 0; // Indices of zones.
    std::size_t lower = 0;
    bool isStraight = false;
    std::array<QPointF, 4> curve;
};

/// The places of the nodes of one zone that are equally far from the clients. It grows downwards: its width is kept, so
/// that nothing right of it has to move.
struct Block
{
    double top = 0; // In rows, from the zone's first.
    int columns = 1;
    std::vector<std::string> places; // Node ids, row by row; empty where one went away.

    int rows() const { return (static_cast<int>(places.size()) + columns - 1) / columns; }
};

/// What a later layout remembers, so that what stays keeps its place.
struct Arrangement
{
    std::map<std::pair<std::string, int>, Block> blocks; // By zone and layer.
    std::map<std::string, double> zoneRows;
    std::unordered_map<std::string, int> layers; // Of the nodes that somebody called; the others are not settled.
    int zoneColumns = 1;
    std::unordered_map<std::string, QPointF> moved; // By hand: node id -> top left, from the zone's corner.
};

/// Where everything stands.
///
/// Shape: zones and nodes in the order of the shape it was made from; zones never overlap, nor do nodes.
struct GraphLayout
{
    std::vector<PlacedZone> zones;
    std::vector<QRectF> nodes;
    std::vector<PlacedEdge> edges;
    std::vector<PlacedLink> links;
    QRectF bounds; // Of all; null when there is nothing.
    Arrangement arrangement;
};

/// Layered from left to right by distance from the clients, zones as containers.
///
/// Shape: a pure function: equal arguments give equal layouts. Given the arrangement of the layout before, nodes that
///        stay keep their slot; a new one takes the first free, and zones grow but do not shrink. Nodes that were
///        moved by hand stand where they were put, their slots stay free, and the others give way. `room` is what the
///        picture will be seen in: new columns are as long as shows all of it largest, no longer than usual.
/// Source: after Sugiyama, Tagawa and Toda (1981): layers, then order by barycentre, here inside of zones.
GraphLayout layOut(const GraphShape& shape, const Arrangement& before = {}, const QSizeF& room = {});

/// The place for a card that is nearest to the wanted one and touches none of `taken`, not above or left of what a zone
/// keeps for its header; a null zone is no bound.
QRectF freePlaceNear(const QRectF& wanted, const QRectF& zone, const std::vector<QRectF>& taken);

} // namespace causeway::app::canvas
