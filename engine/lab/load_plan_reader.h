#pragma once

#include "engine/lab/scenario.h"
#include "engine/lab/strict_yaml.h"

namespace causeway::lab {

/// The mapping under `load`.
Result<> readLoadPlan(MappingReader reader, LoadPlan& load);

/// The value of `method`, or GET.
std::string readMethod(MappingReader& reader);
/// Begins with a slash and needs no escaping in a request line.
bool isRequestPath(std::string_view text);

} // namespace causeway::lab
