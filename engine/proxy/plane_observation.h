#pragma once

#include "engine/snapshot/sections.h"
#include "engine/telemetry/access_record.h"
#include "engine/telemetry/limit_counts.h"
#include "engine/telemetry/request_totals.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace causeway::proxy {

/// A data plane as it is now, and what it counted since it began.
struct PlaneObservation
{
    /// Of one route to one of its backends. Both are empty for requests that no route matched, the backend for those
    /// that were answered before one was chosen.
    struct Route
    {
        std::string route;
        std::string backend;
        telemetry::RequestTotals requests;
        std::uint64_t retries = 0;
        std::uint64_t bytesReceived = 0;
        std::uint64_t bytesSent = 0;
        std::uint64_t connections = 0; // That passed through by their server name.
        std::uint64_t connectionFailures = 0;
    };
    struct Worker
    {
        std::size_t connections = 0;
        std::size_t readingConnections = 0; // Of those: in the middle of a head, or of a handshake.
        std::size_t busyConnections = 0;    // In the middle of a request.
        std::uint64_t accepted = 0;
        std::size_t bufferBytes = 0;
        Duration lag{0}; // How long a task waited just now until the worker came to it.
    };

    std::string plane;
    std::vector<Route> routes;
    std::vector<Worker> workers;
    std::array<std::uint64_t, telemetry::recordFlagCount> flags{};
    telemetry::LimitCounts limits;
    std::uint64_t requests = 0; // Also those of routes that are no more.
    std::uint64_t refusedPeers = 0;
    std::shared_ptr<const snapshot::Snapshot> snapshot; // That every worker serves by; null before the first.
    WallTime appliedAt;                                 // Of that.
    bool isDraining = false;

    bool isReady() const { return snapshot && !isDraining; }
};

} // namespace causeway::proxy
