#include "app/controllers/link_change.h"

namespace causeway::app {

namespace {

template <typename Value>
std::optional<Value> valueIf(const std::optional<Value>& named, const Value& value)
{
    return named ? std::optional(value) : std::nullopt;
}

template <typename Value>
std::optional<Value> laterOf(const std::optional<Value>& earlier, const std::optional<Value>& later)
{
    return later ? later : earlier;
}

} // namespace

api::LinkSettings LinkChange::appliedTo(const api::LinkSettings& settings) const
{
    return {delay.value_or(settings.delay), jitter.value_or(settings.jitter),
            megabitsPerSecond.value_or(settings.megabitsPerSecond), lossPercent.value_or(settings.lossPercent),
            isCut.value_or(settings.isCut)};
}

LinkChange LinkChange::valuesIn(const api::LinkSettings& settings) const
{
    return {valueIf(delay, settings.delay), valueIf(jitter, settings.jitter),
            valueIf(megabitsPerSecond, settings.megabitsPerSecond), valueIf(lossPercent, settings.lossPercent),
            valueIf(isCut, settings.isCut)};
}

LinkChange LinkChange::with(const LinkChange& later) const
{
    return {laterOf(delay, later.delay), laterOf(jitter, later.jitter),
            laterOf(megabitsPerSecond, later.megabitsPerSecond), laterOf(lossPercent, later.lossPercent),
            laterOf(isCut, later.isCut)};
}

} // namespace causeway::app
