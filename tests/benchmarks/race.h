#pragma once

#include "tests/benchmarks/backend.h"
#include "tests/benchmarks/contestant.h"
#include "tests/benchmarks/paired_ratio.h"

#include <map>

namespace causeway::bench {

struct RaceOptions
{
    std::size_t rounds = 10;
    std::chrono::milliseconds time{1'000}; // Of each measurement, after its warm-up.
    int loadProcessor = 0;                 // Clients and backend.
    int proxyProcessor = 1;
};

/// What one contestant did at one load, over all rounds.
struct Entry
{
    std::string name;
    LoadOutcome sum;
    std::vector<double> cpuMicros; // A request; one a round.
    std::size_t memory = 0;        // Bytes, at the end.
};

struct Comparison
{
    std::string with;
    PairedRatio ratio;
};

/// All contestants at one load.
struct Heat
{
    std::string load; // "50 %", "90 %", "saturation".
    double rate = 0;  // That was offered; 0 at saturation.
    std::vector<Entry> entries;
    std::vector<Comparison> comparisons; // Of ours; the best of the others first.
};

/// What idle connections take, in bytes each.
struct IdleMemory
{
    std::string name;
    std::size_t without = 0; // Of the whole process after a few requests.
    std::size_t with = 0;    // The same with them.
    std::size_t connections = 0;
};

struct CaseResult
{
    const BenchCase* test = nullptr;
    std::vector<Heat> heats;
    std::vector<IdleMemory> memory;
};

/// Runs one case: every contestant is up all the time, and they are measured in turn, in each round in another order.
Result<CaseResult> runCase(const BenchCase& test, const Programs& programs, const RaceOptions& options);

} // namespace causeway::bench
