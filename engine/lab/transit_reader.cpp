#include "engine/lab/transit_reader.h"

#include <algorithm>

namespace causeway::lab {

namespace {

constexpr std::size_t mostLinks = 2016; // Of 64 zones, each with each.
constexpr double usualDelayMs = 9;

std::chrono::microseconds microsecondsOf(double milliseconds)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::duration<double, std::milli>(milliseconds));
}

bool hasIngress(const Scenario& scenario, const std::string& zone)
{
    const auto isIn = [&](const IngressPlan& ingress) { return ingress.zone == zone; };
    return std::any_of(scenario.ingresses.begin(), scenario.ingresses.end(), isIn);
}

Result<> readLink(MappingReader reader, Scenario& scenario)
{
    std::vector<std::string> ends;
    reader.list("between", 2, [&](const YAML::Node& end) { ends.push_back(end.IsScalar() ? end.Scalar() : ""); });
    std::sort(ends.begin(), ends.end());
    if (ends.size() != 2 || ends.front() == ends.back()) {
        reader.refuse("between", "must hold two zones");
        return reader.finish();
    }
    for (const std::string& end : ends)
        if (!hasIngress(scenario, end))
            reader.refuse("between", fmt::format("{} is no zone with an ingress", end));
    LinkPlan link{ends.front(), ends.back(), {}};
    for (const LinkPlan& other : scenario.transit.links)
        if (other.from == link.from && other.to == link.to)
            reader.refuse("between", fmt::format("{} and {} have a link already", link.from, link.to));
    link.shape.delay = microsecondsOf(reader.number("delayMs", 0, 10'000, usualDelayMs));
    link.shape.jitter = microsecondsOf(reader.number("jitterMs", 0, 10'000, 0));
    link.shape.lossPercent = reader.number("lossPercent", 0, 100, 0);
    link.shape.megabitsPerSecond = reader.number("megabitsPerSecond", 0, 100'000, 0);
    scenario.transit.links.push_back(std::move(link));
    return reader.finish();
}

} // namespace

Result<> readTransit(MappingReader reader, Scenario& scenario)
{
    scenario.transit.hub = reader.name("hub");
    reader.list("links", mostLinks,
                [&](const YAML::Node& item) { reader.adopt(readLink(reader.inner(item, "link"), scenario)); });
    return reader.finish();
}

} // namespace causeway::lab
