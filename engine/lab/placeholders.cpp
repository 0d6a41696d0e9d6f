#include "engine/lab/placeholders.h"

#include <algorithm>

namespace causeway::lab {

tl::expected<std::string, PlaceholderError> replacePlaceholders(std::string_view text,
                                                                const PlaceholderMeaning& meaning)
{
    std::string out;
    std::size_t at = 0;
    const auto refuse = [&](std::size_t where, std::string message) {
        const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(where), '\n');
        return tl::unexpected(PlaceholderError{static_cast<std::size_t>(lines), std::move(message)});
    };
    while (true) {
        const std::size_t open = text.find("${", at);
        out.append(text.substr(at, open - at));
        if (open == std::string_view::npos)
            return out;
        const std::size_t close = text.find('}', open);
        const std::string_view inner = text.substr(open + 2, close == std::string_view::npos ? 0 : close - open - 2);
        const std::size_t colon = inner.find(':');
        if (colon == std::string_view::npos)
            return refuse(open, "a placeholder is written ${host:NAME} or ${port:NUMBER}");
        auto value = meaning(inner.substr(0, colon), inner.substr(colon + 1));
        if (!value)
            return refuse(open, value.error().message);
        out += *value;
        at = close + 1;
    }
}

} // namespace causeway::lab
