#pragma once

#include "engine/api/views.h"
#include "engine/control/control_plane.h"
#include "engine/telemetry/traffic_report.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace causeway::runtime {

/// Who was turned away in the last minute: at data planes, as their reports say, and at the control plane's door.
///
/// Shape:   the same peer at the same place for the same reason is one entry; newest first, at most 50.
/// Threads: one owner.
class RefusalLog
{
public:
    /// Node of a plane by its name; empty: none.
    using NodeOf = std::function<std::string(const std::string& plane)>;

    void record(const telemetry::TrafficReport& report);
    /// What the control plane remembers, which it counts since it started.
    void record(const std::vector<control::RefusedStranger>& strangers, WallTime now);

    std::vector<api::RefusalView> recent(WallTime now, const NodeOf& nodeOf);

private:
    struct Key
    {
        std::string where;
        std::string peer;
        std::string reason;
        auto operator<=>(const Key&) const = default;
    };
    struct Entry
    {
        WallTime time;
        std::uint64_t times = 0;
    };
    void add(const Key& key, const Entry& entry);
    void forget(WallTime before);

    std::map<Key, std::deque<Entry>> m_refusals;
    std::map<Key, std::uint64_t> m_strangersSeen; // How often the control plane had told by the last look.
};

} // namespace causeway::runtime
