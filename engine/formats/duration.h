#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::formats {

/// Whole seconds as Kuma writes them: numbers with the units y, w, d, h, m, s in this order, each at most once, as in
/// "1d12h". Nothing when the text is none, or longer than 100 years.
std::optional<std::chrono::seconds> durationFromText(std::string_view text);
/// In hours, minutes and seconds, those that are 0 left out: "24h", "1m30s", "0s".
std::string durationText(std::chrono::seconds duration);

} // namespace causeway::formats
