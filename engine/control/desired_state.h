#pragma once

#include "engine/control/control_plane.h"
#include "engine/control/state_store.h"
#include "engine/model/revision.h"

#include <map>
#include <string>
#include <vector>

namespace causeway::control {

/// What people want: the state that is safe on disk, and above it what is on its way there. New commands are judged by
/// the newest state, so that they need not wait for the disk; everyone else sees what is stored.
///
/// Threads: one owner.
class DesiredState
{
public:
    struct Entry
    {
        ResourceEntry entry;
        std::string author; // Of the version.
    };

    explicit DesiredState(const StoredState& stored);

    const std::map<model::ResourceKey, Entry>& stored() const { return m_stored; }
    const Entry* findStored(const model::ResourceKey& key) const;
    /// With the revisions that are still being written.
    const Entry* findNewest(const model::ResourceKey& key) const;
    /// Every key of the newest state, in order.
    std::vector<model::ResourceKey> newestKeys() const;
    /// What the revisions that are still being written change.
    std::vector<model::ResourceKey> pendingKeys() const;

    std::uint64_t storedHead() const { return m_storedHead; }
    std::uint64_t newestHead() const { return m_newestHead; }

    /// The next revision, on its way to the disk.
    void begin(const model::Revision& revision);
    /// It is there.
    void settle(const model::Revision& revision);
    /// It is not, and so none after it is: back to what is stored.
    void abandonAll();

private:
    std::map<model::ResourceKey, Entry> m_stored;
    std::map<model::ResourceKey, std::optional<Entry>> m_pending; // Nothing: deleted.
    std::uint64_t m_storedHead;
    std::uint64_t m_newestHead;
};

} // namespace causeway::control
