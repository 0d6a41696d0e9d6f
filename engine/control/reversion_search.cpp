#include "engine/control/reversion_search.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

constexpr std::size_t pageSize = 64; // Revisions read at once.
constexpr int passLimit = 100;

} // namespace

ReversionSearch::ReversionSearch(const DesiredState& state, CommitThread& log, std::uint64_t revision, Found found)
    : m_state(state)
    , m_log(log)
    , m_revision(revision)
    , m_found(std::move(found))
    , m_floor(revision)
    , m_head(revision)
{
}

void ReversionSearch::begin(const DesiredState& state, CommitThread& log, std::uint64_t revision, Found found)
{
    const std::shared_ptr<ReversionSearch> self(new ReversionSearch(state, log, revision, std::move(found)));
    if (revision == 0 || revision > state.storedHead()) // Asked of the log, so that the answer comes in a later turn.
        return log.read(0, 1, [self](const auto&) { self->m_found(failure(self->notKept())); });
    beginPass(self);
}

void ReversionSearch::beginPass(const std::shared_ptr<ReversionSearch>& self)
{
    if (++self->m_passes > passLimit)
        return self->m_found(failure(ErrorCode::Unavailable,
                                     "others write so fast that it cannot be said what going back to revision {} would "
                                     "change: try again",
                                     self->m_revision));
    self->m_floor = self->m_head;
    self->m_pass.clear();
    read(self, 0, takeFirst);
}

void ReversionSearch::read(const std::shared_ptr<ReversionSearch>& self, std::uint64_t before, Take take)
{
    self->m_log.read(before, pageSize, [self, take](Result<std::vector<model::Revision>> page) {
        if (!page)
            return self->m_found(failure(page.error()));
        take(self, *page);
    });
}

/// The pass goes up to what the log had when it was read, not to what it had when it was asked.
void ReversionSearch::takeFirst(const std::shared_ptr<ReversionSearch>& self, const std::vector<model::Revision>& page)
{
    if (!page.empty())
        self->m_head = page.front().number;
    take(self, page);
}

void ReversionSearch::take(const std::shared_ptr<ReversionSearch>& self, const std::vector<model::Revision>& page)
{
    for (const model::Revision& revision : page) {
        if (revision.number <= self->m_floor)
            return endPass(self);
        for (const model::ResourceChange& change : revision.changes)
            self->m_pass[change.key] = change.before; // Newest first, so the oldest one stays.
    }
    if (page.empty())
        return self->m_found(failure(self->notKept()));
    read(self, page.back().number, take);
}

void ReversionSearch::endPass(const std::shared_ptr<ReversionSearch>& self)
{
    self->m_then.merge(self->m_pass); // What is older is there already, and stays.
    if (self->m_state.storedHead() != self->m_head)
        return beginPass(self);
    self->addPending();
    self->finish();
}

/// What is on its way to the disk counts as written: before it, everything was as it is stored.
void ReversionSearch::addPending()
{
    for (const model::ResourceKey& key : m_state.pendingKeys()) {
        const DesiredState::Entry* const stored = m_state.findStored(key);
        m_then.try_emplace(key, stored ? std::optional(stored->entry.resource) : std::nullopt);
    }
}

void ReversionSearch::finish()
{
    Reversion reversion{m_revision, m_state.newestHead(), {}};
    for (const auto& [key, then] : m_then) {
        const DesiredState::Entry* const present = m_state.findNewest(key);
        const auto now = present ? std::optional(present->entry.resource) : std::nullopt;
        if (now != then)
            reversion.changes.push_back({key, now, then});
    }
    m_found(std::move(reversion));
}

Error ReversionSearch::notKept() const
{
    return makeError(ErrorCode::NotFound, "revision {} does not exist or is not kept any more", m_revision);
}

Command commandOf(const Reversion& reversion)
{
    Command command;
    command.reason = fmt::format("back to revision {}", reversion.revision);
    for (const model::ResourceChange& change : reversion.changes)
        command.writes.push_back({change.key, change.after, std::nullopt});
    return command;
}

} // namespace causeway::control
