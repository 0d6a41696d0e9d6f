#include "tests/benchmarks/results.h"

#include <nlohmann/json.hpp>

#include <ctime>
#include <fstream>
#include <sys/utsname.h>
#include <thread>

namespace causeway::bench {

namespace {

using Json = nlohmann::ordered_json;

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

double ratePerSecond(const LoadOutcome& sum)
{
    return static_cast<double>(sum.answers) / seconds(sum.time);
}

double cpuMicros(const LoadOutcome& sum)
{
    return seconds(sum.proxyCpu) * 1e6 / static_cast<double>(sum.answers);
}

double latencyMs(const LoadOutcome& sum, double fraction)
{
    const auto latency = sum.latency.percentile(fraction);
    return latency ? seconds(*latency) * 1e3 : 0;
}

double mebibytes(std::size_t bytes)
{
    return static_cast<double>(bytes) / (1 << 20);
}

std::string textOf(const PairedRatio& ratio)
{
    return fmt::format("{:.3f} ({:.3f}–{:.3f})", ratio.middle, ratio.low, ratio.high);
}

std::string verdict(const CaseResult& result, double highest)
{
    return fmt::format("{} {:.2f}", highest <= result.test->limit ? "≤" : "**>**", result.test->limit);
}

/// What ours takes for each of theirs, in the column of whom it is compared with.
std::string ratioCell(const CaseResult& result, const Heat& heat, const Entry& entry)
{
    for (const Comparison& comparison : heat.comparisons)
        if (comparison.with == entry.name)
            return &comparison == heat.comparisons.data()
                       ? textOf(comparison.ratio) + " " + verdict(result, comparison.ratio.high)
                       : textOf(comparison.ratio);
    return "";
}

void appendHeat(std::string& out, const CaseResult& result, const Heat& heat)
{
    for (const Entry& entry : heat.entries)
        out +=
            fmt::format("| {} | {} | {} | {:.0f} | {:.2f} | {} | {:.2f} / {:.2f} / {:.2f} | {:.1f} | {:.0f} % | {} |\n",
                        result.test->name, heat.load, entry.name, ratePerSecond(entry.sum), cpuMicros(entry.sum),
                        ratioCell(result, heat, entry), latencyMs(entry.sum, 0.5), latencyMs(entry.sum, 0.99),
                        latencyMs(entry.sum, 0.999), mebibytes(entry.memory),
                        100 * seconds(entry.sum.ownCpu) / seconds(entry.sum.time), entry.sum.failures);
}

double bytesEach(const IdleMemory& memory)
{
    return static_cast<double>(memory.with - memory.without) / static_cast<double>(memory.connections);
}

void appendMemory(std::string& out, const CaseResult& result)
{
    for (const IdleMemory& memory : result.memory) {
        const bool isMeasure = memory.name == result.test->measures.front();
        const double ratio = bytesEach(result.memory.front()) / bytesEach(memory);
        out += fmt::format("| {} | {} | {:.1f} | {:.1f} | {:.0f} | {} |\n", result.test->name, memory.name,
                           mebibytes(memory.without), mebibytes(memory.with), bytesEach(memory),
                           isMeasure ? fmt::format("{:.3f} {}", ratio, verdict(result, ratio)) : "");
    }
}

Json jsonOf(const Heat& heat)
{
    Json json{{"load", heat.load}, {"offeredRate", heat.rate}};
    for (const Entry& entry : heat.entries)
        json["contestants"].push_back({{"name", entry.name},
                                       {"rate", ratePerSecond(entry.sum)},
                                       {"answers", entry.sum.answers},
                                       {"failures", entry.sum.failures},
                                       {"cpuMicrosPerRequest", entry.cpuMicros},
                                       {"p50Ms", latencyMs(entry.sum, 0.5)},
                                       {"p99Ms", latencyMs(entry.sum, 0.99)},
                                       {"p999Ms", latencyMs(entry.sum, 0.999)},
                                       {"pssBytes", entry.memory}});
    for (const Comparison& comparison : heat.comparisons)
        json["ratios"].push_back({{"with", comparison.with},
                                  {"ratio", comparison.ratio.middle},
                                  {"low", comparison.ratio.low},
                                  {"high", comparison.ratio.high}});
    return json;
}

std::string processorName()
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            return line.substr(line.find(':') + 2);
    return "unknown processor";
}

} // namespace

std::string tableOf(const std::vector<CaseResult>& results)
{
    std::string speed;
    std::string memory;
    for (const CaseResult& result : results) {
        for (const Heat& heat : result.heats)
            appendHeat(speed, result, heat);
        appendMemory(memory, result);
    }
    std::string out;
    if (!speed.empty())
        out +=
            "| case | load | proxy | requests/s | CPU µs/request | ours to it (95 %) | p50 / p99 / p99.9 ms | PSS MiB "
            "| load generator | failures |\n|---|---|---|--:|--:|---|--:|--:|--:|--:|\n" +
            speed;
    if (!memory.empty())
        out += (out.empty() ? "" : "\n") +
               std::string("| case | proxy | PSS MiB without | with | bytes a connection | ours to it |\n"
                           "|---|---|--:|--:|--:|---|\n") +
               memory;
    return out;
}

std::string jsonOf(const std::vector<CaseResult>& results, const RaceOptions& options)
{
    Json json{{"machine", machine()}, {"rounds", options.rounds}, {"millisecondsEach", options.time.count()}};
    for (const CaseResult& result : results) {
        Json each{{"case", result.test->name}, {"limit", result.test->limit}};
        for (const Heat& heat : result.heats)
            each["heats"].push_back(jsonOf(heat));
        for (const IdleMemory& memory : result.memory)
            each["memory"].push_back(
                {{"name", memory.name}, {"bytesWithout", memory.without}, {"bytesWith", memory.with}});
        json["cases"].push_back(std::move(each));
    }
    return json.dump(2) + "\n";
}

std::string machine()
{
    const std::time_t now = std::time(nullptr);
    std::tm date{};
    ::gmtime_r(&now, &date);
    utsname kernel{};
    ::uname(&kernel);
    return fmt::format("{:04}-{:02}-{:02}, {} × {}, Linux {}", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday,
                       std::thread::hardware_concurrency(), processorName(), kernel.release);
}

} // namespace causeway::bench
