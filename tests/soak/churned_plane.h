#pragma once

#include "engine/base/random.h"
#include "engine/keys/plane_identity.h"
#include "tests/support/running_plane.h"

#include <filesystem>
#include <string>
#include <vector>

namespace causeway::soak {

/// What a data plane is to serve, as its process is told by a file.
///
/// Shape: route N leads to the clusters N-a and N-b, whose upstreams it names; the second upstream of each may be taken
///        out.
struct PlanePlan
{
    struct Cluster
    {
        std::string name;
        bool isSecure = false;
        std::vector<std::uint16_t> ports;
    };

    unsigned routes = 0;
    std::vector<Cluster> clusters;
    std::vector<std::string> rootsPem;
    std::filesystem::path identities; // A folder with numbered files.
    std::size_t identityCount = 0;
    double changesPerSecond = 0;
    std::uint64_t seed = 0;

    void write(const std::filesystem::path& file) const;
    static PlanePlan read(const std::filesystem::path& file);
};

inline constexpr const char* meshName = "shop"; // Of test::MeshHouse.
inline constexpr const char* planeWorkload = "plane";
inline constexpr const char* upstreamWorkload = "upstream";
inline constexpr const char* clientWorkload = "client";

/// A data plane of which everything changes, all the time, and never so that a request has nowhere to go.
class ChurnedPlane
{
public:
    explicit ChurnedPlane(PlanePlan plan);

    net::SocketAddress address(const std::string& listener) const { return m_plane.address(listener); }
    /// Makes one change and waits until every worker has it.
    Result<> change();
    /// Closes what a change may have opened, so that descriptors can be compared.
    Result<> rest();
    std::uint64_t changes() const { return m_plane.snapshot.revision - 1; }
    std::uint64_t identities() const { return m_identitiesTaken; }

private:
    void addListeners();
    void addClusters();
    void addRoutes();
    snapshot::Route& route(unsigned number);

    void moveWeights();
    void takeEndpointOutOrIn();
    void rewriteRoute();
    void addOrRemoveOthers();
    void connectAnew();
    void openOrCloseDoor();
    Result<> takeIdentity();

    const PlanePlan m_plan;
    Random m_random;
    std::uint64_t m_identitiesTaken = 0;
    std::uint64_t m_names = 0;
    test::RunningPlane m_plane{2, {}};
};

/// The process of the plane: serves until its input ends, told to "churn" or to "rest" by lines. Says
/// "ready <plain port> <secure port>" and, once a second and when it rests, "changes <count> <identities>".
int runPlane(const std::filesystem::path& planFile);

} // namespace causeway::soak
