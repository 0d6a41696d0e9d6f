#pragma once

#include "app/canvas/scene/scene.h"

#include <unordered_map>

namespace causeway::app::canvas {

/// What somebody broke and who was turned away, by the id of the node, edge or link that it is drawn at. Of several at
/// one place the newest fault stands first, for it explains the others.
std::unordered_map<std::string, Badge> badgesOf(const api::ClusterView& view);

/// "legacy-batch" of "spiffe://default/legacy-batch"; an address stays as it is.
QString shortPeer(const std::string& peer);

} // namespace causeway::app::canvas
