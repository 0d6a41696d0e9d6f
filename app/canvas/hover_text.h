#pragma once

#include "engine/api/views.h"

#include <QString>

#include <string>

namespace causeway::app::canvas {

/// What a card or a line has no room for: the rate with its window and count, failures and p99. Empty when nothing of
/// that id is there, or both are empty.
QString hoverText(const api::ClusterView& view, const std::string& nodeId, const std::string& edgeId);

} // namespace causeway::app::canvas
