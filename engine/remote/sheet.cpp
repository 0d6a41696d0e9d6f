#include "engine/remote/sheet.h"

#include "engine/remote/view_wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace causeway::remote {

namespace {

/// Collects the rows of a table. Keys come from what others named, so two may be alike: the second gets a number.
class RowWriter
{
public:
    explicit RowWriter(std::vector<SheetRow>& rows)
        : m_rows(rows)
    {
    }

    template <typename Value>
    void add(std::string key, const Value& value)
    {
        const int times = m_times[key]++;
        if (times > 0)
            key += '\n' + std::to_string(times);
        m_rows.push_back({std::move(key), toWire(value).SerializeAsString()});
    }

private:
    std::vector<SheetRow>& m_rows;
    std::unordered_map<std::string, int> m_times;
};

template <typename Value, typename Key>
void addAll(std::vector<SheetRow>& rows, const std::vector<Value>& values, const Key& key)
{
    rows.reserve(values.size());
    RowWriter writer(rows);
    for (const Value& value : values)
        writer.add(key(value), value);
}

bool haveSameKeys(const std::vector<SheetRow>& before, const std::vector<SheetRow>& after)
{
    return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                      [](const SheetRow& a, const SheetRow& b) { return a.key == b.key; });
}

TableUpdate changedRows(TableKind kind, const std::vector<SheetRow>& before, const std::vector<SheetRow>& after)
{
    TableUpdate update{kind, {}, {}, {}};
    for (std::size_t i = 0; i < after.size(); ++i)
        if (before[i].bytes != after[i].bytes)
            update.rows.push_back(after[i]);
    return update;
}

/// Where rows stand that were there before and stay, and then those that are new.
std::unordered_map<std::string_view, std::uint32_t> placesBeforeOrdering(const std::vector<SheetRow>& before,
                                                                         const std::vector<SheetRow>& after)
{
    std::unordered_set<std::string_view> present;
    for (const SheetRow& row : after)
        present.insert(row.key);
    std::unordered_map<std::string_view, std::uint32_t> places;
    for (const SheetRow& row : before)
        if (present.contains(row.key))
            places.emplace(row.key, static_cast<std::uint32_t>(places.size()));
    for (const SheetRow& row : after)
        places.emplace(row.key, static_cast<std::uint32_t>(places.size()));
    return places;
}

TableUpdate rearrangedRows(TableKind kind, const std::vector<SheetRow>& before, const std::vector<SheetRow>& after)
{
    TableUpdate update{kind, {}, {}, {}};
    const auto places = placesBeforeOrdering(before, after);
    std::unordered_map<std::string_view, const SheetRow*> old;
    for (const SheetRow& row : before) {
        old.emplace(row.key, &row);
        if (!places.contains(row.key))
            update.dropped.push_back(row.key);
    }
    bool isInOrder = true;
    for (const SheetRow& row : after) {
        const auto known = old.find(row.key);
        if (known == old.end() || known->second->bytes != row.bytes)
            update.rows.push_back(row);
        const std::uint32_t place = places.at(row.key);
        isInOrder = isInOrder && place == update.order.size();
        update.order.push_back(place);
    }
    if (isInOrder)
        update.order.clear();
    return update;
}

} // namespace

Sheet sheetOf(const api::ClusterView& view)
{
    const auto& [name, summary, time, headRevision, zones, links, nodes, edges, routes, planes, recentRevisions,
                 seconds, refusals, trust, load, faultOffers, faults, problem, nextAttempt] = view;
    Sheet sheet;
    sheet[TableKind::Head].push_back(
        {{}, headToWire({name, summary, time, headRevision, problem, nextAttempt}).SerializeAsString()});
    sheet[TableKind::Trust].push_back({{}, toWire(trust).SerializeAsString()});
    if (load)
        sheet[TableKind::Load].push_back({{}, toWire(*load).SerializeAsString()});
    const auto byId = [](const auto& value) { return value.id; };
    const auto byName = [](const auto& value) { return value.name; };
    addAll(sheet[TableKind::Zone], zones, byName);
    addAll(sheet[TableKind::Link], links, byId);
    addAll(sheet[TableKind::Node], nodes, byId);
    addAll(sheet[TableKind::Edge], edges, byId);
    addAll(sheet[TableKind::Route], routes, byId);
    addAll(sheet[TableKind::Plane], planes, byName);
    addAll(sheet[TableKind::Revision], recentRevisions,
           [](const api::RevisionView& revision) { return std::to_string(revision.number); });
    addAll(sheet[TableKind::Second], seconds, [](const api::SecondView& second) {
        return fmt::format("{}\n{}\n{}", second.second, second.route, second.service);
    });
    addAll(sheet[TableKind::Refusal], refusals, [](const api::RefusalView& refusal) {
        return fmt::format("{}\n{}\n{}", refusal.where, refusal.peer, refusal.reason);
    });
    addAll(sheet[TableKind::FaultOffer], faultOffers,
           [](const api::FaultOffer& offer) { return std::to_string(static_cast<unsigned>(offer.kind)); });
    addAll(sheet[TableKind::Fault], faults, [](const api::FaultView& fault) { return std::to_string(fault.id); });
    return sheet;
}

ViewUpdate difference(const Sheet& before, const Sheet& after)
{
    ViewUpdate update;
    for (std::size_t i = 0; i < tableCount; ++i) {
        const auto kind = static_cast<TableKind>(i + 1);
        TableUpdate table = haveSameKeys(before[kind], after[kind]) ? changedRows(kind, before[kind], after[kind])
                                                                    : rearrangedRows(kind, before[kind], after[kind]);
        if (!table.rows.empty() || !table.dropped.empty() || !table.order.empty())
            update.tables.push_back(std::move(table));
    }
    return update;
}

} // namespace causeway::remote
