#include "engine/lab/answer_table.h"

#include <algorithm>

namespace causeway::lab {

namespace {

std::vector<std::string_view> segmentsOf(std::string_view path)
{
    std::vector<std::string_view> segments;
    while (path.starts_with('/')) {
        path.remove_prefix(1);
        segments.push_back(path.substr(0, path.find('/')));
        path.remove_prefix(segments.back().size());
    }
    return segments;
}

bool isVariable(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// RFC 3986 §2.3: characters that mean the same escaped or not, and that JSON takes as they are.
bool isUnreserved(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_' || c == '~';
    });
}

} // namespace

AnswerTable::AnswerTable(const std::vector<Answer>& answers)
{
    for (const Answer& answer : answers) {
        for (const std::string& path : answer.paths) {
            const auto segments = segmentsOf(path);
            m_rows.push_back({path, {segments.begin(), segments.end()}, answer});
        }
    }
    const auto variables = [](const Row& row) {
        return std::count_if(row.segments.begin(), row.segments.end(), isVariable);
    };
    std::stable_sort(m_rows.begin(), m_rows.end(),
                     [&](const Row& a, const Row& b) { return variables(a) < variables(b); });
}

AnswerTable::Match AnswerTable::find(std::string_view method, std::string_view path) const
{
    const auto segments = segmentsOf(path);
    Match found;
    for (const Row& row : m_rows) {
        auto variables = match(row, segments);
        if (!variables)
            continue;
        if (row.answer.method == method || (method == "HEAD" && row.answer.method == "GET"))
            return {&row.answer, true, row.path, *std::move(variables)};
        found.isKnownPath = true;
    }
    return found;
}

std::optional<std::map<std::string, std::string>> AnswerTable::match(const Row& row,
                                                                     const std::vector<std::string_view>& segments)
{
    if (row.segments.size() != segments.size())
        return std::nullopt;
    std::map<std::string, std::string> variables;
    for (std::size_t at = 0; at < segments.size(); ++at) {
        const std::string& pattern = row.segments[at];
        if (isVariable(pattern) && isUnreserved(segments[at]))
            variables.emplace(pattern.substr(1, pattern.size() - 2), segments[at]);
        else if (pattern != segments[at])
            return std::nullopt;
    }
    return variables;
}

std::string filledIn(std::string_view text, const std::map<std::string, std::string>& variables)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t open = std::min(text.find('{'), text.size());
        out.append(text.substr(0, open));
        text.remove_prefix(open);
        const std::size_t close = text.find('}');
        const bool isClosed = !text.empty() && close != std::string_view::npos;
        const auto variable = isClosed ? variables.find(std::string(text.substr(1, close - 1))) : variables.end();
        const std::size_t taken = variable == variables.end() ? std::min<std::size_t>(text.size(), 1) : close + 1;
        out.append(variable == variables.end() ? text.substr(0, taken) : std::string_view(variable->second));
        text.remove_prefix(taken);
    }
    return out;
}

} // namespace causeway::lab
