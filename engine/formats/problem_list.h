#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::formats {

/// Every problem of a file with its line, so that one look mends them all. The first 20 are kept, the rest counted.
class ProblemList
{
public:
    /// Lines are counted from 1 within a text that begins at `firstLine` of its file.
    ProblemList(std::string_view origin, std::size_t firstLine)
        : m_origin(origin)
        , m_firstLine(firstLine)
    {
    }

    void add(std::size_t line, std::string_view problem);
    std::size_t count() const { return m_count; }
    /// InvalidArgument with a line each, in the order of the file.
    Error error() const;

private:
    struct Problem
    {
        std::size_t line;
        std::string text;
    };

    std::string m_origin;
    std::size_t m_firstLine;
    std::vector<Problem> m_problems;
    std::size_t m_count = 0;
};

} // namespace causeway::formats
