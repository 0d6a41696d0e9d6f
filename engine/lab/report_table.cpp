#include "engine/lab/report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

namespace causeway::lab {

namespace {

constexpr std::size_t nameWidth = 28; // With five numbers beside it a line has 80 columns.
constexpr std::string_view nothing = "-";

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

std::size_t columnsOf(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !isContinuation(c); }));
}

/// The first columns of a UTF-8 text; a control character would break the table and becomes a question mark.
std::string fitted(std::string text, std::size_t columns)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '?');
    if (columnsOf(text) > columns) {
        std::size_t end = 0;
        for (std::size_t seen = 0; end < text.size(); ++end)
            if (!isContinuation(text[end]) && seen++ == columns - 1)
                break;
        text.resize(end);
        text += "…";
    }
    return text + std::string(columns - columnsOf(text), ' ');
}

std::string grouped(std::uint64_t number)
{
    std::string digits = std::to_string(number);
    for (std::ptrdiff_t at = std::ssize(digits) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return digits;
}

std::string percentOf(const std::optional<double>& share)
{
    return share ? fmt::format("{:.1f} %", *share * 100) : std::string(nothing);
}

std::string millisecondsOf(const std::optional<Duration>& duration)
{
    return duration ? fmt::format("{:.1f}", std::chrono::duration<double, std::milli>(*duration).count())
                    : std::string(nothing);
}

std::string line(std::string_view name, std::string_view desired, std::string_view counted, std::string_view rate,
                 std::string_view p50, std::string_view p99, std::string_view failures)
{
    return fmt::format("{} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7}\n", fitted(std::string(name), nameWidth), desired,
                       counted, rate, p50, p99, failures);
}

std::string line(const TableRow& row)
{
    const auto indent = static_cast<std::size_t>(std::clamp(row.indent, 0, 4)) * 2;
    return line(std::string(indent, ' ') + row.name, percentOf(row.desiredShare), percentOf(row.countedShare),
                row.requestsPerSecond ? fmt::format("{:.1f}", *row.requestsPerSecond) : std::string(nothing),
                millisecondsOf(row.p50), millisecondsOf(row.p99),
                row.failures ? grouped(*row.failures) : std::string(nothing));
}

} // namespace

std::string toTable(const TableView& view)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(view.elapsed).count();
    std::string text = fmt::format("{:02}:{:02}:{:02}  revision {}  {:.0f} of {:.0f} requests/s\n", seconds / 3600,
                                   seconds / 60 % 60, seconds % 60, view.revision, view.measuredRate, view.rate);
    text +=
        fmt::format("{} requests, {} failed, {} under way; below: the last {:.0f} s\n", grouped(view.requests),
                    grouped(view.failures), grouped(view.underWay), std::chrono::duration<double>(view.window).count());
    text += line("", "desired", "counted", "req/s", "p50 ms", "p99 ms", "failed");
    for (const TableRow& row : view.rows)
        text += line(row);
    return text;
}

} // namespace causeway::lab
