#pragma once

#include "tests/benchmarks/race.h"

#include <string>

namespace causeway::bench {

/// A Markdown table of the cases, with what ours is held to.
std::string tableOf(const std::vector<CaseResult>& results);
/// The same with every round.
std::string jsonOf(const std::vector<CaseResult>& results, const RaceOptions& options);
/// Date, processor, kernel: figures mean nothing without.
std::string machine();

} // namespace causeway::bench
