#include "engine/control/undo.h"

#include "engine/base/wall_time.h"
#include "engine/formats/resource_document.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::control {

namespace {

using formats::Node;

constexpr std::size_t pageSize = 64; // Revisions read at once; the guilty one is mostly the newest.

std::optional<Node> documentOf(const std::optional<model::Resource>& resource)
{
    return resource ? std::optional(formats::documentOf(*resource)) : std::nullopt;
}

const Node* pointerTo(const std::optional<Node>& document)
{
    return document ? &*document : nullptr;
}

bool isInside(std::string_view inner, std::string_view outer)
{
    return inner.starts_with(outer) &&
           (inner.size() == outer.size() || outer.empty() || inner[outer.size()] == '.' || inner[outer.size()] == '[');
}

/// Whether the revision changed this field of this resource, or a part of it, or all around it.
bool touches(const model::Revision& revision, const model::ResourceKey& key, const std::string& field)
{
    for (const model::ResourceChange& change : revision.changes) {
        if (change.key != key)
            continue;
        if (!change.before || !change.after)
            return true;
        const auto differences = differencesOf(formats::documentOf(*change.before), formats::documentOf(*change.after));
        return std::any_of(differences.begin(), differences.end(), [&](const FieldDifference& difference) {
            return isInside(difference.field, field) || isInside(field, difference.field);
        });
    }
    return false;
}

Error conflictError(std::uint64_t revision, const model::ResourceKey& key, const FieldDifference& difference,
                    const std::string& culprit)
{
    if (difference.field.empty()) {
        const char* now = difference.left.empty() ? "deleted" : difference.right.empty() ? "changed" : "made anew";
        return makeError(ErrorCode::Conflict, "{} was {} since revision {}, by {}", describe(key), now, revision,
                         culprit);
    }
    return makeError(ErrorCode::Conflict, "{}: {} was set to {} by {}; taking revision {} back would make it {}",
                     describe(key), difference.field, difference.left.empty() ? "nothing" : difference.left, culprit,
                     revision, difference.right.empty() ? "absent" : difference.right);
}

std::string describeAuthor(const std::string& author, WallTime time, std::uint64_t revision)
{
    return fmt::format("{} at {} (revision {})", author, toRfc3339(time), revision);
}

} // namespace

Undo::Undo(const DesiredState& state, CommitThread& log, std::uint64_t revision, Found found)
    : m_state(state)
    , m_log(log)
    , m_revision(revision)
    , m_found(std::move(found))
{
}

void Undo::find(const DesiredState& state, CommitThread& log, std::uint64_t revision, ControlPlane::Overwrite overwrite,
                Found found)
{
    const std::shared_ptr<Undo> self(new Undo(state, log, revision, std::move(found)));
    log.read(revision + 1, 1, [self, overwrite](Result<std::vector<model::Revision>> read) {
        if (!read)
            return self->m_found(failure(read.error()));
        if (read->empty() || read->front().number != self->m_revision)
            return self->m_found(
                failure(ErrorCode::NotFound, "revision {} does not exist or is not kept any more", self->m_revision));
        std::optional<Conflict> conflict;
        Result<Command> command = plan(read->front(), self->m_state, conflict);
        if (conflict && overwrite == ControlPlane::Overwrite::No)
            return blame(self, *std::move(conflict), 0);
        self->m_found(std::move(command));
    });
}

Result<Command> Undo::plan(const model::Revision& revision, const DesiredState& state,
                           std::optional<Conflict>& conflict)
{
    Command command;
    command.inverts = revision.number;
    command.reason = fmt::format("undo of revision {}", revision.number);
    for (const model::ResourceChange& change : revision.changes) {
        const DesiredState::Entry* present = state.findNewest(change.key);
        const auto before = documentOf(change.before);
        const auto after = documentOf(change.after);
        const auto now = present ? std::optional(formats::documentOf(present->entry.resource)) : std::nullopt;
        MergedDocument merged = takeBack(pointerTo(before), pointerTo(after), pointerTo(now));
        if (!merged.conflicts.empty() && !conflict)
            conflict = Conflict{change.key, merged.conflicts.front(), present ? *present : DesiredState::Entry{}};
        Command::Write write{change.key, std::nullopt, std::nullopt};
        if (merged.document) {
            auto decoded = formats::decodeStoredResource(*merged.document);
            if (!decoded)
                return failure(ErrorCode::InvalidArgument, "revision {} cannot be taken back: {}", revision.number,
                               model::describe(decoded.error()));
            write.resource = *std::move(decoded);
        } else if (!present) {
            continue; // It is gone already.
        }
        command.writes.push_back(std::move(write));
    }
    return command;
}

void Undo::blame(const std::shared_ptr<Undo>& self, Conflict conflict, std::uint64_t before)
{
    self->m_log.read(before, pageSize, [self, conflict](Result<std::vector<model::Revision>> read) {
        if (!read)
            return self->m_found(failure(read.error()));
        for (const model::Revision& revision : *read)
            if (revision.number > self->m_revision && touches(revision, conflict.key, conflict.difference.field))
                return self->m_found(
                    failure(conflictError(self->m_revision, conflict.key, conflict.difference,
                                          describeAuthor(revision.author, revision.time, revision.number))));
        if (!read->empty() && read->back().number > self->m_revision)
            return blame(self, conflict, read->back().number);
        // Still on its way to the log: the newest writer it is.
        const DesiredState::Entry& present = conflict.present;
        self->m_found(
            failure(conflictError(self->m_revision, conflict.key, conflict.difference,
                                  describeAuthor(present.author, present.entry.modified, present.entry.version))));
    });
}

} // namespace causeway::control
