#pragma once

#include "engine/lab/scenario.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::lab {

/// Finds the answer of a sample service for a method and path. Plain segments win over variables, so that /card/dispute
/// is not taken for a card.
class AnswerTable
{
public:
    explicit AnswerTable(const std::vector<Answer>& answers);

    struct Match
    {
        const Answer* answer = nullptr; // Null: the path is unknown, or only for other methods.
        bool isKnownPath = false;
        std::string_view path;                        // As the scenario writes it.
        std::map<std::string, std::string> variables; // As received; letters, digits and -._~ only.
    };
    Match find(std::string_view method, std::string_view path) const;

private:
    struct Row
    {
        std::string path;
        std::vector<std::string> segments;
        Answer answer;
    };
    static std::optional<std::map<std::string, std::string>> match(const Row& row,
                                                                   const std::vector<std::string_view>& segments);

    std::vector<Row> m_rows; // Those with fewer variables first.
};

/// The text with each {name} of a variable replaced; other braces stay.
std::string filledIn(std::string_view text, const std::map<std::string, std::string>& variables);

} // namespace causeway::lab
