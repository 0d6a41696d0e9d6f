#include "engine/runtime/process_limits.h"

#include "engine/base/files.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace causeway::runtime {

namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
constexpr rlim_t mostDescriptors = 1 << 20; // Beyond, tables that the system keeps for us cost more than they bring.
constexpr std::size_t descriptorsOfProcess = 24;
constexpr std::size_t descriptorsOfWorker = 4;
constexpr std::size_t fewestConnections = 8;
constexpr std::size_t addressSpaceOfThread = 72 << 20; // Its stack, and what malloc sets aside for it.
constexpr std::size_t leastMemory = 1 << 20;

std::size_t raiseDescriptors()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1'024;
    const rlimit raised{std::max(limit.rlim_cur, std::min(limit.rlim_max, mostDescriptors)), limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
        limit = raised;
    return limit.rlim_cur;
}

/// A file of one number; nothing for "max" and for what is not there.
std::optional<std::size_t> numberIn(const std::filesystem::path& file)
{
    const auto text = readFile(file, 64);
    if (!text || text->empty() || text->find_first_not_of("0123456789\n") != std::string::npos)
        return std::nullopt;
    return std::strtoull(text->c_str(), nullptr, 10);
}

/// Of the control group of this process and of all above it.
std::size_t memoryOfControlGroup()
{
    const std::filesystem::path root = "/sys/fs/cgroup";
    std::size_t least = numberIn(root / "memory/memory.limit_in_bytes").value_or(unlimited); // Version 1.
    const std::string groups = readFile("/proc/self/cgroup", 1 << 16).value_or("");
    const std::size_t start = groups.find("0::/");
    if (start == std::string::npos)
        return least;
    std::filesystem::path group = groups.substr(start + 4, groups.find('\n', start) - start - 4);
    while (true) {
        least = std::min(least, numberIn(root / group / "memory.max").value_or(unlimited));
        if (group.empty())
            return least;
        group = group.parent_path();
    }
}

std::size_t memoryOfMachine()
{
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long size = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(size) : unlimited;
}

std::size_t dataLimit()
{
    rlimit limit{};
    return ::getrlimit(RLIMIT_DATA, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : unlimited;
}

std::size_t addressSpaceLeft()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return unlimited;
    const std::string sizes = readFile("/proc/self/statm", 256).value_or("");
    const std::size_t used =
        std::strtoull(sizes.c_str(), nullptr, 10) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return limit.rlim_cur > used ? limit.rlim_cur - used : 0;
}

} // namespace

ProcessLimits takeProcessLimits()
{
    return {raiseDescriptors(), std::min({memoryOfMachine(), memoryOfControlGroup(), dataLimit()}), addressSpaceLeft()};
}

proxy::PoolLimits poolLimits(const ProcessLimits& process, std::size_t workers)
{
    const std::size_t others = descriptorsOfProcess + descriptorsOfWorker * workers;
    const std::size_t left = process.descriptors > others ? process.descriptors - others : 0;
    const std::size_t threads = addressSpaceOfThread * (workers + 2);
    const std::size_t space = process.addressSpace > threads ? process.addressSpace - threads : 0;
    return {std::max(left / 2, fewestConnections), std::max(std::min(process.memory, space) / 2, leastMemory)};
}

} // namespace causeway::runtime
