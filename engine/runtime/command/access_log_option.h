#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/telemetry/access_log.h"
#include "engine/telemetry/record_pipe.h"

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

/// An access log, and the pipe to the channel when it goes there.
struct OpenAccessLog
{
    std::unique_ptr<telemetry::RecordPipe> pipe;
    std::unique_ptr<telemetry::AccessLog> log; // Null when it is off.
};

enum class AccessLogTargets
{
    Here,         // Files and standard output.
    HereOrChannel // The control plane too.
};

/// --access-log, --access-log-format and --access-log-query.
void addAccessLogOptions(CLI::App& command, AccessLogArguments& arguments, AccessLogTargets targets);
/// --access-log for what planes send.
void addCollectedLogOption(CLI::App& command, AccessLogArguments& arguments);

/// With a lane for each writer. Errors: the target cannot be opened.
Result<OpenAccessLog> openAccessLog(const AccessLogArguments& arguments, std::size_t lanes, const Clock& clock);

/// As SIGUSR1 asks; nothing where there is none.
void reopen(telemetry::AccessLog* accessLog);

} // namespace causeway::runtime
