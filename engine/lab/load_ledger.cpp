#include "engine/lab/load_ledger.h"

#include <algorithm>

namespace causeway::lab {

namespace {

void count(Counts& counts, const LoadLedger::Ending& ending)
{
    ++counts.requests;
    if (ending.failure)
        ++counts.failuresByKind[static_cast<std::size_t>(*ending.failure)];
}

void count(Tally& tally, const LoadLedger::Ending& ending)
{
    count(tally.counts, ending);
    if (!ending.latency)
        return;
    tally.latency.record(*ending.latency);
    tally.slowest = std::max(tally.slowest, *ending.latency);
}

} // namespace

LoadLedger::LoadLedger(std::vector<std::string> apis, const std::map<std::string, std::string>& serviceOfInstance,
                       MonotonicTime start)
    : m_apis(std::move(apis))
    , m_services({""})
    , m_start(start)
{
    for (const auto& [instance, service] : serviceOfInstance) {
        auto known = std::find(m_services.begin(), m_services.end(), service);
        if (known == m_services.end())
            known = m_services.insert(m_services.end(), service);
        m_serviceOfInstance.emplace(instance, known - m_services.begin());
    }
}

std::size_t LoadLedger::serviceOf(std::string_view instance)
{
    if (instance.empty())
        return 0;
    if (const auto found = m_serviceOfInstance.find(instance); found != m_serviceOfInstance.end())
        return found->second;
    if (m_services.size() >= mostServices)
        return 0;
    m_services.emplace_back(instance); // Not of the scenario: counts under its own name.
    m_serviceOfInstance.emplace(instance, m_services.size() - 1);
    return m_services.size() - 1;
}

void LoadLedger::book(std::size_t api, MonotonicTime now, const Ending& ending)
{
    const std::size_t cell = cellOf(api, ending.service);
    Second& second = secondAt(secondOf(now));
    if (second.cells.size() <= cell)
        second.cells.resize(m_cells.size());
    count(m_total, ending);
    count(m_cells[cell].tally, ending);
    count(second.total, ending);
    count(second.cells[cell], ending);
    if (ending.failure)
        complain(cell, ending);
}

void LoadLedger::complain(std::size_t cell, const Ending& ending)
{
    const std::string_view why = ending.why.empty() ? nameOf(*ending.failure) : ending.why;
    std::pair<std::size_t, std::string> key(cell, why);
    if (m_complaints.size() >= mostComplaints && !m_complaints.contains(key))
        key = {cell, "other reasons"};
    ++m_complaints[key];
}

void LoadLedger::writeTo(LoadStatistics& statistics, MonotonicTime now)
{
    statistics.total = m_total;
    statistics.cells = m_cells;
    for (const auto& [key, times] : m_complaints)
        statistics.complaints.push_back({m_cells[key.first].api, m_cells[key.first].service, key.second, times});
    statistics.last10s = window(now, 10);
    statistics.last60s = window(now, 60);
}

std::size_t LoadLedger::cellOf(std::size_t api, std::size_t service)
{
    const auto [cell, isNew] = m_cellOf.try_emplace({api, service}, m_cells.size());
    if (isNew)
        m_cells.push_back({m_apis[api], m_services[service], {}});
    return cell->second;
}

LoadLedger::Second& LoadLedger::secondAt(std::int64_t number)
{
    Second& second = m_seconds[static_cast<std::size_t>(number) % secondsKept];
    if (second.number != number) {
        second.number = number;
        second.total = {};
        second.cells.assign(m_cells.size(), {});
    }
    return second;
}

std::int64_t LoadLedger::secondOf(MonotonicTime now) const
{
    return std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::seconds>(now - m_start).count(), 0);
}

/// The running second and the closed ones before it, `span` together: in the first second there is something to tell
/// too. A second without requests has no entry and adds nothing.
WindowStatistics LoadLedger::window(MonotonicTime now, std::int64_t span) const
{
    const std::int64_t current = secondOf(now);
    const std::int64_t first = std::max<std::int64_t>(current - span + 1, 0);
    WindowStatistics window;
    window.span = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_start - std::chrono::seconds(first));
    std::vector<Counts> cells(m_cells.size());
    for (const Second& second : m_seconds) {
        if (second.number < first || second.number > current)
            continue;
        window.total.add(second.total);
        for (std::size_t cell = 0; cell < second.cells.size(); ++cell)
            cells[cell].add(second.cells[cell]);
    }
    for (std::size_t cell = 0; cell < cells.size(); ++cell)
        if (cells[cell].requests != 0)
            window.cells.push_back({m_cells[cell].api, m_cells[cell].service, cells[cell]});
    return window;
}

} // namespace causeway::lab
