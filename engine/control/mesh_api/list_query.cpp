#include "engine/control/mesh_api/list_query.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace causeway::control {

namespace {

constexpr std::size_t largestPage = 1000;

using Gateways = ListQuery::Gateways;
constexpr std::pair<std::string_view, Gateways> gatewayWords[] = {{"false", Gateways::None},
                                                                  {"true", Gateways::Any},
                                                                  {"builtin", Gateways::Builtin},
                                                                  {"delegated", Gateways::Delegated}};

std::optional<std::size_t> numberOf(std::string_view text)
{
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isWhole = problem == std::errc() && end == text.data() + text.size();
    return isWhole ? std::optional(number) : std::nullopt;
}

std::string percentEncoded(std::string_view text)
{
    std::string encoded;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                             std::string_view("-._~").find(c) != std::string_view::npos;
        encoded += isPlain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return encoded;
}

Result<> apply(ListQuery& query, const std::string& key, const std::string& value)
{
    constexpr std::string_view labelPrefix = "filter[labels.";
    if (key == "size") {
        const auto size = numberOf(value);
        if (!size || *size < 1 || *size > largestPage)
            return failure(ErrorCode::InvalidArgument, "Invalid page size");
        query.size = *size;
    } else if (key == "offset") {
        const auto offset = numberOf(value);
        if (!offset)
            return failure(ErrorCode::InvalidArgument, "Invalid offset");
        query.offset = *offset;
    } else if (key == "name") {
        query.name = value;
    } else if (key == "tag") {
        const std::size_t colon = value.find(':');
        if (colon == std::string::npos)
            return failure(ErrorCode::InvalidArgument, "tag '{}' is not of the form <key>:<value>", value);
        query.tags.emplace_back(value.substr(0, colon), value.substr(colon + 1));
    } else if (key == "gateway") {
        const auto* const word = std::find_if(std::begin(gatewayWords), std::end(gatewayWords),
                                              [&](const auto& each) { return each.first == value; });
        if (word == std::end(gatewayWords))
            return failure(ErrorCode::InvalidArgument, "gateway is true, false, builtin or delegated, not '{}'", value);
        query.gateways = word->second;
    } else if (key.starts_with(labelPrefix) && key.ends_with(']')) {
        query.labels[key.substr(labelPrefix.size(), key.size() - labelPrefix.size() - 1)] = value;
    } else if (key.starts_with("filter")) {
        return failure(ErrorCode::InvalidArgument, "'{}' is not a known filter; known is filter[labels.<key>]", key);
    }
    return {};
}

} // namespace

std::optional<std::string> percentDecoded(std::string_view text, Plus plus)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i] == '+' && plus == Plus::Blank ? ' ' : text[i];
            continue;
        }
        unsigned value = 0;
        const char* begin = text.data() + i + 1;
        if (i + 2 >= text.size() || std::from_chars(begin, begin + 2, value, 16).ptr != begin + 2)
            return std::nullopt;
        decoded += static_cast<char>(value);
        i += 2;
    }
    return decoded;
}

Result<ListQuery> ListQuery::parse(std::string_view query)
{
    ListQuery parsed;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto key = percentDecoded(pair.substr(0, equals), Plus::Blank);
        const auto value = percentDecoded(pair.substr(std::min(equals + 1, pair.size())), Plus::Blank);
        if (!key || !value)
            return failure(ErrorCode::InvalidArgument, "'{}' is not percent-encoded", pair);
        RETURN_IF_ERROR(apply(parsed, *key, *value));
    }
    return parsed;
}

bool ListQuery::accepts(std::string_view resourceName, const model::Labels& resourceLabels) const
{
    return resourceName.find(name) != std::string_view::npos &&
           std::all_of(labels.begin(), labels.end(), [&](const auto& wanted) {
               const auto found = resourceLabels.find(wanted.first);
               return found != resourceLabels.end() && found->second == wanted.second;
           });
}

std::string ListQuery::next() const
{
    std::string text = fmt::format("offset={}&size={}", offset + size, size);
    if (!name.empty())
        text += "&name=" + percentEncoded(name);
    for (const auto& [key, value] : labels)
        text += fmt::format("&{}={}", percentEncoded(fmt::format("filter[labels.{}]", key)), percentEncoded(value));
    for (const auto& [key, value] : tags)
        text += fmt::format("&tag={}", percentEncoded(key + ":" + value));
    for (const auto& [word, meaning] : gatewayWords)
        if (gateways == meaning)
            text += fmt::format("&gateway={}", word);
    return text;
}

} // namespace causeway::control
