#pragma once

namespace causeway::runtime {

/// Of the project, as `project()` in CMakeLists.txt says.
extern const char* const version;

} // namespace causeway::runtime
