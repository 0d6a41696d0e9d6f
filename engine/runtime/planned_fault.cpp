#include "engine/runtime/planned_fault.h"

#include "engine/runtime/fault_desk.h"
#include "engine/runtime/planned_change.h"
#include "engine/runtime/view/cluster_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>

namespace causeway::runtime {

namespace {

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    const std::size_t last = text.find_last_not_of(' ');
    return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

/// The part before the separator, which the text loses with it; all of it where there is no separator.
std::string_view takeUntil(std::string_view& text, std::string_view separator)
{
    const std::size_t at = text.find(separator);
    const std::string_view part = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + separator.size());
    return part;
}

Result<double> amountOf(std::string_view text, std::string_view unit, std::string_view whole)
{
    std::string_view number = text;
    if (!unit.empty() && number.ends_with(unit))
        number.remove_suffix(unit.size());
    double amount = 0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), amount);
    if (number.empty() || problem != std::errc{} || end != number.data() + number.size() || !std::isfinite(amount))
        return failure(ErrorCode::InvalidArgument, "'{}' in '{}' is no amount{}", text, whole,
                       unit.empty() ? "" : fmt::format(" in {}", unit));
    return amount;
}

/// Of the faults that have an amount; empty: it has none.
std::string_view unitOf(api::FaultKind kind)
{
    return kind == api::FaultKind::SlowService ? "ms" : kind == api::FaultKind::ErrorRate ? "%" : "";
}

std::optional<Duration> notBefore(std::optional<Duration> time, Duration earliest)
{
    return time && *time >= earliest ? time : std::nullopt;
}

Result<std::chrono::microseconds> delayOf(std::string_view text)
{
    ASSIGN_OR_RETURN(const Duration delay, parseDuration(text));
    return std::chrono::duration_cast<std::chrono::microseconds>(delay);
}

Result<> setField(PlannedLink& link, std::string_view field, std::string_view whole)
{
    std::string_view value = field;
    const std::string_view key = takeUntil(value, "=");
    if (field == "cut") {
        link.isCut = true;
    } else if (key == "delay") {
        ASSIGN_OR_RETURN(link.delay, delayOf(value));
    } else if (key == "jitter") {
        ASSIGN_OR_RETURN(link.jitter, delayOf(value));
    } else if (key == "loss") {
        ASSIGN_OR_RETURN(link.lossPercent, amountOf(value, "%", whole));
    } else if (key == "bandwidth") {
        ASSIGN_OR_RETURN(link.megabitsPerSecond, amountOf(value, "mbit", whole));
    } else {
        return failure(ErrorCode::InvalidArgument,
                       "'{}' in '{}': a link has delay=, jitter=, loss=, bandwidth= (Mbit/s) and cut", field, whole);
    }
    return {};
}

} // namespace

Result<PlannedFault> parsePlannedFault(std::string_view text)
{
    PlannedFault fault;
    std::string_view times = text;
    std::string_view what = takeUntil(times, "@");
    if (times.empty())
        return failure(ErrorCode::InvalidArgument, "'{}' says not when: end it by @5s or @5s..10s", text);
    std::string_view amount = what;
    std::string_view target = takeUntil(amount, "=");
    const std::string_view kind = takeUntil(target, ":");
    const auto known = faultKindFromText(kind);
    if (!known)
        return failure(ErrorCode::InvalidArgument,
                       "'{}' in '{}' is nothing that could break: slow, errors, stop, kill, control-plane, cut", kind,
                       text);
    fault.kind = *known;
    fault.target = target;
    const std::string_view unit = unitOf(fault.kind);
    if (!unit.empty()) {
        ASSIGN_OR_RETURN(fault.amount, amountOf(amount, unit, text));
    } else if (!amount.empty()) {
        return failure(ErrorCode::InvalidArgument, "'{}': {} has no amount", text, kind);
    }
    ASSIGN_OR_RETURN(fault.from, parseDuration(takeUntil(times, "..")));
    if (times.empty())
        return fault;
    ASSIGN_OR_RETURN(const Duration until, parseDuration(times));
    fault.until = notBefore(until, fault.from);
    if (!fault.until)
        return failure(ErrorCode::InvalidArgument, "'{}' ends before it begins", text);
    return fault;
}

Result<api::StartFault> faultCommand(const PlannedFault& fault, const std::vector<api::FaultOffer>& offers)
{
    std::vector<std::string> names;
    for (const api::FaultOffer& offer : offers) {
        if (offer.kind != fault.kind)
            continue;
        for (const api::FaultOffer::Target& target : offer.targets) {
            const bool isLink = offer.kind == api::FaultKind::CutLink;
            std::string_view zones = fault.target;
            const std::string_view from = isLink ? takeUntil(zones, "/") : std::string_view();
            if (target.name == fault.target || (isLink && target.id == linkId(from, zones)) ||
                (fault.target.empty() && offer.targets.size() == 1))
                return api::StartFault{fault.kind, target.id, fault.amount};
            names.push_back(target.name);
        }
    }
    if (names.size() > 20)
        names.resize(20);
    return failure(ErrorCode::NotFound, "there is no '{}' for '{}'; there are: {}", fault.target, nameOf(fault.kind),
                   names.empty() ? std::string("none") : fmt::format("{}", fmt::join(names, ", ")));
}

Result<PlannedLink> parsePlannedLink(std::string_view text)
{
    PlannedLink link;
    std::string_view fields = text;
    std::string_view zones = takeUntil(fields, ":");
    link.from = trimmed(takeUntil(zones, "/"));
    link.to = trimmed(zones);
    if (link.from.empty() || link.to.empty())
        return failure(ErrorCode::InvalidArgument, "'{}' begins with two zones, as in site/branch: delay=20ms", text);
    while (!(fields = trimmed(fields)).empty())
        RETURN_IF_ERROR(setField(link, takeUntil(fields, " "), text));
    return link;
}

Result<api::SetLink> linkCommand(const PlannedLink& link, const std::vector<api::LinkView>& links)
{
    const std::string id = linkId(link.from, link.to);
    std::vector<std::string> known;
    for (const api::LinkView& view : links) {
        known.push_back(view.fromZone + "/" + view.toZone);
        if (view.id != id || !view.settings)
            continue;
        api::LinkSettings settings = *view.settings;
        settings.delay = link.delay.value_or(settings.delay);
        settings.jitter = link.jitter.value_or(settings.jitter);
        settings.lossPercent = link.lossPercent.value_or(settings.lossPercent);
        settings.megabitsPerSecond = link.megabitsPerSecond.value_or(settings.megabitsPerSecond);
        settings.isCut = link.isCut;
        return api::SetLink{id, settings};
    }
    return failure(ErrorCode::NotFound, "there is no link between {} and {}; there are: {}", link.from, link.to,
                   known.empty() ? std::string("none") : fmt::format("{}", fmt::join(known, ", ")));
}

} // namespace causeway::runtime
