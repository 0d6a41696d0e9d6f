#pragma once

#include "engine/base/result.h"
#include "engine/model/resources.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace causeway::control {

/// What a list request asks for.
///
/// Source: kuma.md §6.1; unknown parameters are ignored, unknown filters are not.
struct ListQuery
{
    std::size_t size = 100; // 1..1000.
    std::size_t offset = 0;
    std::string name;     // Part of it.
    model::Labels labels; // All of them.

    /// InvalidArgument: "Invalid page size", "Invalid offset", or the filter that is not known.
    static Result<ListQuery> parse(std::string_view query);
    bool accepts(const model::ResourceKey& key, const model::Labels& resourceLabels) const;
    /// The query of the page that follows.
    std::string next() const;
};

/// RFC 3986 §2.1, and '+' as a blank; nothing when an escape is not whole.
std::optional<std::string> percentDecoded(std::string_view text);

} // namespace causeway::control
