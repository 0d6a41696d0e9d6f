#include "tests/benchmarks/console/thread_times.h"

#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <vector>

namespace causeway::benchmarks {

namespace {

struct Stat
{
    std::string name;
    std::vector<std::string> fields; // From the state on, which is field 3 of proc(5).
};

Stat statOf(const std::filesystem::path& file)
{
    std::ifstream stream(file);
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    const auto begin = text.find('(');
    const auto end = text.rfind(')');
    if (begin == std::string::npos || end == std::string::npos)
        return {};
    Stat stat{text.substr(begin + 1, end - begin - 1), {}};
    std::istringstream rest(text.substr(end + 1));
    for (std::string field; rest >> field;)
        stat.fields.push_back(field);
    return stat;
}

double ticksPerSecond()
{
    return static_cast<double>(sysconf(_SC_CLK_TCK));
}

double memoryOf(const std::string& key)
{
    std::ifstream stream("/proc/self/status");
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with(key))
            return std::stod(line.substr(key.size())) / 1024;
    }
    return 0;
}

} // namespace

ThreadTimes threadTimes()
{
    constexpr std::size_t userTicks = 11; // utime and stime, fields 14 and 15.
    ThreadTimes times;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        const Stat stat = statOf(task.path() / "stat");
        if (stat.fields.size() > userTicks + 1)
            times[stat.name] +=
                (std::stod(stat.fields[userTicks]) + std::stod(stat.fields[userTicks + 1])) / ticksPerSecond();
    }
    return times;
}

ThreadTimes since(const ThreadTimes& before)
{
    ThreadTimes used = threadTimes();
    for (auto& [name, time] : used) {
        const auto known = before.find(name);
        time -= known == before.end() ? 0 : known->second;
    }
    return used;
}

double sumOf(const ThreadTimes& times)
{
    double sum = 0;
    for (const auto& [name, time] : times)
        sum += time;
    return sum;
}

std::string sharesOf(const ThreadTimes& times, double seconds)
{
    std::string text;
    for (const auto& [name, time] : times) {
        if (time / seconds > 0.002)
            text += fmt::format("  {} {:.1f} %", name, 100 * time / seconds);
    }
    return text;
}

double residentMemory()
{
    return memoryOf("VmRSS:");
}

double highestResidentMemory()
{
    return memoryOf("VmHWM:");
}

double secondsSinceExec()
{
    constexpr std::size_t startTime = 19; // Field 22.
    const Stat stat = statOf("/proc/self/stat");
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const double up = static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
    return stat.fields.size() > startTime ? up - std::stod(stat.fields[startTime]) / ticksPerSecond() : 0;
}

} // namespace causeway::benchmarks
