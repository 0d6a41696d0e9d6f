#include "engine/formats/kong_fields.h"

#include <algorithm>

namespace causeway::formats {

namespace {

bool asksForNothing(const Node& value)
{
    return value.isNull() || (value.kind == Node::Kind::List && value.items.empty()) ||
           (value.kind == Node::Kind::Map && value.members.empty());
}

} // namespace

KongFields::KongFields(const Node& entity, std::string subject, ProblemList& problems)
    : m_entity(entity)
    , m_subject(std::move(subject))
    , m_problems(problems)
{
    if (m_entity.kind != Node::Kind::Map)
        object(m_entity.line, "must be a map of fields");
    m_known.insert({"_comment", "_ignore"}); // Kong allows both anywhere and reads neither.
}

const Node* KongFields::take(std::string_view field)
{
    m_known.insert(field);
    const Node* value = m_entity.find(field);
    return value != nullptr && !value->isNull() ? value : nullptr;
}

std::optional<std::string> KongFields::text(std::string_view field, Rule rule)
{
    const Node* value = take(field);
    if (value == nullptr)
        return std::nullopt;
    if (value->kind != Node::Kind::Text) {
        object(*value, field, "must be a text");
        return std::nullopt;
    }
    if (const auto complaint = rule != nullptr ? rule(value->text) : model::Complaint()) {
        object(*value, field, fmt::format("'{}': {}", value->text, *complaint));
        return std::nullopt;
    }
    return value->text;
}

std::optional<std::int64_t> KongFields::integer(std::string_view field, std::int64_t least, std::int64_t most)
{
    const Node* value = take(field);
    if (value == nullptr)
        return std::nullopt;
    if (value->kind == Node::Kind::Integer && value->integer >= least && value->integer <= most)
        return value->integer;
    object(*value, field, fmt::format("must be a whole number from {} to {}", least, most));
    return std::nullopt;
}

std::optional<bool> KongFields::truth(std::string_view field)
{
    const Node* value = take(field);
    if (value == nullptr)
        return std::nullopt;
    if (value->kind == Node::Kind::Boolean)
        return value->boolean;
    object(*value, field, "must be true or false");
    return std::nullopt;
}

std::vector<std::string> KongFields::texts(std::string_view field, Rule rule)
{
    const Node* value = take(field);
    return value == nullptr ? std::vector<std::string>() : textsOf(*value, field, rule);
}

std::vector<std::string> KongFields::textsOf(const Node& list, std::string_view field, Rule rule)
{
    std::vector<std::string> texts;
    if (list.kind != Node::Kind::List)
        object(list, field, "must be a list of texts");
    for (const Node& item : list.items) {
        if (item.kind != Node::Kind::Text)
            object(item, field, "must hold texts only");
        else if (const auto complaint = rule(item.text))
            object(item, field, fmt::format("'{}': {}", item.text, *complaint));
        else if (std::find(texts.begin(), texts.end(), item.text) == texts.end())
            texts.push_back(item.text);
    }
    return texts;
}

std::chrono::milliseconds KongFields::timeout(std::string_view field, std::chrono::milliseconds unset)
{
    constexpr std::int64_t longest = 2'147'483'646; // 2^31-2
    const auto given = integer(field, 1, longest);
    return given ? std::chrono::milliseconds(*given) : unset;
}

void KongFields::unsupported(std::string_view field)
{
    const Node* value = take(field);
    if (value != nullptr && !asksForNothing(*value))
        object(*value, field, "is not supported yet");
}

void KongFields::finish()
{
    for (const Member& entry : m_entity.members)
        if (!m_known.contains(entry.key))
            object(entry.line, fmt::format("{} is an unknown field", entry.key));
}

void KongFields::object(const Node& where, std::string_view field, std::string_view why)
{
    // A value's place is that of its key: there people look.
    const auto entry = std::find_if(m_entity.members.begin(), m_entity.members.end(),
                                    [&](const Member& candidate) { return &candidate.value == &where; });
    object(entry == m_entity.members.end() ? where.line : entry->line, fmt::format("{} {}", field, why));
}

void KongFields::object(std::size_t line, std::string_view sentence)
{
    m_problems.add(line, m_subject.empty() ? std::string(sentence) : fmt::format("{}: {}", m_subject, sentence));
}

} // namespace causeway::formats
