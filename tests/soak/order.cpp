#include "tests/soak/order.h"

#include <charconv>
#include <fmt/format.h>

namespace causeway::soak {

namespace {

std::optional<std::uint64_t> numberAfter(std::string_view text, std::string_view word)
{
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view digits = text.substr(at + word.size());
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return problem == std::errc() ? std::optional(number) : std::nullopt;
}

} // namespace

std::string Order::target() const
{
    return fmt::format("/r{}/thing?id={}&up={}&down={}&pieces={}&goodbye={}&death={}", route, id, upload, download,
                       isDownloadChunked ? 1 : 0, saysGoodbye ? 1 : 0, static_cast<int>(death));
}

std::optional<Order> Order::of(std::string_view path, std::string_view query, http::Method method)
{
    const auto route = numberAfter(path, "/r");
    const auto id = numberAfter(query, "id=");
    const auto upload = numberAfter(query, "&up=");
    const auto download = numberAfter(query, "&down=");
    const auto death = numberAfter(query, "&death=");
    if (!route || !id || !upload || !download || !death || *death > static_cast<std::uint64_t>(Death::InAnswer))
        return std::nullopt;
    Order order;
    order.id = *id;
    order.method = method;
    order.route = static_cast<unsigned>(*route);
    order.upload = *upload;
    order.download = *download;
    order.isDownloadChunked = numberAfter(query, "&pieces=") == 1;
    order.saysGoodbye = numberAfter(query, "&goodbye=") == 1;
    order.death = static_cast<Death>(*death);
    return order;
}

} // namespace causeway::soak
