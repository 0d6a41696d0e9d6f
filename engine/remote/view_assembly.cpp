#include "engine/remote/view_assembly.h"

#include "engine/remote/view_wire.h"

#include <algorithm>

namespace causeway::remote {

namespace {

template <typename Message>
Result<Message> parse(const std::string& bytes)
{
    Message message;
    if (!message.ParseFromString(bytes))
        return failure(ErrorCode::InvalidArgument, "a row of {} bytes cannot be read", bytes.size());
    return message;
}

/// Each place once.
bool isPermutation(const std::vector<std::uint32_t>& order, std::size_t size)
{
    if (order.size() != size)
        return false;
    std::vector<bool> seen(size, false);
    for (const std::uint32_t place : order) {
        if (place >= size || seen[place])
            return false;
        seen[place] = true;
    }
    return true;
}

template <typename Value>
void reorder(std::vector<Value>& values, const std::vector<std::uint32_t>& order)
{
    std::vector<Value> ordered;
    ordered.reserve(values.size());
    for (const std::uint32_t place : order)
        ordered.push_back(std::move(values[place]));
    values = std::move(ordered);
}

} // namespace

void ViewAssembly::Places::index()
{
    byKey.clear();
    for (std::size_t i = 0; i < keys.size(); ++i)
        byKey.emplace(keys[i], i);
}

Result<> ViewAssembly::apply(const ViewUpdate& update)
{
    if (update.isWhole) {
        m_view = {};
        m_places = {};
    }
    for (const TableUpdate& table : update.tables)
        RETURN_IF_ERROR(apply(table));
    return {};
}

Result<> ViewAssembly::apply(const TableUpdate& table)
{
    switch (table.kind) {
    case TableKind::Head:
        return applyHead(table);
    case TableKind::Trust:
        return applySingle<wire::Trust>(table, m_view.trust);
    case TableKind::Load:
        if (!table.dropped.empty() && table.rows.empty()) {
            m_view.load.reset();
            return {};
        }
        return applySingle<wire::Load>(table, m_view.load.emplace());
    case TableKind::Zone:
        return applyRows<wire::Zone>(table, m_view.zones);
    case TableKind::Link:
        return applyRows<wire::Link>(table, m_view.links);
    case TableKind::Node:
        return applyRows<wire::Node>(table, m_view.nodes);
    case TableKind::Edge:
        return applyRows<wire::Edge>(table, m_view.edges);
    case TableKind::Route:
        return applyRows<wire::Route>(table, m_view.routes);
    case TableKind::Plane:
        return applyRows<wire::Plane>(table, m_view.planes);
    case TableKind::Revision:
        return applyRows<wire::Revision>(table, m_view.recentRevisions);
    case TableKind::Second:
        return applyRows<wire::Second>(table, m_view.seconds);
    case TableKind::Refusal:
        return applyRows<wire::Refusal>(table, m_view.refusals);
    case TableKind::FaultOffer:
        return applyRows<wire::FaultOffer>(table, m_view.faultOffers);
    case TableKind::Fault:
        return applyRows<wire::Fault>(table, m_view.faults);
    }
    return failure(ErrorCode::Unimplemented, "a table of kind {} is not known here", static_cast<int>(table.kind));
}

Result<> ViewAssembly::applyHead(const TableUpdate& table)
{
    HeadView head;
    RETURN_IF_ERROR(applySingle<wire::Head>(table, head));
    m_view.name = std::move(head.name);
    m_view.summary = std::move(head.summary);
    m_view.time = head.time;
    m_view.headRevision = head.headRevision;
    m_view.problem = std::move(head.problem);
    m_view.nextAttempt = head.nextAttempt;
    return {};
}

template <typename Message, typename Value>
Result<> ViewAssembly::applySingle(const TableUpdate& table, Value& value)
{
    if (table.rows.size() != 1 || !table.dropped.empty())
        return failure(ErrorCode::InvalidArgument, "a table of kind {} has one row, not {}",
                       static_cast<int>(table.kind), table.rows.size());
    ASSIGN_OR_RETURN(const Message message, parse<Message>(table.rows.front().bytes));
    ASSIGN_OR_RETURN(value, fromWire(message));
    return {};
}

template <typename Message, typename Value>
Result<> ViewAssembly::applyRows(const TableUpdate& table, std::vector<Value>& values)
{
    Places& places = placesOf(table);
    if (!table.dropped.empty()) {
        RETURN_IF_ERROR(drop(table.dropped, places, values));
    }
    for (const SheetRow& row : table.rows) {
        ASSIGN_OR_RETURN(const Message message, parse<Message>(row.bytes));
        ASSIGN_OR_RETURN(Value value, fromWire(message));
        const auto [found, isNew] = places.byKey.try_emplace(row.key, values.size());
        if (isNew) {
            places.keys.push_back(row.key);
            values.push_back(std::move(value));
        } else {
            values[found->second] = std::move(value);
        }
    }
    if (table.order.empty())
        return {};
    if (!isPermutation(table.order, values.size()))
        return failure(ErrorCode::InvalidArgument, "an order of {} places is none for {} rows", table.order.size(),
                       values.size());
    reorder(values, table.order);
    reorder(places.keys, table.order);
    places.index();
    return {};
}

template <typename Value>
Result<> ViewAssembly::drop(const std::vector<std::string>& keys, Places& places, std::vector<Value>& values)
{
    std::vector<bool> isDropped(values.size(), false);
    for (const std::string& key : keys) {
        const auto found = places.byKey.find(key);
        if (found == places.byKey.end())
            return failure(ErrorCode::InvalidArgument, "a row is dropped that is not there");
        isDropped[found->second] = true;
    }
    std::vector<Value> keptValues;
    std::vector<std::string> keptKeys;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!isDropped[i]) {
            keptValues.push_back(std::move(values[i]));
            keptKeys.push_back(std::move(places.keys[i]));
        }
    values = std::move(keptValues);
    places.keys = std::move(keptKeys);
    places.index();
    return {};
}

} // namespace causeway::remote
