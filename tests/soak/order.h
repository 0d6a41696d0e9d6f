#pragma once

#include "engine/http/message_head.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::soak {

/// What a client wants of an upstream, and by what both check that they got it. It travels in the request's query.
struct Order
{
    /// Where the upstream breaks the connection off.
    enum class Death
    {
        None,
        BeforeAnswer,
        InAnswer
    };

    std::uint64_t id = 0; // Of the request, never used again.
    http::Method method = http::Method::Get;
    unsigned route = 0;
    std::size_t upload = 0;
    std::size_t download = 0;
    bool isUploadChunked = false;
    bool isDownloadChunked = false;
    bool saysGoodbye = false; // The upstream announces that it closes.
    Death death = Death::None;

    bool isIdempotent() const { return method != http::Method::Post; }
    std::string target() const;
    /// Nothing when the target is not one of ours.
    static std::optional<Order> of(std::string_view path, std::string_view query, http::Method method);
};

inline constexpr std::string_view identityField = "X-Soak-Id";
inline constexpr std::string_view routeField = "X-Soak-Route";
inline constexpr std::string_view receivedField = "X-Soak-Received"; // How much of the upload came, and was right.

} // namespace causeway::soak
