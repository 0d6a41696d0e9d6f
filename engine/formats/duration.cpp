#include "engine/formats/duration.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace causeway::formats {

namespace {

constexpr std::int64_t day = 24 * 60 * 60;
constexpr std::int64_t longest = 100 * 365 * day;
constexpr std::array<std::pair<char, std::int64_t>, 6> units = {
    {{'y', 365 * day}, {'w', 7 * day}, {'d', day}, {'h', 3600}, {'m', 60}, {'s', 1}}};

} // namespace

std::optional<std::chrono::seconds> durationFromText(std::string_view text)
{
    std::int64_t sum = 0;
    const auto* unit = units.begin();
    if (text.empty())
        return std::nullopt;
    while (!text.empty()) {
        std::int64_t number = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (problem != std::errc() || number < 0 || end == text.data() + text.size() || text.front() == '-')
            return std::nullopt;
        while (unit != units.end() && unit->first != *end)
            ++unit;
        if (unit == units.end() || number > longest / unit->second)
            return std::nullopt;
        sum += number * unit->second;
        if (sum > longest)
            return std::nullopt;
        ++unit;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    }
    return std::chrono::seconds(sum);
}

std::string durationText(std::chrono::seconds duration)
{
    std::int64_t rest = duration.count();
    std::string text;
    for (const auto& [name, length] : units) {
        if (length > 3600 || rest < length)
            continue;
        text += fmt::format("{}{}", rest / length, name);
        rest %= length;
    }
    return text.empty() ? "0s" : text;
}

} // namespace causeway::formats
