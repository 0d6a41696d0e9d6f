#pragma once

#include "app/canvas/layout/graph_layout.h"

namespace causeway::app::canvas {

/// Nodes of a shape by number, with their neighbours.
struct Adjacency
{
    explicit Adjacency(const GraphShape& shape);

    std::unordered_map<std::string_view, std::size_t> indexOf; // Views into the shape.
    std::vector<std::vector<std::size_t>> next;
    std::vector<std::vector<std::size_t>> previous;
};

constexpr int clientsLayer = 0;
constexpr int gatewayLayer = 1;
constexpr int serviceLayer = 2;

/// The layer of each node: its distance along edges from the clients when it was first called, kept from then on. What
/// nobody calls stands in the layer that is usual for its kind, a zone's ingress always at its entrance.
std::vector<int> layersOf(const GraphShape& shape, const Adjacency& adjacency, const Arrangement& before);

constexpr std::size_t mostZonesInOneColumn = 3;
constexpr int usualColumn = 6; // Nodes below each other, where nothing is known of the view.

/// Puts the nodes of all zones into blocks: those of before keep their slots, new ones come in the order of their
/// split, then of their callers. A new block gets columns of at most `longestColumn` nodes.
std::map<std::pair<std::string, int>, Block> blocksOf(const GraphShape& shape, const Adjacency& adjacency,
                                                      const std::vector<int>& layers, const Arrangement& before,
                                                      int longestColumn);

/// All of the layout, with new blocks of such columns.
GraphLayout layOutWith(const GraphShape& shape, const Arrangement& before, int longestColumn);

} // namespace causeway::app::canvas
