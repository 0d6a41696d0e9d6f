#pragma once

#include "engine/keys/spiffe.h"
#include "engine/telemetry/access_log.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace causeway::control {

/// Brings the access records that planes send into one log, each marked with the plane that its certificate names: in
/// JSON by its last members, `mesh` and `plane`, else by the last fields of the line. What is neither, or names a plane
/// itself, is left out; that something is left out is told in the log of events, once a plane.
///
/// Threads: one owner, which has the first lane of the log.
class PlaneRecords
{
public:
    /// The log outlives it. Null: all is left out.
    explicit PlaneRecords(telemetry::AccessLog* log)
        : m_log(log)
    {
    }

    /// `lines` are whole lines of printable ASCII.
    void keep(const keys::PlaneName& plane, std::string_view lines);

private:
    void write(std::string_view record, std::string_view mark);
    void tellOnce(const keys::PlaneName& plane, std::string_view what);

    telemetry::AccessLog* m_log;
    std::set<std::pair<std::string, std::string>> m_told; // Mesh and name of planes of which it was said.
};

} // namespace causeway::control
