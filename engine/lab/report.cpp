#include "engine/lab/report.h"

#include "engine/base/wall_time.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace causeway::lab {

namespace {

using Json = nlohmann::ordered_json;

/// Milliseconds, rounded to whole microseconds: what was measured, without noise digits.
double milliseconds(Duration duration)
{
    return std::round(std::chrono::duration<double, std::micro>(duration).count()) / 1000.0;
}

Json toJson(const std::optional<Duration>& duration)
{
    return duration ? Json(milliseconds(*duration)) : Json(nullptr);
}

Json failuresToJson(const Counts& counts)
{
    Json json = Json::object();
    for (std::size_t kind = 0; kind < failureKindCount; ++kind)
        if (counts.failuresByKind[kind] != 0)
            json[std::string(nameOf(static_cast<FailureKind>(kind)))] = counts.failuresByKind[kind];
    return json;
}

Json latencyToJson(const Tally& tally)
{
    const auto at = [&](double fraction) { return toJson(tally.latency.percentile(fraction)); };
    const std::optional<Duration> slowest = tally.latency.count() == 0 ? std::nullopt : std::optional(tally.slowest);
    return {{"samples", tally.latency.count()},
            {"p50", at(0.5)},
            {"p90", at(0.9)},
            {"p99", at(0.99)},
            {"p99.9", at(0.999)},
            {"max", toJson(slowest)}};
}

void writeTally(Json& json, const Tally& tally)
{
    json["requests"] = tally.counts.requests;
    json["failures"] = tally.counts.failures();
    json["failuresByKind"] = failuresToJson(tally.counts);
    json["latencyMs"] = latencyToJson(tally);
}

/// The cells summed by one of their names; each sum lists the cells by the other name.
Json grouped(const std::vector<ApiBackendTally>& cells, std::string ApiBackendTally::*name,
             std::string ApiBackendTally::*inner, const char* list)
{
    std::map<std::string, std::vector<const ApiBackendTally*>> groups;
    for (const ApiBackendTally& cell : cells)
        groups[cell.*name].push_back(&cell);
    Json json = Json::array();
    for (const auto& [key, members] : groups) {
        Tally sum;
        Json parts = Json::array();
        for (const ApiBackendTally* const cell : members) {
            sum.add(cell->tally);
            Json part = {{"name", cell->*inner}};
            writeTally(part, cell->tally);
            parts.push_back(std::move(part));
        }
        Json group = {{"name", key}};
        writeTally(group, sum);
        group[list] = std::move(parts);
        json.push_back(std::move(group));
    }
    return json;
}

Json toJson(const std::vector<ShareReport>& shares)
{
    std::uint64_t byClients = 0;
    std::uint64_t atServices = 0;
    for (const ShareReport& share : shares) {
        byClients += share.countedByClients;
        atServices += share.countedAtService;
    }
    const auto part = [](std::uint64_t count, std::uint64_t sum) {
        return sum == 0 ? Json(nullptr) : Json(static_cast<double>(count) / static_cast<double>(sum));
    };
    Json json = Json::array();
    for (const ShareReport& share : shares)
        json.push_back({{"service", share.service},
                        {"weight", share.weight},
                        {"desiredShare", share.desired},
                        {"countedByClients", share.countedByClients},
                        {"shareByClients", part(share.countedByClients, byClients)},
                        {"countedAtService", share.countedAtService},
                        {"shareAtService", part(share.countedAtService, atServices)}});
    return json;
}

Json toJson(const ChangeReport& change)
{
    Json acknowledgements = Json::array();
    for (const auto& [plane, after] : change.acknowledgements)
        acknowledgements.push_back({{"plane", plane}, {"afterMs", milliseconds(after)}});
    return {{"revision", change.revision},
            {"route", change.route},
            {"arrived", toRfc3339(change.arrived)},
            {"committedMs", toJson(change.committed)},
            {"compiledMs", toJson(change.compiled)},
            {"pushedMs", toJson(change.pushed)},
            {"acknowledgedMs", toJson(change.acknowledged)},
            {"acknowledgements", std::move(acknowledgements)},
            {"firstRoutedMs", toJson(change.firstRouted)},
            {"heldMs", milliseconds(change.held)},
            {"shares", toJson(change.shares)}};
}

Json toJson(const InstanceReport& instance)
{
    return {{"service", instance.service},
            {"instance", instance.instance},
            {"requests", instance.requests},
            {"refusedBusy", instance.refusedBusy},
            {"errorsOnPurpose", instance.errors},
            {"longestQueue", instance.longestQueue},
            {"requestsByApi", instance.requestsByApi}};
}

Json toJson(const RouteReport& route)
{
    return {{"id", route.id}, {"label", route.label}, {"shares", toJson(route.shares)}};
}

Json toJson(const Complaint& complaint)
{
    return {{"api", complaint.api}, {"service", complaint.service}, {"why", complaint.why}, {"times", complaint.times}};
}

Json toJson(const FaultReport& fault)
{
    return {{"kind", fault.kind},
            {"title", fault.title},
            {"target", fault.target},
            {"amount", fault.amount},
            {"fromMs", milliseconds(fault.from)},
            {"untilMs", toJson(fault.until)}};
}

Json toJson(const LinkReport& link)
{
    return {{"from", link.from},
            {"to", link.to},
            {"delayMs", milliseconds(link.shape.delay)},
            {"jitterMs", milliseconds(link.shape.jitter)},
            {"modelledLossPercent", link.shape.lossPercent},
            {"megabitsPerSecond", link.shape.megabitsPerSecond},
            {"isCut", link.shape.isCut},
            {"samples", link.samples},
            {"roundTripMs", toJson(link.roundTrip)},
            {"roundTripP99Ms", toJson(link.roundTripP99)}};
}

Json toJson(const GrowthReport& growth)
{
    return {{"samples", growth.samples},
            {"earlyResidentBytes", growth.earlyBytes},
            {"lateResidentBytes", growth.lateBytes},
            {"earlyDescriptors", growth.earlyDescriptors},
            {"lateDescriptors", growth.lateDescriptors},
            {"chaosActions", growth.chaosActions},
            {"isBounded", growth.isBounded}};
}

template <typename T>
Json listOf(const std::vector<T>& values)
{
    Json json = Json::array();
    for (const T& value : values)
        json.push_back(toJson(value));
    return json;
}

} // namespace

std::string toJson(const Report& report)
{
    Json json;
    json["scenario"] = report.scenario;
    json["started"] = toRfc3339(report.started);
    json["duration"] = std::round(milliseconds(report.duration)) / 1000.0;
    json["rate"] = report.rate;
    json["headRevision"] = report.headRevision;
    writeTally(json, report.load.total);
    json["sent"] = report.load.sent;
    json["underWay"] = report.load.underWay;
    json["retries"] = report.retries;
    json["connectionsOpened"] = report.load.connectionsOpened;
    json["connectionsClosedOnUs"] = report.load.connectionsClosedOnUs;
    json["lateStarts"] = report.load.lateStarts;
    json["worstLatenessMs"] = milliseconds(report.load.worstLateness);
    json["routes"] = listOf(report.routes);
    json["apis"] = grouped(report.load.cells, &ApiBackendTally::api, &ApiBackendTally::service, "backends");
    json["backends"] = grouped(report.load.cells, &ApiBackendTally::service, &ApiBackendTally::api, "apis");
    json["services"] = listOf(report.services);
    json["changes"] = listOf(report.changes);
    json["faults"] = listOf(report.faults);
    json["links"] = listOf(report.links);
    json["complaints"] = listOf(report.load.complaints);
    json["growth"] = toJson(report.growth);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace causeway::lab
