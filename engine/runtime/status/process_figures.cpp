#include "engine/runtime/status/process_figures.h"

#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace causeway::runtime {

namespace {

double secondsOf(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::uint64_t countDescriptors()
{
    std::error_code problem;
    std::uint64_t count = 0;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", problem), end; !problem && entry != end;
         entry.increment(problem))
        ++count;
    return count > 0 ? count - 1 : 0; // The one that looks is open too.
}

} // namespace

ProcessFigures readProcessFigures()
{
    ProcessFigures figures;
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    if (std::ifstream("/proc/self/statm") >> size >> resident) {
        const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
        figures.virtualBytes = size * page;
        figures.residentBytes = resident * page;
    }
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) == 0)
        figures.cpuSeconds = secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
    figures.openDescriptors = countDescriptors();
    return figures;
}

} // namespace causeway::runtime
