#include "engine/formats/http_rule_documents.h"

#include <array>
#include <fmt/format.h>
#include <utility>

namespace causeway::formats {

namespace {

using model::FieldMatch;
using model::PathMatch;
using model::TextMatch;

constexpr std::array<std::pair<std::string_view, PathMatch::Kind>, 3> pathTypes{
    {{"Exact", PathMatch::Kind::Exact},
     {"PathPrefix", PathMatch::Kind::SegmentPrefix},
     {"RegularExpression", PathMatch::Kind::Regex}}};

constexpr std::array<std::pair<std::string_view, TextMatch::Kind>, 3> textTypes{
    {{"Exact", TextMatch::Kind::Exact},
     {"Prefix", TextMatch::Kind::Prefix},
     {"RegularExpression", TextMatch::Kind::Regex}}};

template <typename Kind, std::size_t count>
std::string_view wordFor(const std::array<std::pair<std::string_view, Kind>, count>& words, Kind kind)
{
    for (const auto& [word, meaning] : words)
        if (meaning == kind)
            return word;
    return {};
}

Node fieldNode(const FieldMatch& field, bool isHeader)
{
    Node node = Node::map();
    const bool isPresent = !field.isAbsent && field.values.empty();
    const std::string_view type = field.isAbsent ? "Absent"
                                  : isPresent    ? "Present"
                                                 : wordFor(textTypes, field.values.front().kind);
    if (!isHeader || type != "Exact") // Headers are compared so where nothing is said.
        node.add("type", Node::ofText(type));
    node.add("name", Node::ofText(field.name));
    if (!field.values.empty())
        node.add("value", Node::ofText(field.values.front().value));
    return node;
}

void writeFields(Node& match, std::string_view key, const std::vector<FieldMatch>& fields, bool areHeaders)
{
    if (fields.empty())
        return;
    Node& list = match.add(key, Node::list());
    for (const FieldMatch& field : fields)
        list.items.push_back(fieldNode(field, areHeaders));
}

PathMatch readPath(FieldReader& reader)
{
    const std::string type = reader.requiredText("type");
    PathMatch match{PathMatch::Kind::SegmentPrefix, reader.requiredText("value")};
    for (const auto& [word, kind] : pathTypes) {
        if (word != type)
            continue;
        match.kind = kind;
        return match;
    }
    if (!type.empty())
        reader.complain("type", fmt::format("must be Exact, PathPrefix or RegularExpression, not '{}'", type));
    return match;
}

FieldMatch readField(FieldReader& reader, bool isHeader)
{
    FieldMatch field;
    const std::string type = isHeader ? reader.text("type").value_or("Exact") : reader.requiredText("type");
    field.name = reader.requiredText("name");
    field.isAbsent = isHeader && type == "Absent";
    if (field.isAbsent || (isHeader && type == "Present")) {
        if (reader.has("value"))
            reader.complain("value", fmt::format("must not be given with {}", type));
        return field;
    }
    TextMatch text;
    text.value = reader.requiredText("value");
    bool isKnown = type.empty(); // Has complained.
    for (const auto& [word, kind] : textTypes) {
        if (word != type || (!isHeader && kind == TextMatch::Kind::Prefix))
            continue;
        text.kind = kind;
        isKnown = true;
    }
    if (!isKnown)
        reader.complain("type", fmt::format("must be {}, not '{}'",
                                            isHeader ? "Exact, Present, RegularExpression, Absent or Prefix"
                                                     : "Exact or RegularExpression",
                                            type));
    field.values.push_back(std::move(text));
    return field;
}

} // namespace

Node httpMatchNode(const model::HttpMatch& match)
{
    Node node = Node::map();
    if (match.path) {
        Node& path = node.add("path", Node::map());
        path.add("type", Node::ofText(wordFor(pathTypes, match.path->kind)));
        path.add("value", Node::ofText(match.path->value));
    }
    if (match.method)
        node.add("method", Node::ofText(*match.method));
    writeFields(node, "queryParams", match.queryParams, false);
    writeFields(node, "headers", match.headers, true);
    return node;
}

model::HttpMatch readHttpMatch(const Node& node, const std::string& field, model::Violations& violations)
{
    FieldReader reader(node, field, violations);
    model::HttpMatch match;
    match.method = reader.text("method");
    if (const Node* body = reader.take("path")) {
        FieldReader path(*body, reader.fieldOf("path"), violations);
        match.path = readPath(path);
    }
    reader.each("queryParams", [&](const Node& item, const std::string& place) {
        FieldReader parameter(item, place, violations);
        match.queryParams.push_back(readField(parameter, false));
    });
    reader.each("headers", [&](const Node& item, const std::string& place) {
        FieldReader header(item, place, violations);
        match.headers.push_back(readField(header, true));
    });
    return match;
}

} // namespace causeway::formats
