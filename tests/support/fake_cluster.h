#pragma once

#include "engine/api/cluster_port.h"

#include <deque>
#include <string>
#include <vector>

namespace causeway::testing {

/// A cluster that a test holds in its hand: it shows the views it is told to and answers commands as it is told to.
///
/// Shape:   commands wait in `commands` until answered; with `answersAtOnce` it plays a whole cluster instead: weights
///          are taken up as a new revision, stale versions get Conflict, inversions put the weights before back.
/// Threads: one, the test's own.
class FakeCluster final : public api::ClusterPort
{
public:
    struct Command
    {
        api::ClusterCommand command;
        std::string author;
        Outcome outcome;
    };

    api::Capabilities capabilities() const override { return what; }
    void watch(ViewSink sink) override;
    void submit(api::ClusterCommand command, std::string author, Outcome outcome) override;
    /// Those of the view.
    void revisions(std::uint64_t before, std::size_t limit, Revisions outcome) override;
    /// The weights of the route that the revision after it changed.
    void previewRevert(std::uint64_t revision, Preview outcome) override;
    void textOf(std::string route, api::TextForm form, Text outcome) override;

    /// Shows `view` as it is now.
    void show();
    /// Answers the oldest command that waits.
    void answer(Result<api::CommandDone> result);

    /// New weights by somebody else, in the order of the route's backends. Returns the revision.
    std::uint64_t change(const std::string& id, const std::vector<std::uint32_t>& weights, const std::string& author);

    api::RouteView& route(const std::string& id);

    api::ClusterView view;
    api::Capabilities what{true, true, true, true};
    bool answersAtOnce = false;
    std::deque<Command> commands;              // Not answered yet.
    std::vector<api::ClusterCommand> received; // All of them, oldest first.

private:
    Result<api::CommandDone> perform(const api::ClusterCommand& command, const std::string& author);
    Result<api::CommandDone> performSplit(const api::SetSplit& split, const std::string& author);
    Result<api::CommandDone> performLink(const api::SetLink& command, const std::string& author);
    Result<api::CommandDone> performStart(const api::StartFault& command, const std::string& author);
    Result<api::CommandDone> performRevert(const api::RevertTo& revert, const std::string& author);
    Result<api::CommandDone> performInversion(const api::InvertRevision& inversion, const std::string& author);

    struct Written
    {
        std::uint64_t revision = 0;
        std::string route;
        std::vector<std::uint32_t> before;
    };
    std::vector<Written> m_written;
    std::uint64_t m_lastFault = 0;
    ViewSink m_sink;
};

/// Clients, a gateway, a monolith and a service with two instances in one zone; one route between the two.
api::ClusterView cardScenario();
inline const std::string cardRoute = "MeshHTTPRoute/default/disputes-cutover/monolith/0";

/// Two zones with a shaped link between them, mutual TLS, what can be broken, a refusal: the whole of the lab.
api::ClusterView twoZoneScenario();
inline const std::string zoneLink = "link/cloud/on-prem";

/// `zones` zones with `services` services; the first route splits over five of them.
api::ClusterView wideScenario(int zones, int services);

/// Gives every node, edge, route and plane of the view figures that belong together, and ten minutes of seconds.
void addTraffic(api::ClusterView& view, double requestsPerSecond, std::int64_t second);

} // namespace causeway::testing
