#pragma once

#include "engine/base/random.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace causeway::fuzz {

/// Where the pieces of a stream end, counted from its start.
using Cuts = std::vector<std::size_t>;

inline Cuts uncut(std::string_view stream)
{
    return {stream.size()};
}

inline Cuts everyByte(std::string_view stream)
{
    Cuts cuts;
    for (std::size_t end = 1; end <= stream.size(); ++end)
        cuts.push_back(end);
    return cuts;
}

/// A few cuts that follow from the bytes, so that an input alone says what happened.
inline Cuts someCuts(std::string_view stream)
{
    std::uint64_t seed = stream.size();
    for (const char c : stream)
        seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    Random random(seed);
    Cuts cuts;
    for (std::size_t at = 0; at < stream.size();) {
        at += 1 + random.below(stream.size() - at);
        cuts.push_back(at);
    }
    return cuts;
}

} // namespace causeway::fuzz
