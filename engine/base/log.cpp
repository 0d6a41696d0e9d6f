#include "engine/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

namespace causeway::log {

void writeToStandardError(spdlog::level::level_enum from)
{
    auto logger = std::make_shared<spdlog::logger>("causeway", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
    logger->set_level(from);
    spdlog::set_default_logger(std::move(logger));
}

} // namespace causeway::log
