#include "engine/control/mesh_api/list_page.h"

#include <fmt/format.h>

namespace causeway::control {

using formats::Node;

ListPage::ListPage(ListQuery query)
    : m_query(std::move(query))
    , m_items(Node::list())
{
}

Node ListPage::finish(const std::string& url)
{
    const bool hasMore = m_query.offset + m_items.items.size() < m_total && !m_items.items.empty();
    Node body = Node::map();
    body.add("total", Node::ofInteger(static_cast<std::int64_t>(m_total)));
    body.add("items", std::move(m_items));
    body.add("next", hasMore ? Node::ofText(fmt::format("{}?{}", url, m_query.next())) : Node());
    return body;
}

} // namespace causeway::control
