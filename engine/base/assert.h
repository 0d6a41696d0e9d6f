#pragma once

#include <source_location>

namespace causeway {

/// Prints the broken invariant and aborts. Never for input of peers, files or users: those get an Error.
[[noreturn]] void invariantBroken(const char* expression, std::source_location where);

} // namespace causeway

#define CAUSEWAY_ASSERT(expression)                                                                                    \
    ((expression) ? static_cast<void>(0) : ::causeway::invariantBroken(#expression, std::source_location::current()))
