#include "app/canvas/layout/layers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <unordered_set>

namespace causeway::app::canvas {

namespace {

using Key = std::pair<std::string, int>;

constexpr double columnsPerRow = 1.2; // A card is about twice as wide as high, a screen a little wider than high.

// Shorter columns than usual are for a view that has room beside them, so all that come of it are wanted.
int columnsFor(std::size_t nodes, int longestColumn)
{
    const int full = (static_cast<int>(nodes) + longestColumn - 1) / longestColumn;
    if (longestColumn < usualColumn)
        return std::max(1, full);
    const int square = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(nodes) * columnsPerRow)));
    return std::clamp(full, 1, std::max(1, square));
}

// The backends of one split stand below each other, as its arms do.
int highestSplit(const GraphShape& shape, const std::vector<std::size_t>& members)
{
    std::unordered_set<std::string_view> here;
    for (const std::size_t node : members)
        here.insert(shape.nodes[node].id);
    std::ptrdiff_t highest = 1;
    for (const GraphSplit& split : shape.splits) {
        const auto isHere = [&](const std::string& backend) { return here.contains(backend); };
        highest = std::max(highest, std::ranges::count_if(split.backends, isHere));
    }
    return static_cast<int>(std::min<std::ptrdiff_t>(highest, usualColumn));
}

/// Ranks new nodes of a block: where their split wants them, then near their callers, then by name.
class Ranking
{
public:
    Ranking(const GraphShape& shape, const Adjacency& adjacency)
        : m_shape(shape)
        , m_adjacency(adjacency)
        , m_splitRank(shape.nodes.size(), std::numeric_limits<std::size_t>::max())
        , m_row(shape.nodes.size(), 0)
    {
        for (const GraphSplit& split : shape.splits) {
            for (std::size_t rank = 0; rank < split.backends.size(); ++rank) {
                std::size_t& best = m_splitRank[adjacency.indexOf.at(split.backends[rank])];
                best = std::min(best, rank);
            }
        }
    }

    void sort(std::vector<std::size_t>& nodes) const
    {
        const auto key = [this](std::size_t node) {
            const bool isIngress = m_shape.nodes[node].kind == api::NodeKind::ZoneIngress; // Below the gateway.
            return std::tuple(isIngress, m_splitRank[node], callersRow(node), std::string_view(m_shape.nodes[node].id));
        };
        std::ranges::sort(nodes, {}, key);
    }

    void setRow(std::size_t node, double row) { m_row[node] = row; }

private:
    double callersRow(std::size_t node) const
    {
        const auto& callers = m_adjacency.previous[node];
        double sum = 0;
        for (const std::size_t caller : callers)
            sum += m_row[caller];
        return callers.empty() ? 0 : sum / static_cast<double>(callers.size());
    }

    const GraphShape& m_shape;
    const Adjacency& m_adjacency;
    std::vector<std::size_t> m_splitRank;
    std::vector<double> m_row; // Of those placed already.
};

// Keeps the members in their places; the others' places become free, those at the end vanish.
Block keptBlock(const Block* before, const std::vector<std::size_t>& members, const GraphShape& shape,
                int longestColumn)
{
    const bool isOutgrown = before && columnsFor(members.size(), usualColumn) > 4 * before->columns;
    if (!before || isOutgrown) { // Grown beyond all proportion: worth a new start.
        const int longest =
            longestColumn < usualColumn ? std::max(longestColumn, highestSplit(shape, members)) : longestColumn;
        return {.top = -1, .columns = columnsFor(members.size(), longest), .places = {}};
    }
    std::unordered_set<std::string_view> staying;
    for (const std::size_t node : members)
        staying.insert(shape.nodes[node].id);
    Block block = *before;
    for (std::string& slot : block.places) {
        if (!staying.contains(slot))
            slot.clear();
    }
    while (!block.places.empty() && block.places.back().empty())
        block.places.pop_back();
    return block;
}

// Down the columns, so that the first ones, which a split may order, stand below each other.
void fill(Block& block, const std::vector<std::size_t>& sorted, const GraphShape& shape)
{
    const auto columns = static_cast<std::size_t>(block.columns);
    const std::size_t rows = (sorted.size() + columns - 1) / columns;
    block.places.resize(rows * columns);
    for (std::size_t nth = 0; nth < sorted.size(); ++nth)
        block.places[nth % rows * columns + nth / rows] = shape.nodes[sorted[nth]].id;
}

void addNewcomers(Block& block, const std::vector<std::size_t>& sorted, const GraphShape& shape)
{
    const std::unordered_set<std::string> present(block.places.begin(), block.places.end());
    std::vector<std::string> newcomers;
    for (const std::size_t node : sorted) {
        if (!present.contains(shape.nodes[node].id))
            newcomers.push_back(shape.nodes[node].id);
    }
    auto free = block.places.begin();
    for (std::string& id : newcomers) {
        free = std::find(free, block.places.end(), std::string());
        if (free == block.places.end()) {
            block.places.push_back(std::move(id));
            free = block.places.end();
        } else {
            *free = std::move(id);
        }
    }
}

std::map<Key, std::vector<std::size_t>> membersOf(const GraphShape& shape, const std::vector<int>& layers)
{
    std::map<Key, std::vector<std::size_t>> members;
    for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
        if (!shape.nodes[node].zone.empty())
            members[{shape.nodes[node].zone, layers[node]}].push_back(node);
    }
    return members;
}

} // namespace

std::map<Key, Block> blocksOf(const GraphShape& shape, const Adjacency& adjacency, const std::vector<int>& layers,
                              const Arrangement& before, int longestColumn)
{
    std::map<Key, std::vector<std::size_t>> members = membersOf(shape, layers);
    std::vector<Key> order; // Callers before those they call.
    for (const auto& entry : members)
        order.push_back(entry.first);
    std::ranges::stable_sort(order, {}, &Key::second);

    Ranking ranking(shape, adjacency);
    std::map<Key, Block> blocks;
    for (const Key& key : order) {
        std::vector<std::size_t>& nodes = members[key];
        const auto known = before.blocks.find(key);
        Block block = keptBlock(known == before.blocks.end() ? nullptr : &known->second, nodes, shape, longestColumn);
        ranking.sort(nodes);
        if (block.places.empty())
            fill(block, nodes, shape);
        else
            addNewcomers(block, nodes, shape);
        for (std::size_t slot = 0; slot < block.places.size(); ++slot) {
            if (!block.places[slot].empty())
                ranking.setRow(adjacency.indexOf.at(block.places[slot]),
                               static_cast<double>(slot / static_cast<std::size_t>(block.columns)));
        }
        blocks.emplace(key, std::move(block));
    }
    return blocks;
}

} // namespace causeway::app::canvas
