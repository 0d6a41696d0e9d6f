#include "engine/formats/http_rule_documents.h"
#include "engine/formats/kind_documents.h"

#include <fmt/format.h>

namespace causeway::formats {

namespace {

Node backendNode(const model::BackendRef& backend)
{
    Node node = Node::map();
    node.add("kind", Node::ofText("MeshService"));
    node.add("name", Node::ofText(backend.service));
    if (backend.port)
        node.add("port", Node::ofInteger(*backend.port));
    node.add("weight", Node::ofInteger(backend.weight));
    return node;
}

Node ruleNode(const model::HttpRule& rule)
{
    Node node = Node::map();
    Node& matches = node.add("matches", Node::list());
    for (const model::HttpMatch& match : rule.matches)
        matches.items.push_back(httpMatchNode(match));
    Node& conf = node.add("default", Node::map());

    Node filters = httpFiltersNode(rule);
    if (!filters.items.empty())
        conf.add("filters", std::move(filters));

    if (rule.backends.empty())
        return node;
    Node& backends = conf.add("backendRefs", Node::list());
    for (const model::BackendRef& backend : rule.backends)
        backends.items.push_back(backendNode(backend));
    return node;
}

/// Reads a MeshHTTPRoute's spec from the top down.
class RouteReader
{
public:
    explicit RouteReader(model::Violations& violations)
        : m_violations(violations)
    {
    }

    model::HttpDestination destination(const Node& node, const std::string& field);

private:
    model::HttpRule rule(const Node& node, const std::string& field);
    void conf(const Node& node, const std::string& field, model::HttpRule& rule);

    model::Violations& m_violations;
};

model::HttpDestination RouteReader::destination(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    model::HttpDestination destination;
    reader.refuse("hostnames");
    if (const Node* target = reader.take("targetRef")) {
        FieldReader ref(*target, reader.fieldOf("targetRef"), m_violations);
        destination.service = readServiceName(ref);
    } else {
        reader.complain("targetRef", "is missing");
    }
    reader.each("rules",
                [&](const Node& item, const std::string& place) { destination.rules.push_back(rule(item, place)); });
    return destination;
}

model::HttpRule RouteReader::rule(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    model::HttpRule rule;
    reader.each("matches", [&](const Node& item, const std::string& place) {
        rule.matches.push_back(readHttpMatch(item, place, m_violations));
    });
    if (const Node* body = reader.take("default"))
        conf(*body, reader.fieldOf("default"), rule);
    else
        reader.complain("default", "is missing");
    return rule;
}

void RouteReader::conf(const Node& node, const std::string& field, model::HttpRule& rule)
{
    FieldReader reader(node, field, m_violations);
    reader.each("filters",
                [&](const Node& item, const std::string& place) { readHttpFilter(item, place, rule, m_violations); });
    reader.each("backendRefs", [&](const Node& item, const std::string& place) {
        FieldReader backend(item, place, m_violations);
        rule.backends.push_back(readHttpBackend(backend));
    });
}

} // namespace

std::string readServiceName(FieldReader& reference)
{
    refuseTargetParts(reference);
    reference.refuse("labels", "is not supported yet; use name");
    const std::string kind = reference.requiredText("kind");
    if (!kind.empty() && kind != "MeshService")
        reference.complain("kind", fmt::format("must be MeshService; '{}' is not supported yet", kind));
    return reference.requiredText("name");
}

model::BackendRef readHttpBackend(FieldReader& reader)
{
    model::BackendRef backend;
    backend.service = readServiceName(reader);
    backend.port = reader.port("port");
    backend.weight = static_cast<std::uint32_t>(reader.integer("weight", 0, model::maximumWeight).value_or(1));
    return backend;
}

void writeSpec(Node& document, const model::MeshHttpRoute& route)
{
    Node& spec = document.add("spec", Node::map());
    spec.add("targetRef", selectorNode(route.planes));
    Node& to = spec.add("to", Node::list());
    for (const model::HttpDestination& destination : route.to) {
        Node node = Node::map();
        Node& target = node.add("targetRef", Node::map());
        target.add("kind", Node::ofText("MeshService"));
        target.add("name", Node::ofText(destination.service));
        Node& rules = node.add("rules", Node::list());
        for (const model::HttpRule& rule : destination.rules)
            rules.items.push_back(ruleNode(rule));
        to.items.push_back(std::move(node));
    }
}

void readSpec(FieldReader& document, model::MeshHttpRoute& route, model::Violations& violations)
{
    document.ignore("status");
    const Node* spec = document.take("spec");
    if (!spec)
        return document.complain("spec", "is missing");
    FieldReader reader(*spec, document.fieldOf("spec"), violations);
    RouteReader parts(violations);
    route.planes = readSelector(reader, violations);
    reader.each(
        "to", [&](const Node& item, const std::string& field) { route.to.push_back(parts.destination(item, field)); });
}

} // namespace causeway::formats
