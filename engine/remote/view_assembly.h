#pragma once

#include "engine/api/views.h"
#include "engine/base/result.h"
#include "engine/remote/sheet.h"

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace causeway::remote {

/// Puts views together from what changed. Updates may be anything.
///
/// Errors: of apply(), for an update that does not fit what it builds on; the assembly is of no more use then.
class ViewAssembly
{
public:
    Result<> apply(const ViewUpdate& update);
    const api::ClusterView& view() const { return m_view; }

private:
    /// Which row of a table stands where in the view.
    struct Places
    {
        std::vector<std::string> keys;
        std::unordered_map<std::string, std::size_t> byKey;

        void index();
    };

    Result<> apply(const TableUpdate& table);
    Result<> applyHead(const TableUpdate& table);
    Places& placesOf(const TableUpdate& table) { return m_places[static_cast<std::size_t>(table.kind) - 1]; }
    template <typename Value>
    static Result<> drop(const std::vector<std::string>& keys, Places& places, std::vector<Value>& values);
    template <typename Message, typename Value>
    Result<> applyRows(const TableUpdate& table, std::vector<Value>& values);
    template <typename Message, typename Value>
    Result<> applySingle(const TableUpdate& table, Value& value);

    api::ClusterView m_view;
    std::array<Places, tableCount> m_places;
};

} // namespace causeway::remote
