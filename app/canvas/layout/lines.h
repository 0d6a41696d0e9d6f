#pragma once

#include "app/canvas/layout/layers.h"

namespace causeway::app::canvas {

/// Draws curves between the nodes and the zones of a layout that has its rectangles.
void placeEdges(const GraphShape& shape, const Adjacency& adjacency, GraphLayout& layout);
void placeLinks(const GraphShape& shape, GraphLayout& layout);

} // namespace causeway::app::canvas
