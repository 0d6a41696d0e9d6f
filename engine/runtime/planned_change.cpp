#include "engine/runtime/planned_change.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace causeway::runtime {

namespace {

Result<double> parseNumber(std::string_view text, std::string_view whole)
{
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
        return failure(ErrorCode::InvalidArgument, "'{}' in '{}' is not a number", text, whole);
    return number;
}

const api::RouteView* findRoute(const PlannedChange& change, const api::ClusterView& view, std::size_t& candidates)
{
    const api::RouteView* found = nullptr;
    for (const api::RouteView& route : view.routes) {
        const bool hasBackend = std::any_of(route.backends.begin(), route.backends.end(),
                                            [&](const auto& backend) { return backend.service == change.backend; });
        if (!hasBackend || (change.resource && *change.resource != route.resource))
            continue;
        found = &route;
        ++candidates;
    }
    return found;
}

std::string knownBackends(const api::ClusterView& view)
{
    std::set<std::string> names;
    for (const api::RouteView& route : view.routes)
        for (const api::BackendView& backend : route.backends)
            names.insert(backend.service);
    return names.empty() ? std::string("none") : fmt::format("{}", fmt::join(names, ", "));
}

/// Tenths of a percent for all backends, adding up to 1000: the others keep their proportions, or share alike when they
/// had nothing; what rounding leaves goes to the largest remainders.
std::vector<std::uint32_t> tenthsOf(const api::RouteView& route, const std::string& backend, std::uint32_t tenths)
{
    double rest = 0;
    std::size_t others = 0;
    for (const api::BackendView& other : route.backends)
        if (other.service != backend) {
            rest += other.weight;
            ++others;
        }
    std::vector<std::uint32_t> shares;
    std::vector<std::pair<double, std::size_t>> remainders;
    std::uint32_t given = tenths;
    for (std::size_t i = 0; i < route.backends.size(); ++i) {
        const api::BackendView& one = route.backends[i];
        if (one.service == backend) {
            shares.push_back(tenths);
            continue;
        }
        const double part = rest > 0 ? one.weight / rest : 1.0 / static_cast<double>(others);
        const double exact = part * (1000 - tenths);
        shares.push_back(static_cast<std::uint32_t>(exact));
        remainders.emplace_back(exact - std::floor(exact), i);
        given += shares.back();
    }
    std::stable_sort(remainders.begin(), remainders.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; given < 1000 && i < remainders.size(); ++i, ++given)
        ++shares[remainders[i].second];
    return shares;
}

} // namespace

Result<Duration> parseDuration(std::string_view text)
{
    const std::size_t unitAt = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view unit = text.substr(unitAt);
    double secondsPerUnit = 0;
    if (unit == "ms")
        secondsPerUnit = 0.001;
    else if (unit == "s" || unit.empty())
        secondsPerUnit = 1;
    else if (unit == "m")
        secondsPerUnit = 60;
    else if (unit == "h")
        secondsPerUnit = 3600;
    else if (unit == "d")
        secondsPerUnit = 24 * 3600;
    else
        return failure(ErrorCode::InvalidArgument, "'{}' is not a time such as 250ms, 3s, 2m or 30d", text);
    ASSIGN_OR_RETURN(const double number, parseNumber(text.substr(0, unitAt), text));
    if (number * secondsPerUnit > 365.0 * 24 * 3600)
        return failure(ErrorCode::InvalidArgument, "'{}' is longer than a year", text);
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(number * secondsPerUnit));
}

Result<PlannedChange> parsePlannedChange(std::string_view text)
{
    const std::size_t at = text.rfind('@');
    const std::size_t equals = text.find('=');
    if (at == std::string_view::npos || equals == std::string_view::npos || equals > at || equals == 0)
        return failure(ErrorCode::InvalidArgument, "'{}' is not of the form [ROUTE/]BACKEND=PERCENT@TIME", text);
    PlannedChange change;
    std::string_view name = text.substr(0, equals);
    if (const std::size_t slash = name.find('/'); slash != std::string_view::npos) {
        change.resource = std::string(name.substr(0, slash));
        name.remove_prefix(slash + 1);
    }
    change.backend = std::string(name);
    ASSIGN_OR_RETURN(change.percent, parseNumber(text.substr(equals + 1, at - equals - 1), text));
    if (change.percent < 0 || change.percent > 100)
        return failure(ErrorCode::InvalidArgument, "'{}': a share is from 0 to 100 percent", text);
    ASSIGN_OR_RETURN(change.at, parseDuration(text.substr(at + 1)));
    return change;
}

Result<api::SetSplit> splitCommand(const PlannedChange& change, const api::ClusterView& view)
{
    std::size_t candidates = 0;
    const api::RouteView* const route = findRoute(change, view, candidates);
    if (!route)
        return failure(ErrorCode::NotFound, "no route{} has a backend '{}'; there are: {}",
                       change.resource ? " " + *change.resource : std::string(), change.backend, knownBackends(view));
    if (candidates > 1)
        return failure(ErrorCode::InvalidArgument, "{} routes have a backend '{}': say ROUTE/{}={}@…", candidates,
                       change.backend, change.backend, change.percent);
    const auto tenths = static_cast<std::uint32_t>(std::lround(change.percent * 10));
    std::vector<std::uint32_t> shares = tenthsOf(*route, change.backend, tenths);
    const bool areWholePercents =
        std::all_of(shares.begin(), shares.end(), [](std::uint32_t share) { return share % 10 == 0; });
    api::SetSplit command;
    command.route = route->id;
    command.expectedVersion = route->version;
    command.reason = "planned on the command line";
    for (std::size_t i = 0; i < shares.size(); ++i)
        command.weights.push_back({route->backends[i].service, areWholePercents ? shares[i] / 10 : shares[i]});
    return command;
}

} // namespace causeway::runtime
