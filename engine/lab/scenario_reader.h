#pragma once

#include "engine/lab/scenario.h"

namespace causeway::lab {

/// The lab's own document of a scenario; `resources` stays empty. `firstLine` is where it begins in its file.
Result<Scenario> readLabDocument(std::string_view text, std::string_view origin, std::size_t firstLine);

} // namespace causeway::lab
