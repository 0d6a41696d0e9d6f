#include "engine/runtime/status/status_pages.h"

#include <nlohmann/json.hpp>

namespace causeway::runtime {

namespace {

using nlohmann::json;

constexpr std::size_t kongHashDigits = 32;

json connectionsOf(const proxy::PlaneObservation& plane)
{
    std::size_t active = 0;
    std::size_t reading = 0;
    std::size_t writing = 0;
    std::uint64_t accepted = 0;
    for (const proxy::PlaneObservation::Worker& worker : plane.workers) {
        active += worker.connections;
        reading += worker.readingConnections;
        writing += worker.busyConnections;
        accepted += worker.accepted;
    }
    return {{"connections_accepted", accepted}, {"connections_handled", accepted},
            {"connections_active", active},     {"connections_reading", reading},
            {"connections_writing", writing},   {"connections_waiting", active - reading - writing},
            {"total_requests", plane.requests}};
}

/// Kong's two members are there and empty: there is no such memory here. What there is follows.
json memoryOf(const proxy::PlaneObservation& plane, const ProcessFigures& process)
{
    json workers = json::array();
    for (std::size_t i = 0; i < plane.workers.size(); ++i)
        workers.push_back({{"worker", i},
                           {"connections", plane.workers[i].connections},
                           {"buffer_bytes", plane.workers[i].bufferBytes}});
    return {{"lua_shared_dicts", json::object()},
            {"workers_lua_vms", json::array()},
            {"resident_bytes", process.residentBytes},
            {"virtual_bytes", process.virtualBytes},
            {"workers", std::move(workers)}};
}

} // namespace

std::string statusPage(const proxy::PlaneObservation& plane, const Surroundings& around)
{
    json page = {{"server", connectionsOf(plane)},
                 {"memory", memoryOf(plane, around.process)},
                 {"ready", plane.isReady()},
                 {"configuration_hash", std::string(kongHashDigits, '0')}}; // Kong's for "none yet".
    if (plane.snapshot) {
        page["configuration_hash"] = plane.snapshot->hash.hex().substr(0, kongHashDigits);
        page["revision"] = plane.snapshot->revision;
    }
    if (around.records)
        page["access_records"] = {{"written", around.records->written}, {"lost", around.records->lost}};
    return page.dump();
}

} // namespace causeway::runtime
