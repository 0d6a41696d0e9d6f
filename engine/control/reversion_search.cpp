#include "engine/control/reversion_search.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

constexpr std::size_t pageSize = 64; // Revisions read at once.

} // namespace

ReversionSearch::ReversionSearch(const DesiredState& state, CommitThread& log, std::uint64_t revision, Found found)
    : m_state(state)
    , m_log(log)
    , m_revision(revision)
    , m_found(std::move(found))
{
}

void ReversionSearch::begin(const DesiredState& state, CommitThread& log, std::uint64_t revision, Found found)
{
    start(std::shared_ptr<ReversionSearch>(new ReversionSearch(state, log, revision, std::move(found))));
}

void ReversionSearch::start(const std::shared_ptr<ReversionSearch>& self)
{
    self->m_head = self->m_state.newestHead();
    self->m_then.clear();
    readBefore(self, 0);
}

void ReversionSearch::readBefore(const std::shared_ptr<ReversionSearch>& self, std::uint64_t before)
{
    self->m_log.read(before, pageSize, [self](Result<std::vector<model::Revision>> page) {
        if (!page)
            return self->m_found(failure(page.error()));
        take(self, *page);
    });
}

void ReversionSearch::take(const std::shared_ptr<ReversionSearch>& self, const std::vector<model::Revision>& page)
{
    if (self->m_state.newestHead() != self->m_head || self->m_state.storedHead() != self->m_head)
        return start(self); // Someone was faster: what we have read does not begin at the head any more.
    for (const model::Revision& revision : page) {
        if (revision.number <= self->m_revision)
            return self->finish();
        for (const model::ResourceChange& change : revision.changes)
            self->m_then[change.key] = change.before; // Newest first, so the oldest one stays.
    }
    if (page.empty() || self->m_revision == 0)
        return self->m_found(failure(self->notKept()));
    readBefore(self, page.back().number);
}

void ReversionSearch::finish()
{
    if (m_revision > m_head)
        return m_found(failure(notKept()));
    Reversion reversion{m_revision, m_head, {}};
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
