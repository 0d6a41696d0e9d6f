#include "engine/formats/field_reader.h"

#include "engine/base/utf8.h"

#include <fmt/format.h>

namespace causeway::formats {

namespace {

/// The value as its author wrote it, short enough for a sentence.
std::string spelling(const Node& node)
{
    constexpr std::size_t limit = 60;
    switch (node.kind) {
    case Node::Kind::Text:
        return fmt::format("'{}{}'", beginningOf(node.text, limit), node.text.size() > limit ? "…" : "");
    case Node::Kind::Decimal:
        return node.text.substr(0, limit);
    case Node::Kind::Integer:
        return std::to_string(node.integer);
    case Node::Kind::Boolean:
        return node.boolean ? "true" : "false";
    default:
        return std::string(nameOf(node.kind));
    }
}

} // namespace

FieldReader::FieldReader(const Node& node, std::string field, model::Violations& violations)
    : m_node(node)
    , m_field(std::move(field))
    , m_violations(violations)
{
    if (node.kind != Node::Kind::Map)
        m_violations.push_back({m_field, fmt::format("must be a map, not {}", spelling(node))});
}

FieldReader::~FieldReader()
{
    for (const Member& member : m_node.members)
        if (!m_known.contains(member.key))
            complain(member.key, "is not a known field");
}

std::string FieldReader::fieldOf(std::string_view key) const
{
    return m_field.empty() ? std::string(key) : fmt::format("{}.{}", m_field, key);
}

void FieldReader::complain(std::string_view key, std::string reason)
{
    m_violations.push_back({fieldOf(key), std::move(reason)});
}

const Node* FieldReader::take(std::string_view key)
{
    m_known.emplace(key);
    const Node* found = m_node.find(key);
    return found && !found->isNull() ? found : nullptr;
}

bool FieldReader::has(std::string_view key)
{
    return take(key) != nullptr;
}

const Node* FieldReader::takeOf(std::string_view key, Node::Kind kind)
{
    const Node* found = take(key);
    if (!found || found->kind == kind)
        return found;
    complain(key, fmt::format("must be {}, not {}", nameOf(kind), spelling(*found)));
    return nullptr;
}

std::string FieldReader::requiredText(std::string_view key)
{
    if (!has(key))
        complain(key, "is missing");
    return text(key).value_or(std::string());
}

std::optional<std::string> FieldReader::text(std::string_view key)
{
    const Node* found = takeOf(key, Node::Kind::Text);
    return found ? std::optional(found->text) : std::nullopt;
}

std::optional<bool> FieldReader::boolean(std::string_view key)
{
    const Node* found = takeOf(key, Node::Kind::Boolean);
    return found ? std::optional(found->boolean) : std::nullopt;
}

std::optional<std::int64_t> FieldReader::integer(std::string_view key, std::int64_t lowest, std::int64_t highest)
{
    const Node* found = take(key);
    if (!found)
        return std::nullopt;
    if (found->kind == Node::Kind::Integer && found->integer >= lowest && found->integer <= highest)
        return found->integer;
    complain(key, fmt::format("must be a whole number from {} to {}, not {}", lowest, highest, spelling(*found)));
    return std::nullopt;
}

std::optional<std::uint16_t> FieldReader::port(std::string_view key)
{
    const auto number = integer(key, 1, std::numeric_limits<std::uint16_t>::max());
    return number ? std::optional(static_cast<std::uint16_t>(*number)) : std::nullopt;
}

std::vector<std::string> FieldReader::texts(std::string_view key)
{
    std::vector<std::string> list;
    each(key, [&](const Node& item, const std::string& field) {
        if (item.kind == Node::Kind::Text)
            list.push_back(item.text);
        else
            m_violations.push_back({field, fmt::format("must be a text, not {}", spelling(item))});
    });
    return list;
}

model::Labels FieldReader::labels(std::string_view key)
{
    model::Labels labels;
    const Node* found = takeOf(key, Node::Kind::Map);
    if (!found)
        return labels;
    for (const Member& member : found->members) {
        if (member.value.kind == Node::Kind::Text)
            labels.emplace(member.key, member.value.text);
        else
            m_violations.push_back({fmt::format("{}[\"{}\"]", fieldOf(key), member.key),
                                    fmt::format("must be a text, not {}", spelling(member.value))});
    }
    return labels;
}

void FieldReader::each(std::string_view key, const Each& use)
{
    const Node* found = takeOf(key, Node::Kind::List);
    if (!found)
        return;
    for (std::size_t i = 0; i < found->items.size(); ++i)
        use(found->items[i], fmt::format("{}[{}]", fieldOf(key), i));
}

void FieldReader::refuse(std::string_view key, std::string reason)
{
    if (has(key))
        complain(key, std::move(reason));
}

} // namespace causeway::formats
