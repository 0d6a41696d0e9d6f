#pragma once

#include "app/models/topology_tree_model.h"

namespace causeway::app {

/// The rows of the tree for one view, in its order: what is outside of zones, the zones, the routes. `span`: the
/// stretch of time that its figures are of; empty: they are of now.
std::vector<std::unique_ptr<TopologyTreeModel::Item>> outlineOf(const api::ClusterView& view, const QString& span = {});

} // namespace causeway::app
