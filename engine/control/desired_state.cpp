#include "engine/control/desired_state.h"

#include "engine/base/assert.h"

#include <algorithm>

namespace causeway::control {

namespace {

std::optional<DesiredState::Entry> entryAfter(const model::Revision& revision, const model::ResourceChange& change,
                                              const DesiredState::Entry* before)
{
    if (!change.after)
        return std::nullopt;
    const WallTime created = before ? before->entry.created : revision.time;
    return DesiredState::Entry{{*change.after, revision.number, created, revision.time}, revision.author};
}

} // namespace

DesiredState::DesiredState(const StoredState& stored)
    : m_storedHead(stored.head)
    , m_newestHead(stored.head)
{
    for (const StoredResource& each : stored.resources)
        m_stored.emplace(model::keyOf(each.resource),
                         Entry{{each.resource, each.version, each.created, each.modified}, each.author});
}

const DesiredState::Entry* DesiredState::findStored(const model::ResourceKey& key) const
{
    const auto found = m_stored.find(key);
    return found == m_stored.end() ? nullptr : &found->second;
}

const DesiredState::Entry* DesiredState::findNewest(const model::ResourceKey& key) const
{
    const auto pending = m_pending.find(key);
    if (pending == m_pending.end())
        return findStored(key);
    return pending->second ? &*pending->second : nullptr;
}

std::vector<model::ResourceKey> DesiredState::newestKeys() const
{
    std::vector<model::ResourceKey> keys;
    for (const auto& [key, entry] : m_stored)
        if (!m_pending.contains(key))
            keys.push_back(key);
    for (const auto& [key, entry] : m_pending)
        if (entry)
            keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    return keys;
}

std::vector<model::ResourceKey> DesiredState::pendingKeys() const
{
    std::vector<model::ResourceKey> keys;
    keys.reserve(m_pending.size());
    for (const auto& [key, entry] : m_pending)
        keys.push_back(key);
    return keys;
}

void DesiredState::begin(const model::Revision& revision)
{
    CAUSEWAY_ASSERT(revision.number == m_newestHead + 1);
    m_newestHead = revision.number;
    for (const model::ResourceChange& change : revision.changes)
        m_pending[change.key] = entryAfter(revision, change, findNewest(change.key));
}

void DesiredState::settle(const model::Revision& revision)
{
    CAUSEWAY_ASSERT(revision.number == m_storedHead + 1);
    m_storedHead = revision.number;
    for (const model::ResourceChange& change : revision.changes) {
        auto entry = entryAfter(revision, change, findStored(change.key));
        if (entry)
            m_stored.insert_or_assign(change.key, *std::move(entry));
        else
            m_stored.erase(change.key);
    }
    if (m_storedHead == m_newestHead)
        m_pending.clear();
}

void DesiredState::abandonAll()
{
    m_pending.clear();
    m_newestHead = m_storedHead;
}

} // namespace causeway::control
