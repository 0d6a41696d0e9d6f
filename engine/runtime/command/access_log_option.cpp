#include "engine/runtime/command/access_log_option.h"

namespace causeway::runtime {

void addAccessLogOptions(CLI::App& command, AccessLogArguments& arguments)
{
    using telemetry::AccessFormat;
    command
        .add_option("--access-log", arguments.target,
                    "Writes down each request: a file, - for standard output, or off. SIGUSR1 opens the file anew")
        ->type_name("off|FILE|-")
        ->capture_default_str();
    command
        .add_option_function<std::string>(
            "--access-log-format",
            [&arguments](const std::string& format) {
                arguments.format = format == "json" ? AccessFormat::Json : AccessFormat::Text;
            },
            "text: the combined format, then named fields; json: one object a line (text)")
        ->check(CLI::IsMember({"text", "json"}));
    command
        .add_option_function<std::string>(
            "--access-log-query", [&arguments](const std::string& query) { arguments.keepsQuery = query == "keep"; },
            "keep or cut what follows the question mark, where callers may put secrets (keep)")
        ->check(CLI::IsMember({"keep", "cut"}));
}

Result<std::unique_ptr<telemetry::AccessLog>> openAccessLog(const AccessLogArguments& arguments, std::size_t workers,
                                                            const Clock& clock)
{
    if (arguments.target == "off")
        return nullptr;
    telemetry::AccessLogOptions options;
    options.target = arguments.target;
    options.format = arguments.format;
    options.withQuery = arguments.keepsQuery;
    options.lanes = workers;
    return telemetry::AccessLog::open(std::move(options), clock);
}

void reopen(telemetry::AccessLog* accessLog)
{
    if (accessLog)
        accessLog->reopen();
}

} // namespace causeway::runtime
