#pragma once

#include "engine/telemetry/latency_histogram.h"
#include "engine/telemetry/limit_counts.h"

#include <cstdint>
#include <string>
#include <vector>

namespace causeway::telemetry {

struct TrafficNumbers
{
    std::uint64_t requests = 0;
    std::uint64_t failures = 0;      // Answers 5xx, and requests that got no whole answer.
    std::uint64_t ownAnswers = 0;    // Answered by the proxy itself (404, 502, 503, 504 …); part of requests.
    std::uint64_t retries = 0;       // Attempts after the first.
    std::uint64_t bytesReceived = 0; // From downstream.
    std::uint64_t bytesSent = 0;     // To downstream.
    // What passed through by its server name, under the route "sni/<name>"; never mixed with requests.
    std::uint64_t connections = 0;
    std::uint64_t connectionFailures = 0; // Of those: reached no endpoint, or broke.

    void add(const TrafficNumbers& other)
    {
        requests += other.requests;
        failures += other.failures;
        ownAnswers += other.ownAnswers;
        retries += other.retries;
        bytesReceived += other.bytesReceived;
        bytesSent += other.bytesSent;
        connections += other.connections;
        connectionFailures += other.connectionFailures;
    }
};

/// What one data plane counted for one destination since its last report.
struct TrafficCount : TrafficNumbers
{
    std::string route;     // Name of the snapshot's route; empty: no route matched.
    std::string backend;   // Name of the cluster chosen by the split; empty: answered by the proxy before choosing.
    std::string instance;  // Name of the endpoint that answered; empty: none did.
    LatencyCounts latency; // From the head's last byte read to the response's last byte written.
};

/// A peer that a data plane turned away: a client at a listener, or a server whose certificate it did not accept.
struct Refusal
{
    std::string peer;   // Its SPIFFE identity, or its address where it proved none.
    std::string reason; // "the peer's certificate (…) expired at …"
    std::uint64_t times = 0;
    std::string place; // Name of the snapshot's listener, or of the cluster.

    bool operator==(const Refusal&) const = default;
};

/// The first request that a revision routed on a worker: closes the measurement "release → first request routed".
struct FirstRouted
{
    std::uint64_t revision = 0;
    std::string route;
    WallTime when;
};

/// One data plane's counters since its last report.
struct TrafficReport
{
    std::string plane;
    WallTime from;
    WallTime until;
    std::uint64_t dropped = 0;               // Reports lost before this one because the connection could not take them.
    std::uint64_t downstreamConnections = 0; // Open now.
    std::vector<TrafficCount> counts;
    std::vector<FirstRouted> firstRouted;
    LimitCounts limits;                          // Who was turned away because there was too much of something.
    std::vector<Refusal> refusals;               // Bounded; what is too much is summed under an empty peer.
    std::vector<std::string> absentApplications; // Services of the plane's inbounds where nobody listens now.
};

} // namespace causeway::telemetry
