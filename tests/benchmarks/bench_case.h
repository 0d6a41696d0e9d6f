#pragma once

#include "tests/benchmarks/load.h"

#include <filesystem>
#include <string>
#include <vector>

namespace causeway::bench {

/// What is asked of every proxy, and what ours is held to.
struct BenchCase
{
    std::string name;
    std::string folder;                // Below peers/: one configuration for each contestant.
    std::vector<std::string> files;    // Of the contestants, ours first. The ending tells the program.
    std::vector<std::string> measures; // Names of those that ours is compared with; the best of them counts.
    double limit = 1;                  // For the upper end of the interval of the ratio.
    bool hasBareLimit = true;          // Beside them a forwarder that looks at nothing.
    std::size_t contentSize = 128;
    std::size_t routes = 1;
    bool isTls = false;
    bool isLogged = false; // A record a request goes to a file.
    Reuse reuse = Reuse::KeepAlive;
    bool isMemory = false; // Not the speed but what idle connections take.
    Requests requests;
};

std::vector<BenchCase> allCases();

/// The route of that number begins its paths with this.
std::string routePath(std::size_t number);

} // namespace causeway::bench
