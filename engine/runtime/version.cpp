#include "engine/runtime/version.h"

namespace causeway::runtime {

const char* const version = CAUSEWAY_VERSION;

} // namespace causeway::runtime
