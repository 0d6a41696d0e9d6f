#pragma once

#include "engine/api/views.h"
#include "engine/base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace causeway::api {

/// New weights for the backends of one route; those not named keep theirs.
struct SetSplit
{
    struct Weight
    {
        std::string service;
        std::uint32_t weight = 0;
    };
    std::string route;                 // RouteView::id.
    std::uint64_t expectedVersion = 0; // RouteView::version that the author saw; 0: whatever it is by now.
    std::vector<Weight> weights;
    std::string reason;
};

/// Takes a revision back as a new one.
struct InvertRevision
{
    std::uint64_t revision = 0;
    bool evenIfChangedSince = false; // The author was asked and agreed.
};

struct SetLoad
{
    double requestsPerSecond = 0;
};

using ClusterCommand = std::variant<SetSplit, InvertRevision, SetLoad>;

struct CommandDone
{
    std::uint64_t revision = 0; // The revision that holds it; 0 for commands that make none.
    bool changed = true;        // False: it already was so, no revision was made.
};

/// What a cluster can do beyond showing itself.
struct Capabilities
{
    bool changesWeights = false;
    bool setsLoad = false;
};

/// A cluster as the console sees it: the lab in this process, or one elsewhere.
///
/// Errors:  Conflict when the object changed since the author looked, with who, when and both values in its sentence.
/// Threads: functions from any thread, none waits; callbacks come on a thread of the engine, one at a time.
class ClusterPort
{
public:
    using ViewSink = std::function<void(std::shared_ptr<const ClusterView>)>;
    using Outcome = std::function<void(Result<CommandDone>)>;

    virtual ~ClusterPort() = default;

    virtual Capabilities capabilities() const = 0;
    /// Calls the sink with the present view, and again at each change and each quarter of a second while traffic flows.
    /// Replaces the sink before it; an empty one ends the watch (and once this returns the old one is not called any
    /// more).
    virtual void watch(ViewSink sink) = 0;
    /// `author` is who the console says its user is; clusters with authentication put their own knowledge in its place.
    virtual void submit(ClusterCommand command, std::string author, Outcome outcome) = 0;
};

} // namespace causeway::api
