#include "engine/runtime/change_ledger.h"

#include <algorithm>

namespace causeway::runtime {

SplitCounts countSplits(const std::map<std::string, std::string>& ruleByApi, const lab::LoadStatistics& clients,
                        const std::vector<lab::InstanceReport>& services)
{
    SplitCounts counts;
    for (const lab::ApiBackendTally& cell : clients.cells)
        if (const auto rule = ruleByApi.find(cell.api); rule != ruleByApi.end() && !cell.service.empty())
            counts.byRule[rule->second][cell.service].byClients += cell.tally.counts.requests;
    for (const lab::InstanceReport& instance : services)
        for (const auto& [api, requests] : instance.requestsByApi)
            if (const auto rule = ruleByApi.find(api); rule != ruleByApi.end())
                counts.byRule[rule->second][instance.service].atService += requests;
    return counts;
}

void ChangeLedger::open(std::uint64_t revision, const std::string& rule, const std::vector<api::BackendView>& weights)
{
    lab::ChangeReport& report = m_entries[revision].report;
    report.revision = revision;
    report.route = rule;
    for (const api::BackendView& backend : weights)
        report.shares.push_back({backend.service, backend.weight, backend.desiredShare, 0, 0});
}

void ChangeLedger::update(const control::Rollout& rollout)
{
    const auto entry = m_entries.find(rollout.revision);
    if (entry == m_entries.end())
        return;
    lab::ChangeReport& report = entry->second.report;
    report.arrived = rollout.arrived;
    report.committed = rollout.committed;
    report.compiled = rollout.compiled;
    report.pushed = rollout.pushed;
    report.acknowledged = rollout.acknowledged;
    report.acknowledgements.clear();
    for (const control::PlaneProgress& plane : rollout.planes)
        if (plane.afterPush)
            report.acknowledgements.push_back({plane.plane, rollout.pushed.value_or(Duration(0)) + *plane.afterPush});
}

void ChangeLedger::noteFirstRouted(std::uint64_t revision, WallTime when)
{
    const auto entry = m_entries.find(revision);
    if (entry == m_entries.end() || entry->second.report.arrived == WallTime{})
        return;
    const Duration after = std::max<Duration>(when - entry->second.report.arrived, Duration(0));
    std::optional<Duration>& first = entry->second.report.firstRouted;
    first = first ? std::min(*first, after) : after;
}

void ChangeLedger::beginCounting(std::uint64_t revision, const SplitCounts& counts, MonotonicTime now)
{
    const auto entry = m_entries.find(revision);
    if (entry == m_entries.end() || entry->second.since || entry->second.isClosed)
        return;
    entry->second.begin = counts;
    entry->second.since = now;
}

void ChangeLedger::close(Entry& entry, const SplitCounts& counts, MonotonicTime now)
{
    entry.isClosed = true;
    if (!entry.since)
        return;
    entry.report.held = now - *entry.since;
    const auto ended = counts.byRule.find(entry.report.route);
    if (ended == counts.byRule.end())
        return;
    for (lab::ShareReport& share : entry.report.shares) {
        const auto atEnd = ended->second.find(share.service);
        if (atEnd == ended->second.end())
            continue;
        const SplitCounts::Side& atBegin = entry.begin.byRule[entry.report.route][share.service];
        share.countedByClients = atEnd->second.byClients - atBegin.byClients;
        share.countedAtService = atEnd->second.atService - atBegin.atService;
    }
}

void ChangeLedger::endCounting(const std::string& rule, const SplitCounts& counts, MonotonicTime now)
{
    for (auto& [revision, entry] : m_entries)
        if (!entry.isClosed && entry.report.route == rule)
            close(entry, counts, now);
}

void ChangeLedger::endAll(const SplitCounts& counts, MonotonicTime now)
{
    for (auto& [revision, entry] : m_entries)
        if (!entry.isClosed)
            close(entry, counts, now);
}

std::vector<lab::ChangeReport> ChangeLedger::reports() const
{
    std::vector<lab::ChangeReport> reports;
    for (const auto& [revision, entry] : m_entries)
        reports.push_back(entry.report);
    return reports;
}

} // namespace causeway::runtime
