#include "engine/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace causeway {

void invariantBroken(const char* expression, std::source_location where)
{
    std::fprintf(stderr, "causeway: broken invariant `%s` in %s at %s:%u\n", expression, where.function_name(),
                 where.file_name(), where.line());
    std::abort();
}

} // namespace causeway
