#pragma once

#include "engine/base/clock.h"
#include "engine/lab/link_shape.h"
#include "engine/lab/load_statistics.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace causeway::lab {

/// One backend's part of a split: what was asked for and what was counted.
struct ShareReport
{
    std::string service;
    std::uint32_t weight = 0;
    double desired = 0;                 // 0..1
    std::uint64_t countedByClients = 0; // Requests answered by the service.
    std::uint64_t countedAtService = 0; // Requests that the service's instances received.
};

struct RouteReport
{
    std::string id; // As in the console and in the snapshots.
    std::string label;
    std::vector<ShareReport> shares;
};

/// One revision: how fast it spread, and what the split was while it held.
struct ChangeReport
{
    struct Acknowledgement
    {
        std::string plane;
        Duration after{0}; // Since the arrival of the command.
    };
    std::uint64_t revision = 0;
    std::string route;
    WallTime arrived;
    std::optional<Duration> committed; // These since the arrival of the command.
    std::optional<Duration> compiled;
    std::optional<Duration> pushed;
    std::optional<Duration> acknowledged; // By the last concerned plane.
    std::vector<Acknowledgement> acknowledgements;
    std::optional<Duration> firstRouted; // The first request that it routed.
    Duration held{0};                    // Until the next change of the route, or the end.
    std::vector<ShareReport> shares;     // Counted while it held.
};

/// What one instance counted itself.
struct InstanceReport
{
    std::string service;
    std::string instance;
    std::uint64_t requests = 0;
    std::map<std::string, std::uint64_t> requestsByApi;
    std::uint64_t refusedBusy = 0;  // Answered 503 because too many waited; part of requests.
    std::uint64_t errors = 0;       // Answered 500 on purpose; part of requests.
    std::uint64_t longestQueue = 0; // Requests that waited at a time.
};

/// Something that was broken on purpose for a while.
struct FaultReport
{
    std::string kind;
    std::string title;
    std::string target;
    double amount = 0;
    Duration from{0};              // Since the start of the run.
    std::optional<Duration> until; // Absent: to its end.
};

/// The path between two zones at the end of a run, with what its probes measured last.
struct LinkReport
{
    std::string from;
    std::string to;
    LinkShape shape;
    std::uint64_t samples = 0;
    std::optional<Duration> roundTrip;
    std::optional<Duration> roundTripP99;
};

/// What the process needed early in the run and at its end.
struct GrowthReport
{
    std::size_t samples = 0;
    std::uint64_t earlyBytes = 0; // Resident; the median of the second tenth of the samples.
    std::uint64_t lateBytes = 0;  // Of the last tenth.
    std::size_t earlyDescriptors = 0;
    std::size_t lateDescriptors = 0;
    std::uint64_t chaosActions = 0;
    bool isBounded = true;
};

/// What `causewayd lab --report` writes: plain values that whoever runs the lab fills in.
struct Report
{
    std::string scenario;
    WallTime started;
    Duration duration{0};
    double rate = 0; // As asked for at the end.
    std::uint64_t headRevision = 0;
    LoadStatistics load;
    std::uint64_t retries = 0; // By the data planes; the clients of the lab make none.
    std::vector<RouteReport> routes;
    std::vector<InstanceReport> services;
    std::vector<ChangeReport> changes;
    std::vector<FaultReport> faults;
    std::vector<LinkReport> links;
    GrowthReport growth;
};

/// The report as indented JSON. Durations are milliseconds with fractions, except `duration`: seconds.
std::string toJson(const Report& report);

/// A row of the table: a split's backend or an API, with what clients saw in the window.
struct TableRow
{
    std::string name;
    int indent = 0;
    std::optional<double> desiredShare; // 0..1
    std::optional<double> countedShare;
    std::optional<double> requestsPerSecond;
    std::optional<Duration> p50;
    std::optional<Duration> p99;
    std::optional<std::uint64_t> failures;
};

/// The state of a running lab, for a terminal.
struct TableView
{
    Duration elapsed{0};
    double rate = 0; // As set.
    double measuredRate = 0;
    std::chrono::milliseconds window{10'000}; // Of all rows.
    std::uint64_t requests = 0;
    std::uint64_t failures = 0;
    std::uint64_t underWay = 0;
    std::uint64_t revision = 0;
    std::vector<TableRow> rows;
};

/// A few aligned lines of at most 80 columns, each ended by a line feed; long names are cut with an ellipsis.
std::string toTable(const TableView& view);

} // namespace causeway::lab
