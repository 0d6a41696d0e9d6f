#pragma once

#include "engine/model/inventory.h"
#include "engine/snapshot/sections.h"

#include <string_view>
#include <vector>

namespace causeway::control {

/// The one virtual host of a gateway.
inline constexpr std::string_view gatewayHostName = "gateway";

/// The listeners that follow from the declaration alone: a gateway's own, and those that lead out of a sidecar. None
/// for a zone ingress.
std::vector<snapshot::SharedSection> encodeListeners(const model::PlaneDeclaration& plane);

/// The listener of a zone ingress, which has one.
snapshot::SharedSection encodePassage(const model::PlaneDeclaration& ingress,
                                      std::vector<snapshot::StreamRoute> routes);

/// In a manifest's order. Takes the pointers of an earlier compilation, so sorted too, where the content is the same,
/// so that it is held once.
std::vector<snapshot::SharedSection> sortedAndShared(std::vector<snapshot::SharedSection> sections,
                                                     const std::vector<snapshot::SharedSection>& earlier);

} // namespace causeway::control
