#include "engine/formats/percentage.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace causeway::formats {

namespace {

constexpr std::uint32_t perPercent = 10'000;
constexpr std::size_t digitsOfPercent = 4;

std::optional<std::uint32_t> numberOf(std::string_view digits)
{
    std::uint32_t number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, problem] = std::from_chars(digits.data(), end, number);
    return problem == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

} // namespace

std::optional<std::uint32_t> perMillionOf(const Node& percentage)
{
    const bool isWritten = percentage.kind == Node::Kind::Text || percentage.kind == Node::Kind::Decimal;
    if (!isWritten && percentage.kind != Node::Kind::Integer)
        return std::nullopt;
    const std::string text = isWritten ? percentage.text : std::to_string(percentage.integer);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string fraction = point < text.size() ? text.substr(point + 1) : "0";
    if (fraction.size() > digitsOfPercent)
        return std::nullopt;
    const auto whole = numberOf(std::string_view(text).substr(0, point));
    const std::size_t missing = digitsOfPercent - fraction.size();
    const auto part = fraction.empty() ? std::nullopt : numberOf(fraction.append(missing, '0'));
    if (!whole || !part || *whole > 100 || *whole * perPercent + *part > 100 * perPercent)
        return std::nullopt;
    return *whole * perPercent + *part;
}

Node percentageNode(std::uint32_t perMillion)
{
    if (perMillion % perPercent == 0)
        return Node::ofInteger(perMillion / perPercent);
    std::string text = fmt::format("{}.{:04}", perMillion / perPercent, perMillion % perPercent);
    while (text.ends_with('0'))
        text.pop_back();
    return Node::ofText(text);
}

} // namespace causeway::formats
