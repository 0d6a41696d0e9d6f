#include "engine/runtime/command/status_option.h"

#include "engine/base/log.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>

namespace causeway::runtime {

namespace {

const std::string usualAddress = "127.0.0.1:8007";
constexpr int predecessorTries = 100;
constexpr std::chrono::milliseconds pauseBetweenTries{20};

void takeAddress(const std::string& text, StatusArguments& arguments)
{
    arguments.isOff = text == "off";
    if (arguments.isOff)
        return;
    const auto parsed = net::SocketAddress::parse(text);
    if (!parsed)
        throw CLI::ValidationError(parsed.error().message);
    arguments.address = *parsed;
}

void takeAudience(const std::string& text, StatusArguments& arguments)
{
    if (text == "none")
        arguments.audience = StatusAudience::ThisMachine;
    else if (text == "metrics")
        arguments.audience = StatusAudience::MetricsForAll;
    else
        arguments.audience = StatusAudience::All;
}

StatusOptions optionsOf(const StatusArguments& arguments, const telemetry::AccessLog* accessLog)
{
    StatusOptions options;
    options.address = arguments.address ? *arguments.address : net::SocketAddress::parse(usualAddress).value();
    options.audience = arguments.audience;
    options.accessLog = accessLog;
    return options;
}

/// A predecessor that was told to go closes its port first of all.
Result<std::unique_ptr<StatusServer>> start(const StatusOptions& options, proxy::DataPlane& plane, bool isSuccessor)
{
    auto server = StatusServer::start(plane, options);
    for (int tries = 0; !server && isSuccessor && tries < predecessorTries; ++tries) {
        std::this_thread::sleep_for(pauseBetweenTries);
        server = StatusServer::start(plane, options);
    }
    return server;
}

} // namespace

void addStatusOptions(CLI::App& command, StatusArguments& arguments)
{
    command
        .add_option_function<std::string>(
            "--status-listen", [&arguments](const std::string& text) { takeAddress(text, arguments); },
            "Where /status, /ready, /metrics and /config are read, or off (127.0.0.1:8007 where that is free)")
        ->type_name("ADDRESS:PORT|off");
    command
        .add_option_function<std::string>(
            "--status-remote", [&arguments](const std::string& text) { takeAudience(text, arguments); },
            "What other machines may read there: none, metrics (all but /config) or all (none)")
        ->check(CLI::IsMember({"none", "metrics", "all"}));
}

Result<std::unique_ptr<StatusServer>> openStatus(const StatusArguments& arguments, proxy::DataPlane& plane,
                                                 const telemetry::AccessLog* accessLog, Succession& succession,
                                                 HandOver::Sockets sockets)
{
    const bool isSuccessor = succession.hasPredecessor();
    if (isSuccessor)
        RETURN_IF_ERROR(succession.complete(sockets));
    Result<std::unique_ptr<StatusServer>> server;
    if (!arguments.isOff)
        server = start(optionsOf(arguments, accessLog), plane, isSuccessor);
    if (!server) {
        if (!isSuccessor && arguments.address)
            return server;
        log::warn("there is no status port: {}; choose one with --status-listen", server.error().message);
        server = nullptr;
    }
    if (*server) {
        fmt::print("status on http://{}\n", (*server)->address().toString());
        std::fflush(stdout);
    }
    if (!isSuccessor)
        RETURN_IF_ERROR(succession.complete(std::move(sockets)));
    return server;
}

} // namespace causeway::runtime
