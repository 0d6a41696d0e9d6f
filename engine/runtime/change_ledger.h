#pragma once

#include "engine/api/views.h"
#include "engine/control/control_plane.h"
#include "engine/lab/load_statistics.h"
#include "engine/lab/report.h"

#include <map>
#include <string>
#include <vector>

namespace causeway::runtime {

/// Requests of each split rule by the service that took them, as clients and as services counted them.
struct SplitCounts
{
    struct Side
    {
        std::uint64_t byClients = 0;
        std::uint64_t atService = 0;
    };
    std::map<std::string, std::map<std::string, Side>> byRule; // Rule id, then service.
};

SplitCounts countSplits(const std::map<std::string, std::string>& ruleByApi, const lab::LoadStatistics& clients,
                        const std::vector<lab::InstanceReport>& services);

/// Keeps what a run of the lab learns of each revision that changed a split.
///
/// Threads: one owner.
class ChangeLedger
{
public:
    /// A revision gave the rule these weights.
    void open(std::uint64_t revision, const std::string& rule, const std::vector<api::BackendView>& weights);
    void update(const control::Rollout& rollout);
    void noteFirstRouted(std::uint64_t revision, WallTime when);
    /// The revision serves everywhere: counting for it begins.
    void beginCounting(std::uint64_t revision, const SplitCounts& counts, MonotonicTime now);
    /// The rule is about to change, or the run ends: counting for what holds it ends.
    void endCounting(const std::string& rule, const SplitCounts& counts, MonotonicTime now);
    void endAll(const SplitCounts& counts, MonotonicTime now);

    std::vector<lab::ChangeReport> reports() const;

private:
    struct Entry
    {
        lab::ChangeReport report;
        SplitCounts begin;
        std::optional<MonotonicTime> since;
        bool isClosed = false;
    };
    void close(Entry& entry, const SplitCounts& counts, MonotonicTime now);

    std::map<std::uint64_t, Entry> m_entries; // By revision.
};

} // namespace causeway::runtime
