#pragma once

#include "engine/api/views.h"

#include <QString>

#include <string>
#include <vector>

namespace causeway::app::canvas {

/// What a card, a line or a link has no room for: rates with window and count, failures and p99, why something is not
/// well, what was broken there and who was turned away. Empty when nothing of that id is there.
QString hoverTextOfNode(const api::ClusterView& view, const std::string& node);
QString hoverTextOfLink(const api::ClusterView& view, const std::string& link);
/// A line between two nodes with the edges that go along it.
QString hoverTextOfLine(const api::ClusterView& view, const std::string& from, const std::string& to,
                        const std::vector<std::string>& edges);

} // namespace causeway::app::canvas
