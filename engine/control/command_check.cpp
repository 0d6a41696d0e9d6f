#include "engine/control/command_check.h"

#include "engine/base/utf8.h"
#include "engine/base/wall_time.h"
#include "engine/control/document_merge.h"
#include "engine/control/future_state.h"
#include "engine/control/reference_check.h"
#include "engine/formats/resource_document.h"
#include "engine/model/validation.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::control {

namespace {

using model::ResourceKey;
using model::ResourceKind;
using model::Violations;

Result<> checkText(std::string_view what, const std::string& text, std::size_t limit)
{
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (text.size() > limit)
        return failure(ErrorCode::InvalidArgument, "the {} is longer than {} bytes", what, limit);
    if (!isValidUtf8(text) || std::any_of(text.begin(), text.end(), isControl))
        return failure(ErrorCode::InvalidArgument, "the {} holds control characters or is not UTF-8", what);
    return {};
}

/// "and 3 more": a sentence names one place, not a list.
std::string firstOf(const std::vector<FieldDifference>& differences)
{
    if (differences.empty())
        return "with the value that you want";
    const FieldDifference& first = differences.front();
    const std::string more = differences.size() > 1 ? fmt::format(" (and {} more)", differences.size() - 1) : "";
    const auto orNothing = [](const std::string& value) { return value.empty() ? std::string("absent") : value; };
    return fmt::format("{} is {} now, you want {}{}", first.field, orNothing(first.left), orNothing(first.right), more);
}

Error staleWrite(const Command::Write& write, const DesiredState::Entry& present)
{
    const std::string wanted =
        write.resource
            ? firstOf(differencesOf(formats::documentOf(present.entry.resource), formats::documentOf(*write.resource)))
            : "you want it deleted";
    return makeError(ErrorCode::Conflict, "{} was changed by {} at {} (revision {}): {}", describe(write.key),
                     present.author, toRfc3339(present.entry.modified), present.entry.version, wanted);
}

Result<> checkVersion(const Command::Write& write, const DesiredState::Entry* present)
{
    if (!write.resource && !present)
        return failure(ErrorCode::NotFound, "{} does not exist", describe(write.key));
    if (!write.expectedVersion)
        return {};
    const std::uint64_t version = present ? present->entry.version : 0;
    if (version == *write.expectedVersion)
        return {};
    if (!present)
        return failure(ErrorCode::Conflict, "{} was deleted since you saw revision {} of it", describe(write.key),
                       *write.expectedVersion);
    if (*write.expectedVersion == 0)
        return failure(ErrorCode::AlreadyExists, "{} exists already, written by {} at {} (revision {})",
                       describe(write.key), present->author, toRfc3339(present->entry.modified), version);
    return failure(staleWrite(write, *present));
}

Result<> checkMesh(const ResourceKey& key, const FutureState& future)
{
    if (key.mesh.empty() || future.find({ResourceKind::Mesh, {}, key.mesh}))
        return {};
    return failure(ErrorCode::NotFound, "mesh {} does not exist", key.mesh);
}

/// Deleting must not leave a reference behind that could not have been written.
Result<> checkDeletion(const ResourceKey& key, const FutureState& future)
{
    if (key.kind == ResourceKind::Mesh) {
        const auto inside =
            future.findFirst([&](const ResourceKey& other, const auto&) { return other.mesh == key.name; });
        if (inside)
            return failure(ErrorCode::InvalidArgument, "mesh {} cannot be deleted while it holds {}", key.name,
                           describe(*inside));
    }
    if (key.kind == ResourceKind::GatewayService) {
        const auto user = future.findFirst([&](const ResourceKey&, const model::Resource& resource) {
            const auto* route = std::get_if<model::GatewayRoute>(&resource);
            return route && route->service == key.name;
        });
        if (user)
            return failure(ErrorCode::InvalidArgument, "{} cannot be deleted while {} uses it", describe(key),
                           describe(*user));
    }
    return {};
}

/// Kuma's rule: certificates of the one backend mean nothing to planes that trust the other.
Violations checkBackendChange(const model::Resource& resource, const DesiredState::Entry* present)
{
    const auto* const after = std::get_if<model::Mesh>(&resource);
    const auto* const before = present ? std::get_if<model::Mesh>(&present->entry.resource) : nullptr;
    if (!after || !before || !model::hasMtls(*after) || !model::hasMtls(*before) ||
        after->mtls->backend == before->mtls->backend)
        return {};
    return {{"mtls.enabledBackend", "cannot change while mTLS is on; switch it off first"}};
}

Result<> checkWrite(const Command::Write& write, const FutureState& future, const DesiredState& state)
{
    RETURN_IF_ERROR(checkVersion(write, state.findNewest(write.key)));
    if (!write.resource)
        return checkDeletion(write.key, future);
    if (model::keyOf(*write.resource) != write.key)
        return failure(ErrorCode::InvalidArgument, "{} cannot be written as {}",
                       describe(model::keyOf(*write.resource)), describe(write.key));
    Violations violations = model::validate(*write.resource);
    if (violations.empty()) {
        RETURN_IF_ERROR(checkMesh(write.key, future));
        violations = missingReferences(*write.resource, future, state);
        for (model::Violation& violation : checkBackendChange(*write.resource, state.findNewest(write.key)))
            violations.push_back(std::move(violation));
    }
    if (!violations.empty())
        return failure(ErrorCode::InvalidArgument, "{} is not valid: {}", describe(write.key),
                       model::describe(violations));
    return {};
}

Result<Writes> writesByKey(const Command& command)
{
    Writes writes;
    if (command.writes.empty() || command.writes.size() > writeLimit)
        return failure(ErrorCode::InvalidArgument, "a command has 1 to {} writes, not {}", writeLimit,
                       command.writes.size());
    for (const Command::Write& write : command.writes)
        if (!writes.emplace(write.key, &write).second)
            return failure(ErrorCode::InvalidArgument, "{} is written twice in one command", describe(write.key));
    return writes;
}

} // namespace

Result<PlannedChanges> planCommand(const Command& command, const DesiredState& state)
{
    RETURN_IF_ERROR(checkText("author", command.author, authorLimit));
    RETURN_IF_ERROR(checkText("reason", command.reason, reasonLimit));
    if (command.author.empty())
        return failure(ErrorCode::InvalidArgument, "a command needs an author");
    ASSIGN_OR_RETURN(const Writes writes, writesByKey(command));
    const FutureState future(state, writes);

    PlannedChanges planned;
    for (const Command::Write& write : command.writes) {
        RETURN_IF_ERROR(checkWrite(write, future, state));
        const DesiredState::Entry* present = state.findNewest(write.key);
        planned.created.push_back(write.resource && !present);
        const std::optional<model::Resource> before = present ? std::optional(present->entry.resource) : std::nullopt;
        if (before != write.resource)
            planned.changes.push_back({write.key, before, write.resource});
    }
    return planned;
}

Violations objectionsOfOthers(const model::Resource& resource, const DesiredState& state)
{
    const Command::Write write{model::keyOf(resource), resource, std::nullopt};
    const Writes writes = {{write.key, &write}};
    Violations violations = missingReferences(resource, FutureState(state, writes), state);
    for (model::Violation& violation : checkBackendChange(resource, state.findNewest(write.key)))
        violations.push_back(std::move(violation));
    return violations;
}

} // namespace causeway::control
