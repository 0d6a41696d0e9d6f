#include "engine/formats/problem_list.h"

#include <algorithm>

namespace causeway::formats {

namespace {

constexpr std::size_t mostShown = 20;

} // namespace

void ProblemList::add(std::size_t line, std::string_view problem)
{
    ++m_count;
    if (m_problems.size() < mostShown)
        m_problems.push_back({line, std::string(problem)});
}

Error ProblemList::error() const
{
    std::vector<Problem> sorted = m_problems;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) { return a.line < b.line; });
    std::string message;
    for (const Problem& problem : sorted)
        message += fmt::format("{}{}:{}: {}", message.empty() ? "" : "\n", m_origin, m_firstLine + problem.line - 1,
                               problem.text);
    if (m_count > sorted.size())
        message += fmt::format("\nand {} more", m_count - sorted.size());
    return {ErrorCode::InvalidArgument, std::move(message)};
}

} // namespace causeway::formats
