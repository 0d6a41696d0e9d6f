#include "tests/soak/churned_plane.h"

#include "engine/base/assert.h"
#include "engine/base/files.h"
#include "engine/keys/identity_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace causeway::soak {

using namespace std::chrono_literals;
using snapshot::PeerRule;

namespace {

constexpr std::size_t mostOthers = 200;
constexpr const char* doorName = "door"; // A listener that comes and goes.

std::string uriOf(const char* workload)
{
    return std::string("spiffe://") + meshName + '/' + workload;
}

std::filesystem::path identityFile(const PlanePlan& plan, std::uint64_t number)
{
    return plan.identities / std::to_string(number % plan.identityCount);
}

} // namespace

void PlanePlan::write(const std::filesystem::path& file) const
{
    nlohmann::json json{{"routes", routes},
                        {"roots", rootsPem},
                        {"identities", identities.string()},
                        {"identityCount", identityCount},
                        {"changesPerSecond", changesPerSecond},
                        {"seed", seed}};
    for (const Cluster& cluster : clusters)
        json["clusters"].push_back({{"name", cluster.name}, {"isSecure", cluster.isSecure}, {"ports", cluster.ports}});
    const auto written = replaceFile(file, json.dump(), FileAccess::OwnerOnly);
    if (!written)
        throw std::runtime_error(written.error().message);
}

PlanePlan PlanePlan::read(const std::filesystem::path& file)
{
    const auto json = nlohmann::json::parse(readFile(file, 1 << 20).value());
    PlanePlan plan;
    plan.routes = json.at("routes");
    plan.rootsPem = json.at("roots");
    plan.identities = json.at("identities").get<std::string>();
    plan.identityCount = json.at("identityCount");
    plan.changesPerSecond = json.at("changesPerSecond");
    plan.seed = json.at("seed");
    for (const auto& cluster : json.at("clusters"))
        plan.clusters.push_back({cluster.at("name"), cluster.at("isSecure"), cluster.at("ports")});
    return plan;
}

ChurnedPlane::ChurnedPlane(PlanePlan plan)
    : m_plan(std::move(plan))
    , m_random(m_plan.seed)
{
    addListeners();
    addClusters();
    addRoutes();
    const bool serves = takeIdentity() && m_plane.apply();
    CAUSEWAY_ASSERT(serves);
}

void ChurnedPlane::addListeners()
{
    snapshot::Listener secure = m_plane.snapshot.listeners.front();
    secure.name = "secure";
    secure.tls = snapshot::ListenerTls{meshName, false};
    secure.allowed = {{PeerRule::Kind::Exact, uriOf(clientWorkload)}};
    m_plane.snapshot.listeners.push_back(secure);
    m_plane.snapshot.trustBundles = {{meshName, m_plan.rootsPem}};
}

void ChurnedPlane::addClusters()
{
    for (const PlanePlan::Cluster& planned : m_plan.clusters) {
        snapshot::Cluster& cluster = m_plane.addCluster(planned.name, planned.ports);
        if (planned.isSecure)
            cluster.tls = snapshot::ClusterTls{
                meshName, planned.name + ".mesh", {{PeerRule::Kind::Exact, uriOf(upstreamWorkload)}}};
    }
}

void ChurnedPlane::addRoutes()
{
    for (unsigned number = 0; number < m_plan.routes; ++number) {
        const std::string name = std::to_string(number);
        snapshot::Route& added = m_plane.addRoute(name, {{name + "-a", 1}, {name + "-b", 1}});
        added.paths = {{model::PathMatch::Kind::SegmentPrefix, "/r" + name}};
    }
}

snapshot::Route& ChurnedPlane::route(unsigned number)
{
    auto& routes = m_plane.snapshot.virtualHosts.front().routes;
    const std::string name = std::to_string(number);
    return *std::find_if(routes.begin(), routes.end(), [&](const snapshot::Route& each) { return each.name == name; });
}

Result<> ChurnedPlane::change()
{
    ++m_plane.snapshot.revision;
    switch (m_random.below(16)) {
    case 0:
    case 1:
        takeEndpointOutOrIn();
        break;
    case 2:
    case 3:
        rewriteRoute();
        break;
    case 4:
    case 5:
        addOrRemoveOthers();
        break;
    case 6:
        connectAnew();
        break;
    case 7:
        openOrCloseDoor();
        break;
    case 8:
        RETURN_IF_ERROR(takeIdentity());
        break;
    default:
        moveWeights();
    }
    return m_plane.apply();
}

void ChurnedPlane::moveWeights()
{
    auto& split = route(static_cast<unsigned>(m_random.below(m_plan.routes))).split;
    split[0].weight = static_cast<std::uint32_t>(m_random.below(101));
    split[1].weight = 100 - split[0].weight;
}

void ChurnedPlane::takeEndpointOutOrIn()
{
    const std::size_t at = m_random.below(m_plan.clusters.size());
    auto& endpoints = m_plane.snapshot.endpoints[at].endpoints;
    const PlanePlan::Cluster& planned = m_plan.clusters[at];
    if (endpoints.size() > 1)
        endpoints.pop_back();
    else
        endpoints.push_back({planned.name + "-2", "127.0.0.1", planned.ports.back()});
}

void ChurnedPlane::rewriteRoute()
{
    const auto number = static_cast<unsigned>(m_random.below(m_plan.routes));
    snapshot::Route& changed = route(number);
    changed.rewrite.kind = snapshot::Rewrite::Kind::ReplaceSegmentPrefix;
    changed.rewrite.value = fmt::format("/v{}/r{}", ++m_names, number);
    changed.preserveHost = m_random.below(2) == 0;
}

/// Routes that nobody asks for, before and behind those that are.
void ChurnedPlane::addOrRemoveOthers()
{
    auto& routes = m_plane.snapshot.virtualHosts.front().routes;
    const bool isFull = routes.size() >= m_plan.routes + mostOthers;
    if (isFull || (routes.size() > m_plan.routes && m_random.below(2) == 0)) {
        std::erase_if(routes,
                      [&](const snapshot::Route& each) { return !each.hosts.empty() && m_random.below(3) == 0; });
        return;
    }
    for (int i = 0; i < 10; ++i) {
        snapshot::Route other = route(static_cast<unsigned>(m_random.below(m_plan.routes)));
        other.name = fmt::format("other-{}", ++m_names);
        other.hosts = {other.name + ".example"};
        routes.insert(routes.begin() + static_cast<std::ptrdiff_t>(m_random.below(routes.size())), std::move(other));
    }
}

/// Another server name is another pool: requests shake hands again, and the old connections go when they are idle.
void ChurnedPlane::connectAnew()
{
    for (snapshot::Cluster& cluster : m_plane.snapshot.clusters)
        if (cluster.tls && m_random.below(4) == 0)
            cluster.tls->sni = fmt::format("{}-{}.mesh", cluster.name, ++m_names);
}

void ChurnedPlane::openOrCloseDoor()
{
    auto& listeners = m_plane.snapshot.listeners;
    const auto isDoor = [](const snapshot::Listener& each) { return each.name == doorName; };
    if (std::erase_if(listeners, isDoor) > 0)
        return;
    snapshot::Listener door = listeners.front();
    door.name = doorName;
    listeners.push_back(std::move(door));
}

Result<> ChurnedPlane::takeIdentity()
{
    ASSIGN_OR_RETURN(const auto identity, keys::loadIdentity(identityFile(m_plan, ++m_identitiesTaken)));
    return m_plane.plane().setIdentity(identity);
}

Result<> ChurnedPlane::rest()
{
    const auto isDoor = [](const snapshot::Listener& each) { return each.name == doorName; };
    std::erase_if(m_plane.snapshot.listeners, isDoor);
    ++m_plane.snapshot.revision;
    return m_plane.apply();
}

namespace {

/// What the plane's process is told by lines, of which the first letter counts.
enum class Wish : char
{
    Rest = 'r',
    Churn = 'c',
    End = '\0'
};

Wish listen(Wish now)
{
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (::poll(&input, 1, now == Wish::Churn ? 0 : -1) == 0)
        return now;
    char letter = '\n';
    while (letter == '\n')
        if (::read(STDIN_FILENO, &letter, 1) <= 0)
            return Wish::End;
    char rest = '\0';
    while (rest != '\n' && ::read(STDIN_FILENO, &rest, 1) == 1)
        ;
    return static_cast<Wish>(letter);
}

void say(const std::string& line)
{
    fmt::print("{}\n", line);
    std::fflush(stdout);
}

} // namespace

int runPlane(const std::filesystem::path& planFile)
{
    const PlanePlan plan = PlanePlan::read(planFile);
    ChurnedPlane plane(plan);
    say(fmt::format("ready {} {}", plane.address("in").port(), plane.address("secure").port()));
    const auto pause = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / plan.changesPerSecond));
    MonotonicTime next = std::chrono::steady_clock::now();
    MonotonicTime told = next;
    for (Wish wish = listen(Wish::Rest); wish != Wish::End; wish = listen(wish)) {
        if (const auto changed = wish == Wish::Churn ? plane.change() : plane.rest(); !changed) {
            say("refused " + changed.error().message);
            return 1;
        }
        const MonotonicTime now = std::chrono::steady_clock::now();
        if (now - told >= 1s || wish == Wish::Rest) {
            say(fmt::format("changes {} {}", plane.changes(), plane.identities()));
            told = now;
        }
        next = std::max(next + pause, now - 1s); // What was missed for long is not made up for.
        if (wish == Wish::Churn)
            std::this_thread::sleep_until(next);
    }
    return 0;
}

} // namespace causeway::soak
