#include "engine/control/mesh_api/document_nodes.h"

#include "engine/base/wall_time.h"
#include "engine/control/compile/uuid.h"

#include <fmt/format.h>

namespace causeway::control::mesh_api {

using formats::Node;

namespace {

void addCount(Node& node, std::string_view key, std::uint64_t count)
{
    if (count > 0)
        node.add(key, textNode(std::to_string(count)));
}

} // namespace

Node textNode(std::string_view text)
{
    return Node::ofText(text);
}

Node timeNode(WallTime time)
{
    return Node::ofText(toRfc3339(time));
}

Node mapOf(const model::Labels& labels)
{
    Node node = Node::map();
    for (const auto& [key, value] : labels)
        node.add(key, textNode(value));
    return node;
}

Node headOf(std::string_view type, const std::string& mesh, const std::string& name)
{
    Node node = Node::map();
    node.add("type", textNode(type));
    if (!mesh.empty())
        node.add("mesh", textNode(mesh));
    node.add("name", textNode(name));
    return node;
}

void addMeta(Node& document, WallTime created, WallTime modified, const model::Labels& labels, const std::string& kri)
{
    document.add("creationTime", timeNode(created));
    document.add("modificationTime", timeNode(modified));
    if (!labels.empty())
        document.add("labels", mapOf(labels));
    document.add("kri", textNode(kri));
}

void addBody(Node& document, DocumentForm form, std::string_view key, Node body, Node insight)
{
    if (form == DocumentForm::Plain) {
        for (formats::Member& member : body.members)
            document.add(member.key, std::move(member.value));
        return;
    }
    document.add(key, std::move(body));
    if (!insight.members.empty() || form == DocumentForm::SingleOverview)
        document.add(fmt::format("{}Insight", key), std::move(insight));
}

Node countsNode(const Counts& counts)
{
    Node node = Node::map();
    addCount(node, "responsesSent", counts.sent);
    addCount(node, "responsesAcknowledged", counts.acknowledged);
    addCount(node, "responsesRejected", counts.rejected);
    return node;
}

std::string subscriptionId(const ControlPlaneName& name, const std::string& whose, WallTime connected)
{
    const auto time = connected.time_since_epoch().count();
    return Uuid::ofName({}, fmt::format("{}/{}/{}", name.clusterId, whose, time)).text();
}

} // namespace causeway::control::mesh_api
