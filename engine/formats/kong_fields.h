#pragma once

#include "engine/formats/node.h"
#include "engine/formats/problem_list.h"
#include "engine/model/text_rules.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::formats {

/// Reads the fields of one entity. What is wrong goes to the list of problems, and the field keeps its default. Null
/// means that a field is not set.
class KongFields
{
public:
    /// What is wrong with a text, as a sentence that follows it; or nothing.
    using Rule = model::Complaint (*)(std::string_view);

    /// `subject` names the entity in problems: "service orders".
    KongFields(const Node& entity, std::string subject, ProblemList& problems);

    /// Nothing when the field is absent or null.
    const Node* take(std::string_view field);
    std::optional<std::string> text(std::string_view field, Rule rule = nullptr);
    std::optional<std::int64_t> integer(std::string_view field, std::int64_t least, std::int64_t most);
    std::optional<bool> truth(std::string_view field);
    /// A set of texts: repetitions count once, the order stays.
    std::vector<std::string> texts(std::string_view field, Rule rule);
    /// The same of a list that stands elsewhere; `field` names it in problems.
    std::vector<std::string> textsOf(const Node& list, std::string_view field, Rule rule);
    std::chrono::milliseconds timeout(std::string_view field, std::chrono::milliseconds unset);

    /// A field that Kong has and this program does not: an empty one asks for nothing, anything else is refused.
    void unsupported(std::string_view field);
    /// What is left over is unknown.
    void finish();
    void object(const Node& where, std::string_view field, std::string_view why);
    void object(std::size_t line, std::string_view sentence);

    /// How many problems there are by now, of this and other entities.
    std::size_t problems() const { return m_problems.count(); }
    const std::string& subject() const { return m_subject; }
    std::size_t line() const { return m_entity.line; }

private:
    const Node& m_entity;
    std::string m_subject;
    ProblemList& m_problems;
    std::set<std::string_view> m_known;
};

} // namespace causeway::formats
