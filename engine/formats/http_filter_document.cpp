#include "engine/formats/http_rule_documents.h"
#include "engine/formats/kind_documents.h"
#include "engine/formats/percentage.h"

#include <fmt/format.h>

namespace causeway::formats {

namespace {

using model::PathRewrite;

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

/// Appends a filter and returns the body for what it says.
Node& addFilter(Node& filters, std::string_view type, std::string_view member)
{
    filters.items.push_back(Node::map());
    Node& filter = filters.items.back();
    filter.add("type", Node::ofText(type));
    return filter.add(member, Node::map());
}

void writeModifier(Node& filters, std::string_view type, std::string_view member, const model::HeaderEdits& edits)
{
    if (edits.isEmpty())
        return;
    Node& body = addFilter(filters, type, member);
    if (!edits.set.empty())
        body.add("set", fieldsNode(edits.set));
    if (!edits.add.empty())
        body.add("add", fieldsNode(edits.add));
    if (!edits.remove.empty())
        body.add("remove", textsNode(edits.remove));
}

void writePath(Node& body, const std::optional<PathRewrite>& rewrite)
{
    if (!rewrite)
        return;
    const bool isPrefix = rewrite->kind == PathRewrite::Kind::ReplacePrefixMatch;
    Node& path = body.add("path", Node::map());
    path.add("type", Node::ofText(isPrefix ? "ReplacePrefixMatch" : "ReplaceFullPath"));
    path.add(isPrefix ? "replacePrefixMatch" : "replaceFullPath", Node::ofText(rewrite->value));
}

void writeRewrite(Node& filters, const model::HttpRule& rule)
{
    if (!rule.rewrite && rule.hostRewrite.empty())
        return;
    Node& body = addFilter(filters, "URLRewrite", "urlRewrite");
    if (!rule.hostRewrite.empty())
        body.add("hostname", Node::ofText(rule.hostRewrite));
    writePath(body, rule.rewrite);
}

void writeRedirect(Node& filters, const std::optional<model::HttpRedirect>& redirect)
{
    if (!redirect)
        return;
    Node& body = addFilter(filters, "RequestRedirect", "requestRedirect");
    if (!redirect->scheme.empty())
        body.add("scheme", Node::ofText(redirect->scheme));
    if (!redirect->hostname.empty())
        body.add("hostname", Node::ofText(redirect->hostname));
    if (redirect->port)
        body.add("port", Node::ofInteger(*redirect->port));
    writePath(body, redirect->path);
    body.add("statusCode", Node::ofInteger(redirect->status));
}

void writeMirror(Node& filters, const model::HttpMirror& mirror)
{
    constexpr std::uint32_t all = 1'000'000;
    Node& body = addFilter(filters, "RequestMirror", "requestMirror");
    if (mirror.perMillion != all)
        body.add("percentage", percentageNode(mirror.perMillion));
    Node& backend = body.add("backendRef", Node::map());
    backend.add("kind", Node::ofText("MeshService"));
    backend.add("name", Node::ofText(mirror.backend.service));
    if (mirror.backend.port)
        backend.add("port", Node::ofInteger(*mirror.backend.port));
}

/// Reads one filter of a rule.
class FilterReader
{
public:
    FilterReader(FieldReader& filter, model::HttpRule& rule, model::Violations& violations)
        : m_filter(filter)
        , m_rule(rule)
        , m_violations(violations)
    {
    }

    void read();

private:
    const Node* body(std::string_view member, bool isSecond);
    void modifier(std::string_view member, model::HeaderEdits& edits);
    std::vector<model::HeaderField> fields(FieldReader& reader, std::string_view key);
    std::optional<PathRewrite> path(FieldReader& reader);
    void rewrite();
    void redirect();
    void mirror();

    FieldReader& m_filter;
    model::HttpRule& m_rule;
    model::Violations& m_violations;
};

void FilterReader::read()
{
    const std::string type = m_filter.requiredText("type");
    if (type == "URLRewrite")
        return rewrite();
    if (type == "RequestHeaderModifier")
        return modifier("requestHeaderModifier", m_rule.requestHeaders);
    if (type == "ResponseHeaderModifier")
        return modifier("responseHeaderModifier", m_rule.responseHeaders);
    if (type == "RequestRedirect")
        return redirect();
    if (type == "RequestMirror")
        return mirror();
    if (!type.empty())
        m_filter.complain("type", fmt::format("'{}' is not a filter", type));
}

/// What the filter says under its type's name; null when it is not there, or is one too many.
const Node* FilterReader::body(std::string_view member, bool isSecond)
{
    const Node* found = m_filter.take(member);
    if (!found) {
        m_filter.complain(member, "is missing");
        for (const std::string_view other :
             {"urlRewrite", "requestHeaderModifier", "responseHeaderModifier", "requestRedirect", "requestMirror"})
            m_filter.ignore(other); // That says it all.
    } else if (isSecond) {
        m_filter.complain("type", "stands twice in this rule; put all it does into one filter");
    }
    return isSecond ? nullptr : found;
}

void FilterReader::modifier(std::string_view member, model::HeaderEdits& edits)
{
    const Node* found = body(member, !edits.isEmpty());
    if (!found)
        return;
    FieldReader reader(*found, m_filter.fieldOf(member), m_violations);
    edits.set = fields(reader, "set");
    edits.add = fields(reader, "add");
    edits.remove = reader.texts("remove");
    if (edits.isEmpty())
        m_filter.complain(member, "must have at least one of set, add, remove");
}

std::vector<model::HeaderField> FilterReader::fields(FieldReader& reader, std::string_view key)
{
    std::vector<model::HeaderField> list;
    reader.each(key, [&](const Node& item, const std::string& place) {
        FieldReader entry(item, place, m_violations);
        const std::string name = entry.requiredText("name");
        list.push_back({name, entry.requiredText("value")});
    });
    return list;
}

std::optional<PathRewrite> FilterReader::path(FieldReader& reader)
{
    const Node* found = reader.take("path");
    if (!found)
        return std::nullopt;
    FieldReader path(*found, reader.fieldOf("path"), m_violations);
    const std::string type = path.requiredText("type");
    if (type == "ReplaceFullPath")
        return PathRewrite{PathRewrite::Kind::ReplaceFullPath, path.requiredText("replaceFullPath")};
    if (type == "ReplacePrefixMatch")
        return PathRewrite{PathRewrite::Kind::ReplacePrefixMatch, path.requiredText("replacePrefixMatch")};
    if (!type.empty())
        path.complain("type", fmt::format("must be ReplaceFullPath or ReplacePrefixMatch, not '{}'", type));
    return std::nullopt;
}

void FilterReader::rewrite()
{
    const Node* found = body("urlRewrite", m_rule.rewrite || !m_rule.hostRewrite.empty());
    if (!found)
        return;
    FieldReader reader(*found, m_filter.fieldOf("urlRewrite"), m_violations);
    reader.refuse("hostToBackendHostname", "is for a MeshGateway only; use hostname");
    m_rule.hostRewrite = reader.text("hostname").value_or("");
    if (m_rule.hostRewrite.empty() && !reader.has("path"))
        m_filter.complain("urlRewrite", "must have at least one of hostname, path");
    m_rule.rewrite = path(reader);
}

void FilterReader::redirect()
{
    const Node* found = body("requestRedirect", m_rule.redirect.has_value());
    if (!found)
        return;
    FieldReader reader(*found, m_filter.fieldOf("requestRedirect"), m_violations);
    model::HttpRedirect& redirect = m_rule.redirect.emplace();
    redirect.scheme = reader.text("scheme").value_or("");
    redirect.hostname = reader.text("hostname").value_or("");
    redirect.port = reader.port("port");
    redirect.path = path(reader);
    redirect.status = static_cast<std::uint16_t>(reader.integer("statusCode", 301, 308).value_or(redirect.status));
}

void FilterReader::mirror()
{
    const Node* found = body("requestMirror", false);
    if (!found)
        return;
    FieldReader reader(*found, m_filter.fieldOf("requestMirror"), m_violations);
    model::HttpMirror& mirror = m_rule.mirrors.emplace_back();
    if (const Node* percentage = reader.take("percentage")) {
        if (const auto share = perMillionOf(*percentage))
            mirror.perMillion = *share;
        else
            reader.complain("percentage", "must be a number from 0 to 100 with four digits behind the point at most");
    }
    if (const Node* backend = reader.take("backendRef")) {
        FieldReader reference(*backend, reader.fieldOf("backendRef"), m_violations);
        mirror.backend = readHttpBackend(reference);
    } else {
        reader.complain("backendRef", "is missing");
    }
}

} // namespace

Node httpFiltersNode(const model::HttpRule& rule)
{
    Node filters = Node::list();
    writeRewrite(filters, rule);
    writeModifier(filters, "RequestHeaderModifier", "requestHeaderModifier", rule.requestHeaders);
    writeModifier(filters, "ResponseHeaderModifier", "responseHeaderModifier", rule.responseHeaders);
    writeRedirect(filters, rule.redirect);
    for (const model::HttpMirror& mirror : rule.mirrors)
        writeMirror(filters, mirror);
    return filters;
}

void readHttpFilter(const Node& node, const std::string& field, model::HttpRule& rule, model::Violations& violations)
{
    FieldReader reader(node, field, violations);
    FilterReader(reader, rule, violations).read();
}

} // namespace causeway::formats
