#pragma once

#include "engine/api/views.h"
#include "engine/remote/console.pb.h"

#include <google/protobuf/repeated_field.h>

#include <optional>
#include <string>
#include <vector>

// What views are made of, to and from the numbers that travel. For sources of this layer only.

namespace causeway::remote {

inline std::int64_t nanoseconds(Duration duration)
{
    return duration.count();
}
inline std::int64_t nanoseconds(WallTime time)
{
    return std::chrono::duration_cast<Duration>(time.time_since_epoch()).count();
}
inline WallTime wallTimeOf(std::int64_t nanoseconds)
{
    return WallTime(std::chrono::duration_cast<WallTime::duration>(Duration(nanoseconds)));
}

/// Calls the setter of an optional field where there is a value.
template <typename Message, typename Value>
void setOptional(Message& message, void (Message::*set)(std::int64_t), const std::optional<Value>& value)
{
    if (value)
        (message.*set)(nanoseconds(*value));
}

inline std::optional<Duration> durationOf(bool isThere, std::int64_t value)
{
    return isThere ? std::optional(Duration(value)) : std::nullopt;
}
inline std::optional<WallTime> timeOf(bool isThere, std::int64_t value)
{
    return isThere ? std::optional(wallTimeOf(value)) : std::nullopt;
}

using Texts = google::protobuf::RepeatedPtrField<std::string>;

inline void copyTexts(const std::vector<std::string>& from, Texts& to)
{
    to.Assign(from.begin(), from.end());
}
inline std::vector<std::string> textsOf(const Texts& texts)
{
    return {texts.begin(), texts.end()};
}

} // namespace causeway::remote
