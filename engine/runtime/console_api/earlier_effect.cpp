#include "engine/runtime/console_api/earlier_effect.h"

#include <algorithm>

namespace causeway::runtime {

namespace {

using Effect = std::optional<Result<api::CommandDone>>;

/// The newest revision of that author since the command was sent for which `fits` holds.
template <typename Fits>
const api::RevisionView* findSince(const api::ClusterView& view, std::uint64_t seen, const std::string& author,
                                   const Fits& fits)
{
    const auto found =
        std::find_if(view.recentRevisions.begin(), view.recentRevisions.end(), [&](const api::RevisionView& revision) {
            return revision.number > seen && revision.author == author && fits(revision);
        });
    return found == view.recentRevisions.end() ? nullptr : &*found;
}

bool hasWeights(const api::RouteView& route, const std::vector<api::SetSplit::Weight>& weights)
{
    return std::all_of(weights.begin(), weights.end(), [&](const api::SetSplit::Weight& wanted) {
        return std::any_of(route.backends.begin(), route.backends.end(), [&](const api::BackendView& backend) {
            return backend.service == wanted.service && backend.weight == wanted.weight;
        });
    });
}

Effect effectOf(const api::SetSplit& command, const remote::CommandMessage& message, const std::string& author,
                const api::ClusterView& view)
{
    const auto route = std::find_if(view.routes.begin(), view.routes.end(),
                                    [&](const api::RouteView& each) { return each.id == command.route; });
    const auto* const revision = findSince(view, message.seenRevision, author, [&](const api::RevisionView& candidate) {
        return std::find(candidate.routes.begin(), candidate.routes.end(), command.route) != candidate.routes.end();
    });
    if (route == view.routes.end() || !revision || route->version != revision->number ||
        !hasWeights(*route, command.weights))
        return std::nullopt; // The version that the command saw guards against doing it twice.
    return api::CommandDone{revision->number, true};
}

Effect effectOf(const api::InvertRevision& command, const remote::CommandMessage& message, const std::string& author,
                const api::ClusterView& view)
{
    const auto* const revision = findSince(view, message.seenRevision, author, [&](const api::RevisionView& candidate) {
        return candidate.inverts == command.revision;
    });
    return revision ? Effect(api::CommandDone{revision->number, true}) : std::nullopt;
}

/// To do it again would undo what others wrote after it was done.
Effect effectOf(const api::RevertTo& command, const remote::CommandMessage& message, const std::string& author,
                const api::ClusterView& view)
{
    if (view.headRevision <= message.seenRevision)
        return std::nullopt;
    const auto* const revision =
        findSince(view, message.seenRevision, author, [](const api::RevisionView&) { return true; });
    if (revision && revision->number == view.headRevision)
        return api::CommandDone{revision->number, true};
    return failure(
        ErrorCode::Conflict,
        "revisions were made since you asked for revision {}, and whether yours is among them cannot be told: "
        "look at the revisions, then ask again",
        command.revision);
}

} // namespace

Effect earlierEffectOf(const remote::CommandMessage& message, const std::string& author, const api::ClusterView& view)
{
    return std::visit(
        [&](const auto& command) -> Effect {
            if constexpr (requires { effectOf(command, message, author, view); })
                return effectOf(command, message, author, view);
            else
                return std::nullopt; // It sets something to a value; set twice is set.
        },
        message.command);
}

} // namespace causeway::runtime
