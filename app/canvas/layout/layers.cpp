#include "app/canvas/layout/layers.h"

#include <algorithm>
#include <deque>

namespace causeway::app::canvas {

namespace {

constexpr int unreached = -1;

int usualLayer(api::NodeKind kind)
{
    switch (kind) {
    case api::NodeKind::Clients:
        return clientsLayer;
    case api::NodeKind::Gateway:
    case api::NodeKind::ZoneIngress:
        return gatewayLayer;
    case api::NodeKind::Service:
    case api::NodeKind::External:
        break;
    }
    return serviceLayer;
}

// An ingress is the entrance of its zone, whoever calls it: below the gateway, or where gateways call into the zone.
int ingressLayer(const GraphShape& shape, const std::string& zone)
{
    const auto isGatewayHere = [&](const GraphNode& node) {
        return node.kind == api::NodeKind::Gateway && node.zone == zone;
    };
    return std::ranges::any_of(shape.nodes, isGatewayHere) ? gatewayLayer : serviceLayer;
}

void spread(std::vector<int>& layers, const Adjacency& adjacency, std::deque<std::size_t> queue)
{
    while (!queue.empty()) {
        const std::size_t node = queue.front();
        queue.pop_front();
        for (const std::size_t next : adjacency.next[node]) {
            if (layers[next] != unreached)
                continue;
            layers[next] = layers[node] + 1;
            queue.push_back(next);
        }
    }
}

template <typename IsSource>
void spreadFrom(std::vector<int>& layers, const GraphShape& shape, const Adjacency& adjacency, IsSource isSource)
{
    std::deque<std::size_t> queue;
    for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
        if (layers[node] == unreached && isSource(node)) {
            layers[node] = usualLayer(shape.nodes[node].kind);
            queue.push_back(node);
        }
    }
    spread(layers, adjacency, std::move(queue));
}

} // namespace

Adjacency::Adjacency(const GraphShape& shape)
    : next(shape.nodes.size())
    , previous(shape.nodes.size())
{
    for (std::size_t node = 0; node < shape.nodes.size(); ++node)
        indexOf.emplace(shape.nodes[node].id, node);
    for (const GraphEdge& edge : shape.edges) {
        const std::size_t from = indexOf.at(edge.from);
        const std::size_t to = indexOf.at(edge.to);
        next[from].push_back(to);
        previous[to].push_back(from);
    }
}

std::vector<int> layersOf(const GraphShape& shape, const Adjacency& adjacency, const Arrangement& before)
{
    std::vector<int> layers(shape.nodes.size(), unreached);
    std::deque<std::size_t> settled;
    for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
        const auto known = before.layers.find(shape.nodes[node].id);
        if (known == before.layers.end())
            continue;
        layers[node] = known->second;
        settled.push_back(node);
    }
    for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
        if (shape.nodes[node].kind != api::NodeKind::ZoneIngress || layers[node] != unreached)
            continue;
        layers[node] = ingressLayer(shape, shape.nodes[node].zone);
        settled.push_back(node);
    }
    std::ranges::stable_sort(settled, {}, [&](std::size_t node) { return layers[node]; });

    const auto kindOf = [&](std::size_t node) { return shape.nodes[node].kind; };
    spreadFrom(layers, shape, adjacency, [&](std::size_t node) { return kindOf(node) == api::NodeKind::Clients; });
    spread(layers, adjacency, std::move(settled));
    spreadFrom(layers, shape, adjacency, [&](std::size_t node) { return kindOf(node) == api::NodeKind::Gateway; });
    spreadFrom(layers, shape, adjacency, [&](std::size_t node) { return adjacency.previous[node].empty(); });
    spreadFrom(layers, shape, adjacency, [](std::size_t) { return true; }); // Circles that nobody calls from outside.
    return layers;
}

} // namespace causeway::app::canvas
