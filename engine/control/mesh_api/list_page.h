#pragma once

#include "engine/control/mesh_api/list_query.h"
#include "engine/formats/node.h"

#include <string>
#include <string_view>

namespace causeway::control {

/// One page of a list: takes what is offered in order, counts all of it, and writes what falls on the page.
class ListPage
{
public:
    explicit ListPage(ListQuery query);

    const ListQuery& query() const { return m_query; }

    /// `write()` makes the item's document; it is called for those on the page only.
    template <typename Write>
    void offer(std::string_view name, const model::Labels& labels, Write write)
    {
        if (!m_query.accepts(name, labels))
            return;
        if (m_total >= m_query.offset && m_items.items.size() < m_query.size)
            m_items.items.push_back(write());
        ++m_total;
    }

    /// `url`: of the list, without query.
    formats::Node finish(const std::string& url);

private:
    ListQuery m_query;
    formats::Node m_items;
    std::size_t m_total = 0;
};

} // namespace causeway::control
