#pragma once

#include "engine/control/control_plane.h"
#include "engine/control/desired_state.h"

#include <map>
#include <optional>
#include <vector>

namespace causeway::control {

using Writes = std::map<model::ResourceKey, const Command::Write*>;

/// The newest state with the writes of a command on top. For as long as both are there.
///
/// Threads: one owner.
class FutureState
{
public:
    FutureState(const DesiredState& state, const Writes& writes)
        : m_state(state)
        , m_writes(writes)
    {
    }

    const model::Resource* find(const model::ResourceKey& key) const
    {
        if (const auto written = m_writes.find(key); written != m_writes.end())
            return written->second->resource ? &*written->second->resource : nullptr;
        const DesiredState::Entry* entry = m_state.findNewest(key);
        return entry ? &entry->entry.resource : nullptr;
    }

    template <typename Accept>
    std::optional<model::ResourceKey> findFirst(Accept accept) const
    {
        std::vector<model::ResourceKey> keys = m_state.newestKeys();
        for (const auto& [key, write] : m_writes)
            keys.push_back(key);
        for (const model::ResourceKey& key : keys)
            if (const model::Resource* resource = find(key); resource && accept(key, *resource))
                return key;
        return std::nullopt;
    }

private:
    const DesiredState& m_state;
    const Writes& m_writes;
};

} // namespace causeway::control
