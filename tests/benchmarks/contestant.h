#pragma once

#include "tests/benchmarks/bench_case.h"
#include "tests/benchmarks/proxy_process.h"

namespace causeway::bench {

struct Programs
{
    std::filesystem::path causewayd;
    std::filesystem::path self;  // The bench, which is the bare forwarder too.
    std::filesystem::path peers; // The folder of configurations.
};

/// A proxy as it runs for a case.
struct Contestant
{
    std::string name;
    std::uint16_t port = 0;
    ProxyProcess process;
};

/// Starts all of a case on `processor`, each with its configuration filled in below `folder`. Those whose program is
/// not installed are left out with a warning.
Result<std::vector<Contestant>> startContestants(const BenchCase& test, const Programs& programs,
                                                 const std::filesystem::path& folder, std::uint16_t backendPort,
                                                 int processor);

} // namespace causeway::bench
