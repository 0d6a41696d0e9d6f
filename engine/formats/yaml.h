#pragma once

#include "engine/base/result.h"
#include "engine/formats/node.h"

#include <vector>

namespace causeway::formats {

/// The documents of a YAML stream, in the part of YAML that configuration needs: no anchors or aliases, no tags, text
/// keys, plain values read as YAML 1.2's core schema does. As strict as parseJson; errors and nodes carry lines.
Result<std::vector<Node>> parseYaml(std::string_view text);

/// Block style, two blanks a level, members in their order: equal nodes give equal text. Ends with a line end.
std::string toYaml(const Node& node);

} // namespace causeway::formats
