#pragma once

#include "engine/base/result.h"
#include "engine/model/resources.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace causeway::control {

/// What a list request asks for.
///
/// Source: kuma.md §6.1; unknown parameters are ignored, unknown filters are not.
struct ListQuery
{
    enum class Gateways
    {
        None, // Proxies that are no gateway.
        Any,
        Builtin,
        Delegated
    };

    std::size_t size = 100; // 1..1000.
    std::size_t offset = 0;
    std::string name;     // Part of it.
    model::Labels labels; // All of them.
    // Of lists of data planes:
    std::vector<std::pair<std::string, std::string>> tags; // Each stands on some inbound or the gateway.
    std::optional<Gateways> gateways;

    /// InvalidArgument: "Invalid page size", "Invalid offset", or what else is not known.
    static Result<ListQuery> parse(std::string_view query);
    bool accepts(std::string_view resourceName, const model::Labels& resourceLabels) const;
    /// The query of the page that follows.
    std::string next() const;
};

/// RFC 3986 §2.1; nothing when an escape is not whole. In a query '+' is a blank, in a path it is itself.
enum class Plus
{
    Blank,
    Literal
};
std::optional<std::string> percentDecoded(std::string_view text, Plus plus);

} // namespace causeway::control
