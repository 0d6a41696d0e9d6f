#pragma once

#include "engine/runtime/command/succession.h"
#include "engine/runtime/status/status_server.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <optional>

namespace causeway::runtime {

struct StatusArguments
{
    std::optional<net::SocketAddress> address; // Nothing: the usual one, where it is free.
    bool isOff = false;
    StatusAudience audience = StatusAudience::ThisMachine;
};

/// --status-listen and --status-remote.
void addStatusOptions(CLI::App& command, StatusArguments& arguments);

/// Opens the status port, says where it listens, and completes the succession with these sockets. Null when it is off,
/// or nobody asked for it and the usual port is taken. After a predecessor, whose port comes free only as it goes, the
/// succession completes first; that the port cannot be opened then is a line in the log, since this process serves.
Result<std::unique_ptr<StatusServer>> openStatus(const StatusArguments& arguments, proxy::DataPlane& plane,
                                                 const telemetry::AccessLog* accessLog, Succession& succession,
                                                 HandOver::Sockets sockets);

} // namespace causeway::runtime
