#include "engine/proxy/router.h"
#include "engine/snapshot/route_rules.h"
#include "tests/fuzz/target.h"

namespace causeway::fuzz {

namespace {

using model::PathMatch;
using proxy::Router;
using proxy::RouteRequest;

constexpr std::size_t routeLimit = 24;
constexpr std::size_t textLimit = 64;

/// Lines, whose first letter says what they are: `r` begins a route, `h` gives it a host, `0` to `4` a path of that
/// kind, `m` a method; `H` and `P` set host and path of the request, and `?` sends it.
struct Script
{
    std::vector<snapshot::Route> routes;
    std::vector<std::pair<std::string, std::string>> requests; // Host and path.
};

void addPath(snapshot::Route& route, char kind, std::string value)
{
    PathMatch match{static_cast<PathMatch::Kind>(kind - '0'), std::move(value)};
    if (snapshot::checkPathMatch(match))
        route.paths.push_back(std::move(match));
}

void addLine(Script& script, std::string& host, std::string& path, std::string_view line)
{
    const std::string text(line.substr(1, textLimit));
    if (line.front() == 'r' && script.routes.size() < routeLimit)
        script.routes.emplace_back().name = "r" + std::to_string(script.routes.size());
    else if (line.front() == 'H')
        host = text;
    else if (line.front() == 'P')
        path = "/" + text;
    else if (line.front() == '?')
        script.requests.emplace_back(host, path);
    if (script.routes.empty())
        return;
    snapshot::Route& route = script.routes.back();
    if (line.front() == 'h' && snapshot::checkHostPattern(text))
        route.hosts.push_back(text);
    else if (line.front() == 'm')
        route.methods.push_back(text);
    else if (line.front() >= '0' && line.front() <= '4')
        addPath(route, line.front(), text);
}

Script scriptFrom(std::string_view bytes)
{
    Script script;
    std::string host;
    std::string path = "/";
    while (!bytes.empty() && script.requests.size() < routeLimit) {
        const std::string_view line = bytes.substr(0, bytes.find('\n'));
        bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
        if (!line.empty())
            addLine(script, host, path, line);
    }
    return script;
}

/// The first route that would match if it were the only one is the one that all of them together lead to.
void run(std::string_view bytes)
{
    const Script script = scriptFrom(bytes);
    const auto together = Router::create(script.routes);
    std::vector<Router> alone;
    for (const snapshot::Route& route : script.routes) {
        auto router = Router::create({route});
        CAUSEWAY_ASSERT(router || !together); // What cannot be used alone cannot be used with others.
        if (router)
            alone.push_back(*std::move(router));
    }
    if (!together) {
        CAUSEWAY_ASSERT(!together.error().message.empty() && alone.size() < script.routes.size());
        return;
    }
    Router::Scratch scratch;
    for (const auto& [host, path] : script.requests) {
        const RouteRequest request{
            .host = host, .port = 80, .path = path, .method = http::Method::Get, .methodText = "GET"};
        const auto found = together->find(request, scratch);
        std::size_t first = 0;
        std::optional<Router::Match> expected;
        while (first < alone.size() && !(expected = alone[first].find(request, scratch)))
            ++first;
        CAUSEWAY_ASSERT(found.has_value() == expected.has_value());
        CAUSEWAY_ASSERT(!found || (found->route == first && found->matchedLength == expected->matchedLength));
    }
}

std::vector<Seed> seeds()
{
    return {
        {"hosts", "r\nha.example\nr\nh*.example\nr\nha.*\nr\nHa.example\nP\n?\nHb.example\n?\nHa.test\n?\nHelse\n?\n"},
        {"ports", "r\nha.example:80\nr\nha.example:81\nr\nh[::1]:80\nHa.example\n?\nH[::1]\n?\n"},
        {"paths of each kind",
         "r\n0/a\nr\n1/a\nr\n2/a/b\nr\n3/(a|b)+\nr\n4/v\\d\nPa\n?\nPa/b\n?\nPab\n?\nPv1/x\n?\nPba\n?\n"},
        {"many expressions",
         "r\n4/a\nr\n4/b\nr\n4/c\nr\n4/d\nr\n4/e\nr\n4/f\nr\n4/g\nr\n4/h\nr\n4/[ij]\nr\n4/.*z\nPj\n?\nPyz\n?\n"},
        {"methods", "r\nmPOST\n1/\nr\nmGET\nmBREW\n1/\nr\nPx\n?\n"},
        {"an expression that is none", "r\n3/(\nP\n?\n"},
        {"the same pattern again", "r\n1/a\nmPOST\nr\n1/a\nr\n1/a\nPa\n?\n"},
    };
}

} // namespace

const Target routerTarget{"router", run, seeds};

} // namespace causeway::fuzz
