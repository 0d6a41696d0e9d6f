#pragma once

#include "engine/api/views.h"

#include <optional>

namespace causeway::app {

/// Some settings of a link. What is not named stays whatever it is by then, so that one person's delay does not join
/// what another one cut.
struct LinkChange
{
    std::optional<std::chrono::microseconds> delay = {};
    std::optional<std::chrono::microseconds> jitter = {};
    std::optional<double> megabitsPerSecond = {};
    std::optional<double> lossPercent = {};
    std::optional<bool> isCut = {};

    bool operator==(const LinkChange&) const = default;

    bool isEmpty() const { return *this == LinkChange(); }
    api::LinkSettings appliedTo(const api::LinkSettings& settings) const;
    /// The same settings with the values that they have there.
    LinkChange valuesIn(const api::LinkSettings& settings) const;
    /// Both; where both name a setting, the value of `later`.
    LinkChange with(const LinkChange& later) const;
};

} // namespace causeway::app
