#pragma once

#include <cstdint>

namespace causeway::runtime {

/// What the system says of this process.
struct ProcessFigures
{
    std::uint64_t residentBytes = 0;
    std::uint64_t virtualBytes = 0;
    std::uint64_t openDescriptors = 0;
    double cpuSeconds = 0;
};
ProcessFigures readProcessFigures();

} // namespace causeway::runtime
