#pragma once

#include <spdlog/spdlog.h>

namespace causeway::log {

using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

/// One line an event on standard error, with time and level. Called once, by main.
void writeToStandardError(spdlog::level::level_enum from);

} // namespace causeway::log
