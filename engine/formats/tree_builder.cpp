#include "engine/formats/tree_builder.h"

#include "engine/base/assert.h"
#include "engine/formats/json.h"

#include <fmt/format.h>

namespace causeway::formats {

bool TreeBuilder::refuse(std::string problem)
{
    m_problem = std::move(problem);
    return false;
}

bool TreeBuilder::key(std::string key, std::size_t line)
{
    CAUSEWAY_ASSERT(awaitsKey());
    Level& level = m_open.back();
    if (!level.seen.insert(key).second)
        return refuse(fmt::format("the key '{}' stands twice in one map", key));
    level.key = std::move(key);
    level.keyLine = line;
    return true;
}

bool TreeBuilder::value(Node node)
{
    if (m_open.empty()) {
        m_root = std::move(node);
        return true;
    }
    Level& level = m_open.back();
    if (level.node.kind == Node::Kind::List) {
        level.node.items.push_back(std::move(node));
        return true;
    }
    CAUSEWAY_ASSERT(level.key);
    level.node.add(*level.key, std::move(node), level.keyLine);
    level.key.reset();
    return true;
}

bool TreeBuilder::open(Node node)
{
    if (m_open.size() == documentDepthLimit)
        return refuse(fmt::format("it is nested more than {} levels deep", documentDepthLimit));
    m_open.push_back({std::move(node), std::nullopt, 0, {}});
    return true;
}

bool TreeBuilder::close()
{
    Node done = std::move(m_open.back().node);
    m_open.pop_back();
    return value(std::move(done));
}

} // namespace causeway::formats
