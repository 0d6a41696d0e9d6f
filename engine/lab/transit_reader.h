#pragma once

#include "engine/lab/scenario.h"
#include "engine/lab/strict_yaml.h"

namespace causeway::lab {

/// Fills the scenario's transit; its zones and ingresses are known by then.
Result<> readTransit(MappingReader reader, Scenario& scenario);

} // namespace causeway::lab
