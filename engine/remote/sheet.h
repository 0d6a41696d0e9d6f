#pragma once

#include "engine/api/views.h"
#include "engine/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace causeway::remote {

/// What the rows of a table are. The numbers travel.
enum class TableKind : std::uint8_t
{
    Head = 1, // One row: name, summary, time, head revision, problem.
    Trust,    // One row.
    Load,     // One row where there is a lab.
    Zone,
    Link,
    Node,
    Edge,
    Route,
    Plane,
    Revision,
    Second,
    Refusal,
    FaultOffer,
    Fault
};

inline constexpr std::size_t tableCount = 14;

struct SheetRow
{
    std::string key; // One of its kind in its table.
    std::string bytes;

    bool operator==(const SheetRow&) const = default;
};

/// A view in bytes: equal rows are equal bytes, so what changed can be told without looking into them.
///
/// Shape: a table for each kind, in the order of TableKind; rows in the order of the view.
struct Sheet
{
    std::array<std::vector<SheetRow>, tableCount> tables;

    std::vector<SheetRow>& operator[](TableKind kind) { return tables[static_cast<std::size_t>(kind) - 1]; }
    const std::vector<SheetRow>& operator[](TableKind kind) const { return tables[static_cast<std::size_t>(kind) - 1]; }
    bool operator==(const Sheet&) const = default;
};

Sheet sheetOf(const api::ClusterView& view);

/// What changed in one table.
struct TableUpdate
{
    TableKind kind = TableKind::Head;
    std::vector<SheetRow> rows; // To replace, or to add at the end.
    std::vector<std::string> dropped;
    std::vector<std::uint32_t> order; // Where each row stands before they are put in order; empty: they stay.

    bool operator==(const TableUpdate&) const = default;
};

/// A view as what changed since the one before, which may have been empty.
struct ViewUpdate
{
    std::uint64_t number = 0;
    bool isWhole = false;
    std::vector<TableUpdate> tables;

    bool operator==(const ViewUpdate&) const = default;
};

/// What makes `after` of `before`; its number is the caller's.
ViewUpdate difference(const Sheet& before, const Sheet& after);

} // namespace causeway::remote
