#pragma once

#include "engine/api/views.h"

#include <QString>

#include <string>
#include <vector>

namespace causeway::app::canvas {

/// What a card, a line or a link has no room for: rates with window and count, failures and p99, why something is not
/// well, what was broken there and who was turned away. Empty when nothing of that id is there. `span`: the stretch of
/// time that the view's figures are of, in words; empty: they are of now.
QString hoverTextOfNode(const api::ClusterView& view, const std::string& id, const QString& span = {});
QString hoverTextOfLink(const api::ClusterView& view, const std::string& id, const QString& span = {});
/// A line between two nodes with the edges that go along it.
QString hoverTextOfLine(const api::ClusterView& view, const std::string& from, const std::string& to,
                        const std::vector<std::string>& edges, const QString& span = {});

} // namespace causeway::app::canvas
