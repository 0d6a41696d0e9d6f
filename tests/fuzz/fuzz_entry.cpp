#include "tests/fuzz/target.h"

#include <algorithm>
#include <cstdint>

using namespace causeway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    static const fuzz::Target& target =
        *std::ranges::find(fuzz::targets(), std::string_view(CAUSEWAY_FUZZ_TARGET),
                           [](const fuzz::Target& each) { return std::string_view(each.name); });
    target.run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
