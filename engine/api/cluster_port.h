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

/// Makes everything that people want what it was after that revision, as a new revision.
struct RevertTo
{
    std::uint64_t revision = 0;
    std::uint64_t expectedHead = 0; // RevertPreview::head that the author saw; 0: whatever it is by now.
};

struct SetLink
{
    std::string link; // LinkView::id.
    LinkSettings settings;
};

/// Starts a fault; one of the same kind and target that lasts already gets the new amount.
struct StartFault
{
    FaultKind kind = FaultKind::SlowService;
    std::string target; // FaultOffer::Target::id.
    double amount = 0;
};

struct EndFault
{
    std::uint64_t fault = 0; // FaultView::id; 0: all.
};

struct SetLoad
{
    double requestsPerSecond = 0;
};

using ClusterCommand = std::variant<SetSplit, InvertRevision, RevertTo, SetLoad, SetLink, StartFault, EndFault>;

struct CommandDone
{
    std::uint64_t revision = 0; // The revision that holds it; 0 for commands that make none.
    bool changed = true;        // False: it already was so, no revision was made.
    std::uint64_t fault = 0;    // FaultView::id of what a StartFault started.
};

/// What a cluster can do beyond showing itself.
struct Capabilities
{
    bool changesWeights = false;
    bool setsLoad = false;
    bool shapesLinks = false;
    bool breaksThings = false;
};

/// What RevertTo would change now.
struct RevertPreview
{
    std::uint64_t revision = 0;
    std::uint64_t head = 0;     // The newest revision that it was made against.
    std::vector<DiffLine> diff; // Empty: everything is as it was then.
};

/// How a route is handed to someone outside of the console.
enum class TextForm
{
    Yaml,   // The resource, as `apply` takes it.
    Curl,   // The command that writes it through the mesh API, for where the console runs.
    Request // What that command sends: "PUT /meshes/…", and the body on a line of its own.
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

    /// Older revisions, newest first, from `before` (exclusive; 0: the head) at most `limit`.
    using Revisions = std::function<void(Result<std::vector<RevisionView>>)>;
    virtual void revisions(std::uint64_t before, std::size_t limit, Revisions outcome) = 0;
    /// What would change if everything became what it was after a revision. NotFound when it is not kept any more.
    using Preview = std::function<void(Result<RevertPreview>)>;
    virtual void previewRevert(std::uint64_t revision, Preview outcome) = 0;
    /// The resource that holds a route, as text to copy. NotFound when the route is gone.
    using Text = std::function<void(Result<std::string>)>;
    virtual void textOf(std::string route, TextForm form, Text outcome) = 0;
    /// Where a cluster does not answer: asks again now instead of at ClusterView::nextAttempt.
    virtual void tryNow() {}
};

} // namespace causeway::api
