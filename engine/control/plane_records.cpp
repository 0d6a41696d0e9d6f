#include "engine/control/plane_records.h"

#include "engine/base/log.h"
#include "engine/formats/json.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace causeway::control {

namespace {

/// How a plane's records are marked. Its names are RFC 1123, so there is nothing to escape.
struct Mark
{
    explicit Mark(const keys::PlaneName& plane)
        : text(fmt::format(" mesh=\"{}\" plane=\"{}\"\n", plane.mesh, plane.name))
        , json(fmt::format(",\"mesh\":\"{}\",\"plane\":\"{}\"}}\n", plane.mesh, plane.name))
    {
    }

    std::string text;
    std::string json;
};

/// Behind an open quote the mark would be a part of what is quoted. The log escapes quotes within texts.
bool isText(std::string_view record)
{
    return record.front() != ' ' && std::count(record.begin(), record.end(), '"') % 2 == 0;
}

/// An object that does not say itself who it is from: what reads it would have to choose whom to believe.
bool isUnmarkedObject(std::string_view record)
{
    if (!record.ends_with('}'))
        return false;
    const auto object = formats::parseJson(record);
    return object && object->kind == formats::Node::Kind::Map && !object->members.empty() && !object->find("plane") &&
           !object->find("mesh");
}

} // namespace

void PlaneRecords::keep(const keys::PlaneName& plane, std::string_view lines)
{
    if (!m_log)
        return tellOnce(plane, "nobody keeps them: start the control plane with --access-log FILE");
    const Mark mark(plane);
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const std::string_view record = lines.substr(0, end);
        lines.remove_prefix(end + 1);
        const bool isJson = record.starts_with('{');
        if (isJson ? !isUnmarkedObject(record) : !isText(record))
            tellOnce(plane, "some are no access records, and are left out");
        else if (isJson)
            write(record.substr(0, record.size() - 1), mark.json);
        else
            write(record, mark.text);
    }
}

void PlaneRecords::write(std::string_view record, std::string_view mark)
{
    telemetry::RecordLane& lane = m_log->lane(0).lines();
    char* const at = lane.room(record.size() + mark.size());
    if (!at)
        return; // Lost and counted: what it is written to does not keep up.
    std::memcpy(at, record.data(), record.size());
    std::memcpy(at + record.size(), mark.data(), mark.size());
    lane.commit(record.size() + mark.size());
}

void PlaneRecords::tellOnce(const keys::PlaneName& plane, std::string_view what)
{
    if (m_told.insert({plane.mesh, plane.name}).second)
        log::warn("plane {} sends access records: {}", plane.name, what);
}

} // namespace causeway::control
