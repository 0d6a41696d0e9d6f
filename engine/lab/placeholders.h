#pragma once

#include "engine/base/result.h"

#include <functional>
#include <string>
#include <string_view>

namespace causeway::lab {

/// Replaces each ${kind:argument} by what `meaning` says of it. The first error stops, with the number of line feeds
/// before it in `line`.
struct PlaceholderError
{
    std::size_t line = 0;
    std::string message;
};
using PlaceholderMeaning = std::function<Result<std::string>(std::string_view kind, std::string_view argument)>;
tl::expected<std::string, PlaceholderError> replacePlaceholders(std::string_view text,
                                                                const PlaceholderMeaning& meaning);

} // namespace causeway::lab
