#include "engine/formats/kind_documents.h"

#include <fmt/format.h>

namespace causeway::formats {

namespace {

using model::PathMatch;
using model::PathRewrite;

Node matchNode(const model::HttpMatch& match)
{
    Node node = Node::map();
    if (match.path) {
        Node& path = node.add("path", Node::map());
        path.add("type", Node::ofText(match.path->kind == PathMatch::Kind::Exact ? "Exact" : "PathPrefix"));
        path.add("value", Node::ofText(match.path->value));
    }
    if (match.method)
        node.add("method", Node::ofText(*match.method));
    return node;
}

Node fieldsNode(const std::vector<model::HeaderField>& fields)
{
    Node list = Node::list();
    for (const model::HeaderField& field : fields) {
        Node node = Node::map();
        node.add("name", Node::ofText(field.name));
        node.add("value", Node::ofText(field.value));
        list.items.push_back(std::move(node));
    }
    return list;
}

void writeModifier(Node& filters, std::string_view type, std::string_view member, const model::HeaderEdits& edits)
{
    if (edits.isEmpty())
        return;
    Node filter = Node::map();
    filter.add("type", Node::ofText(type));
    Node& body = filter.add(member, Node::map());
    if (!edits.set.empty())
        body.add("set", fieldsNode(edits.set));
    if (!edits.add.empty())
        body.add("add", fieldsNode(edits.add));
    if (!edits.remove.empty())
        body.add("remove", textsNode(edits.remove));
    filters.items.push_back(std::move(filter));
}

void writeRewrite(Node& filters, const PathRewrite& rewrite)
{
    const bool isPrefix = rewrite.kind == PathRewrite::Kind::ReplacePrefixMatch;
    Node filter = Node::map();
    filter.add("type", Node::ofText("URLRewrite"));
    Node& path = filter.add("urlRewrite", Node::map()).add("path", Node::map());
    path.add("type", Node::ofText(isPrefix ? "ReplacePrefixMatch" : "ReplaceFullPath"));
    path.add(isPrefix ? "replacePrefixMatch" : "replaceFullPath", Node::ofText(rewrite.value));
    filters.items.push_back(std::move(filter));
}

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
        matches.items.push_back(matchNode(match));
    Node& conf = node.add("default", Node::map());

    Node filters = Node::list();
    if (rule.rewrite)
        writeRewrite(filters, *rule.rewrite);
    writeModifier(filters, "RequestHeaderModifier", "requestHeaderModifier", rule.requestHeaders);
    writeModifier(filters, "ResponseHeaderModifier", "responseHeaderModifier", rule.responseHeaders);
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
    std::string serviceName(FieldReader& ref);
    model::HttpRule rule(const Node& node, const std::string& field);
    model::HttpMatch match(const Node& node, const std::string& field);
    std::optional<PathMatch> path(const Node& node, const std::string& field);
    void conf(const Node& node, const std::string& field, model::HttpRule& rule);
    void filter(const Node& node, const std::string& field, model::HttpRule& rule);
    void modifier(FieldReader& filter, std::string_view member, model::HeaderEdits& edits);
    std::vector<model::HeaderField> fields(FieldReader& reader, std::string_view key);
    void rewrite(FieldReader& filter, model::HttpRule& rule);
    model::BackendRef backend(const Node& node, const std::string& field);

    model::Violations& m_violations;
};

/// The service that a reference of kind MeshService names.
std::string RouteReader::serviceName(FieldReader& ref)
{
    refuseTargetParts(ref);
    ref.refuse("labels", "is not supported yet; use name");
    const std::string kind = ref.requiredText("kind");
    if (!kind.empty() && kind != "MeshService")
        ref.complain("kind", fmt::format("must be MeshService; '{}' is not supported yet", kind));
    return ref.requiredText("name");
}

model::HttpDestination RouteReader::destination(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    model::HttpDestination destination;
    reader.refuse("hostnames");
    if (const Node* target = reader.take("targetRef")) {
        FieldReader ref(*target, reader.fieldOf("targetRef"), m_violations);
        destination.service = serviceName(ref);
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
    reader.each("matches",
                [&](const Node& item, const std::string& place) { rule.matches.push_back(match(item, place)); });
    if (const Node* body = reader.take("default"))
        conf(*body, reader.fieldOf("default"), rule);
    else
        reader.complain("default", "is missing");
    return rule;
}

model::HttpMatch RouteReader::match(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    model::HttpMatch match;
    reader.refuse("queryParams");
    reader.refuse("headers");
    match.method = reader.text("method");
    if (const Node* body = reader.take("path"))
        match.path = path(*body, reader.fieldOf("path"));
    return match;
}

std::optional<PathMatch> RouteReader::path(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    const std::string type = reader.requiredText("type");
    PathMatch match{PathMatch::Kind::SegmentPrefix, reader.requiredText("value")};
    if (type == "Exact")
        match.kind = PathMatch::Kind::Exact;
    else if (type == "RegularExpression")
        reader.complain("type", "RegularExpression is not supported yet; use Exact or PathPrefix");
    else if (!type.empty() && type != "PathPrefix")
        reader.complain("type", fmt::format("must be Exact or PathPrefix, not '{}'", type));
    return match;
}

void RouteReader::conf(const Node& node, const std::string& field, model::HttpRule& rule)
{
    FieldReader reader(node, field, m_violations);
    reader.each("filters", [&](const Node& item, const std::string& place) { filter(item, place, rule); });
    reader.each("backendRefs",
                [&](const Node& item, const std::string& place) { rule.backends.push_back(backend(item, place)); });
}

void RouteReader::filter(const Node& node, const std::string& field, model::HttpRule& rule)
{
    FieldReader reader(node, field, m_violations);
    const std::string type = reader.requiredText("type");
    if (type == "URLRewrite")
        return rewrite(reader, rule);
    if (type == "RequestHeaderModifier")
        return modifier(reader, "requestHeaderModifier", rule.requestHeaders);
    if (type == "ResponseHeaderModifier")
        return modifier(reader, "responseHeaderModifier", rule.responseHeaders);
    for (const std::string_view body : {"requestMirror", "requestRedirect", "urlRewrite"})
        reader.ignore(body); // The type's complaint says it all.
    if (type == "RequestMirror" || type == "RequestRedirect")
        reader.complain("type", type + " is not supported yet");
    else if (!type.empty())
        reader.complain("type", fmt::format("'{}' is not a filter", type));
}

void RouteReader::modifier(FieldReader& filter, std::string_view member, model::HeaderEdits& edits)
{
    const Node* body = filter.take(member);
    if (!body)
        return filter.complain(member, "is missing");
    if (!edits.isEmpty())
        return filter.complain("type", "stands twice in this rule; put all edits into one filter");
    FieldReader reader(*body, filter.fieldOf(member), m_violations);
    edits.set = fields(reader, "set");
    edits.add = fields(reader, "add");
    edits.remove = reader.texts("remove");
    if (edits.isEmpty())
        filter.complain(member, "must have at least one of set, add, remove");
}

std::vector<model::HeaderField> RouteReader::fields(FieldReader& reader, std::string_view key)
{
    std::vector<model::HeaderField> list;
    reader.each(key, [&](const Node& item, const std::string& place) {
        FieldReader entry(item, place, m_violations);
        const std::string name = entry.requiredText("name");
        list.push_back({name, entry.requiredText("value")});
    });
    return list;
}

void RouteReader::rewrite(FieldReader& filter, model::HttpRule& rule)
{
    const Node* body = filter.take("urlRewrite");
    if (!body)
        return filter.complain("urlRewrite", "is missing");
    if (rule.rewrite)
        return filter.complain("type", "stands twice in this rule");
    FieldReader reader(*body, filter.fieldOf("urlRewrite"), m_violations);
    reader.refuse("hostname");
    reader.refuse("hostToBackendHostname");
    const Node* path = reader.take("path");
    if (!path)
        return reader.complain("path", "is missing");
    FieldReader pathReader(*path, reader.fieldOf("path"), m_violations);
    const std::string type = pathReader.requiredText("type");
    if (type == "ReplaceFullPath")
        rule.rewrite = {PathRewrite::Kind::ReplaceFullPath, pathReader.requiredText("replaceFullPath")};
    else if (type == "ReplacePrefixMatch")
        rule.rewrite = {PathRewrite::Kind::ReplacePrefixMatch, pathReader.requiredText("replacePrefixMatch")};
    else if (!type.empty())
        pathReader.complain("type", fmt::format("must be ReplaceFullPath or ReplacePrefixMatch, not '{}'", type));
}

model::BackendRef RouteReader::backend(const Node& node, const std::string& field)
{
    FieldReader reader(node, field, m_violations);
    model::BackendRef backend;
    backend.service = serviceName(reader);
    backend.port = reader.port("port");
    backend.weight = static_cast<std::uint32_t>(reader.integer("weight", 0, model::maximumWeight).value_or(1));
    return backend;
}

} // namespace

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
