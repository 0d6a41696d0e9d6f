#include "engine/formats/line_diff.h"

#include "engine/formats/resource_document.h"
#include "engine/formats/yaml.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>

namespace causeway::formats {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t tableLimit = 4'000'000; // Cells of the table below: two bytes each.

Lines linesOf(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

void append(std::vector<DiffLine>& out, DiffLine::Kind kind, const Lines& lines, std::size_t from, std::size_t until)
{
    for (std::size_t i = from; i < until; ++i)
        out.push_back({kind, std::string(lines[i])});
}

/// Lengths of the longest common subsequence of every pair of endings, then one walk along them.
class MiddleDiff
{
public:
    MiddleDiff(const Lines& before, const Lines& after, std::size_t same, std::size_t beforeEnd, std::size_t afterEnd)
        : m_before(before)
        , m_after(after)
        , m_start(same)
        , m_beforeEnd(beforeEnd)
        , m_afterEnd(afterEnd)
        , m_width(afterEnd - same + 1)
    {
    }

    void appendTo(std::vector<DiffLine>& out)
    {
        const std::size_t height = m_beforeEnd - m_start + 1;
        if (height > tableLimit / m_width || height > UINT16_MAX || m_width > UINT16_MAX) {
            append(out, DiffLine::Kind::Removed, m_before, m_start, m_beforeEnd);
            append(out, DiffLine::Kind::Added, m_after, m_start, m_afterEnd);
            return;
        }
        fill(height);
        walk(out);
    }

private:
    std::uint16_t& length(std::size_t i, std::size_t j) { return m_table[(i - m_start) * m_width + (j - m_start)]; }

    void fill(std::size_t height)
    {
        m_table.assign(height * m_width, 0);
        for (std::size_t i = m_beforeEnd; i-- > m_start;)
            for (std::size_t j = m_afterEnd; j-- > m_start;)
                length(i, j) = m_before[i] == m_after[j] ? static_cast<std::uint16_t>(length(i + 1, j + 1) + 1)
                                                         : std::max(length(i + 1, j), length(i, j + 1));
    }

    void walk(std::vector<DiffLine>& out)
    {
        std::size_t i = m_start;
        std::size_t j = m_start;
        while (i < m_beforeEnd && j < m_afterEnd) {
            if (m_before[i] == m_after[j]) {
                append(out, DiffLine::Kind::Same, m_before, i, i + 1);
                ++i, ++j;
            } else if (length(i + 1, j) >= length(i, j + 1)) {
                append(out, DiffLine::Kind::Removed, m_before, i, i + 1);
                ++i;
            } else {
                append(out, DiffLine::Kind::Added, m_after, j, j + 1);
                ++j;
            }
        }
        append(out, DiffLine::Kind::Removed, m_before, i, m_beforeEnd);
        append(out, DiffLine::Kind::Added, m_after, j, m_afterEnd);
    }

    const Lines& m_before;
    const Lines& m_after;
    std::size_t m_start;
    std::size_t m_beforeEnd;
    std::size_t m_afterEnd;
    std::size_t m_width;
    std::vector<std::uint16_t> m_table;
};

/// Keeps `context` lines around each change and says how many it left out between.
std::vector<DiffLine> withContext(std::vector<DiffLine> lines, std::size_t context)
{
    std::vector<bool> isKept(lines.size(), false);
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (lines[i].kind != DiffLine::Kind::Same)
            for (std::size_t k = i - std::min(i, context); k < std::min(i + context + 1, lines.size()); ++k)
                isKept[k] = true;

    std::vector<DiffLine> out;
    for (std::size_t i = 0; i < lines.size();) {
        if (isKept[i]) {
            out.push_back(std::move(lines[i++]));
            continue;
        }
        std::size_t skipped = 0;
        while (i < lines.size() && !isKept[i])
            ++i, ++skipped;
        out.push_back({DiffLine::Kind::Skipped, fmt::format("{} unchanged line{}", skipped, skipped == 1 ? "" : "s")});
    }
    return out;
}

} // namespace

std::vector<DiffLine> lineDiff(std::string_view before, std::string_view after, std::size_t context)
{
    if (before == after)
        return {};
    const Lines a = linesOf(before);
    const Lines b = linesOf(after);
    std::size_t same = 0;
    while (same < a.size() && same < b.size() && a[same] == b[same])
        ++same;
    std::size_t aEnd = a.size();
    std::size_t bEnd = b.size();
    while (aEnd > same && bEnd > same && a[aEnd - 1] == b[bEnd - 1])
        --aEnd, --bEnd;

    std::vector<DiffLine> lines;
    append(lines, DiffLine::Kind::Same, a, 0, same);
    MiddleDiff(a, b, same, aEnd, bEnd).appendTo(lines);
    append(lines, DiffLine::Kind::Same, a, aEnd, a.size());
    return withContext(std::move(lines), context);
}

std::vector<DiffLine> lineDiff(const model::ResourceChange& change, std::size_t context)
{
    const auto yaml = [](const std::optional<model::Resource>& resource) {
        return resource ? toYaml(documentOf(*resource)) : std::string();
    };
    return lineDiff(yaml(change.before), yaml(change.after), context);
}

} // namespace causeway::formats
