#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/telemetry/access_log.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace causeway::runtime {

struct AccessLogArguments
{
    std::string target = "off";
    telemetry::AccessFormat format = telemetry::AccessFormat::Text;
    bool keepsQuery = true;
};

/// --access-log, --access-log-format and --access-log-query.
void addAccessLogOptions(CLI::App& command, AccessLogArguments& arguments);

/// With a lane for each worker; null when it is off. Errors: the target cannot be opened.
Result<std::unique_ptr<telemetry::AccessLog>> openAccessLog(const AccessLogArguments& arguments, std::size_t workers,
                                                            const Clock& clock);

/// As SIGUSR1 asks; nothing where there is none.
void reopen(telemetry::AccessLog* accessLog);

} // namespace causeway::runtime
