#pragma once

#include "engine/model/revision.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::formats {

/// One line of a difference. Skipped stands for unchanged lines that were left out; its text says how many.
struct DiffLine
{
    enum class Kind
    {
        Same,
        Removed,
        Added,
        Skipped
    };
    Kind kind = Kind::Same;
    std::string text;

    bool operator==(const DiffLine&) const = default;
};

/// What changed from one text to the other: a longest common subsequence of lines, with `context` unchanged lines
/// around each change. Empty for equal texts. Texts that differ in more than some thousand lines on both sides are told
/// as one removal and one addition, so that the cost stays bounded.
std::vector<DiffLine> lineDiff(std::string_view before, std::string_view after, std::size_t context = 3);

/// The same over the YAML form of a resource.
std::vector<DiffLine> lineDiff(const model::ResourceChange& change, std::size_t context = 3);

} // namespace causeway::formats
