#pragma once

#include "engine/lab/load_statistics.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::lab {

/// Books each request that ended, in total and in the second in which it ended.
///
/// Threads: its owner's only.
class LoadLedger
{
public:
    LoadLedger(std::vector<std::string> apis, const std::map<std::string, std::string>& serviceOfInstance,
               MonotonicTime start);

    /// A number for the service of an instance, for book(). Empty: no instance answered.
    std::size_t serviceOf(std::string_view instance);

    /// How a request ended. An answer has a latency, one with status 4xx or 5xx is a failure too; the others have none.
    struct Ending
    {
        std::size_t service = 0;
        std::optional<Duration> latency;
        std::optional<FailureKind> failure;
        std::string why{}; // In words, beside the kind; empty: the kind says it all.
    };
    void book(std::size_t api, MonotonicTime now, const Ending& ending);

    std::uint64_t ended() const { return m_total.counts.requests; }
    /// Fills what the ledger knows: totals, cells, windows.
    void writeTo(LoadStatistics& statistics, MonotonicTime now);

private:
    static constexpr std::size_t secondsKept = 61; // One is being filled.
    static constexpr std::size_t mostServices = 4096;
    static constexpr std::size_t mostComplaints = 200;

    struct Second
    {
        std::int64_t number = -1;
        Tally total;
        std::vector<Counts> cells; // As far as m_cells had grown.
    };

    void complain(std::size_t cell, const Ending& ending);
    std::size_t cellOf(std::size_t api, std::size_t service);
    Second& secondAt(std::int64_t number);
    std::int64_t secondOf(MonotonicTime now) const;
    WindowStatistics window(MonotonicTime now, std::int64_t span) const;

    std::vector<std::string> m_apis;
    std::map<std::string, std::size_t, std::less<>> m_serviceOfInstance;
    std::vector<std::string> m_services; // The first is the empty name.
    MonotonicTime m_start;
    Tally m_total;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> m_cellOf;
    std::vector<ApiBackendTally> m_cells;
    std::map<std::pair<std::size_t, std::string>, std::uint64_t> m_complaints; // By cell and reason.
    std::array<Second, secondsKept> m_seconds;
};

} // namespace causeway::lab
