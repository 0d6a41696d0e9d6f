#include "engine/runtime/command/access_log_option.h"

namespace causeway::runtime {

namespace {

const std::string channelTarget = "channel";

CLI::Validator noChannel(std::string why)
{
    return {[said = std::move(why)](const std::string& target) { return target == channelTarget ? said : ""; }, ""};
}

} // namespace

void addAccessLogOptions(CLI::App& command, AccessLogArguments& arguments, AccessLogTargets targets)
{
    using telemetry::AccessFormat;
    CLI::Option* const target = command.add_option("--access-log", arguments.target)->capture_default_str();
    if (targets == AccessLogTargets::HereOrChannel)
        target->type_name("off|FILE|-|channel")
            ->description("Writes down each request: a file, - for standard output, channel for the log of the control "
                          "plane, or off. SIGUSR1 opens the file anew");
    else
        target->type_name("off|FILE|-")
            ->description(
                "Writes down each request: a file, - for standard output, or off. SIGUSR1 opens the file anew")
            ->check(noChannel("there is no control plane here to send records to; name a file, or -"));
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

void addCollectedLogOption(CLI::App& command, AccessLogArguments& arguments)
{
    command
        .add_option("--access-log", arguments.target,
                    "Writes down the requests that data planes with --access-log channel send, each with its mesh and "
                    "plane: a file, - for standard output, or off. SIGUSR1 opens the file anew")
        ->type_name("off|FILE|-")
        ->capture_default_str()
        ->check(noChannel("the channel of data planes ends here; name a file, or -"));
}

Result<OpenAccessLog> openAccessLog(const AccessLogArguments& arguments, std::size_t lanes, const Clock& clock)
{
    OpenAccessLog opened;
    if (arguments.target == "off")
        return opened;
    telemetry::AccessLogOptions options;
    options.format = arguments.format;
    options.withQuery = arguments.keepsQuery;
    options.lanes = lanes;
    if (arguments.target == channelTarget) {
        ASSIGN_OR_RETURN(opened.pipe, telemetry::RecordPipe::create());
        opened.log = telemetry::AccessLog::writeTo(opened.pipe->takeOutput(), std::move(options), clock);
    } else {
        options.target = arguments.target;
        ASSIGN_OR_RETURN(opened.log, telemetry::AccessLog::open(std::move(options), clock));
    }
    return opened;
}

void reopen(telemetry::AccessLog* accessLog)
{
    if (accessLog)
        accessLog->reopen();
}

} // namespace causeway::runtime
