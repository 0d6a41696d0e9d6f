#pragma once

#include "engine/base/regex.h"
#include "engine/http/message_head.h"
#include "engine/net/socket_address.h"
#include "engine/snapshot/route.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::proxy {

/// All of a request that its route can depend on. Slices live as long as the search.
struct RouteRequest
{
    std::string_view host;  // Lower case, without port and final dot.
    std::uint16_t port = 0; // Which the client named, else the listener's.
    std::string_view path;  // Without query.
    http::Method method = http::Method::Other;
    std::string_view methodText{};
    std::string_view query{};
    const http::FieldList* fields = nullptr; // Null: none.
    bool isSecure = false;
    std::string_view serverName{}; // Of the ClientHello.
    const net::SocketAddress* source = nullptr;
};

/// What a route asks of a request beyond host and path, and methods that everyone knows.
///
/// Threads: immutable after creation; any thread.
class RouteConditions
{
public:
    /// Nothing when the route asks for nothing of that. Errors: an expression or an address that is none.
    static Result<std::optional<RouteConditions>> create(const snapshot::Route& route);

    bool hold(const RouteRequest& request) const;

private:
    struct Text
    {
        model::TextMatch::Kind kind = model::TextMatch::Kind::Exact;
        std::string value;
        std::optional<Regex> regex;
    };
    struct Field
    {
        std::string name;
        http::FieldName id = http::FieldName::Other;
        bool isAbsent = false;
        bool ignoresCase = false;
        std::vector<Text> values;
    };
    struct Range
    {
        std::array<std::uint8_t, 16> address{}; // IPv4 as IPv6 writes it.
        std::uint32_t prefixLength = 0;
        std::uint16_t port = 0;
    };

    RouteConditions() = default;
    static Result<Field> fieldFrom(const model::FieldMatch& match);
    static Result<Range> rangeFrom(const snapshot::AddressRange& source);
    static bool fits(const Field& field, std::string_view value);
    static bool headerFits(const Field& field, const http::FieldList* fields);
    static bool parameterFits(const Field& field, std::string_view query);
    static bool nameFits(std::string_view pattern, std::string_view name);
    static bool rangeFits(const Range& range, const net::SocketAddress& source);
    bool isFromSource(const net::SocketAddress* source) const;

    std::vector<std::string> m_otherMethods; // Beside those with a bit of their own.
    std::vector<Field> m_headers;
    std::vector<Field> m_query;
    std::vector<std::string> m_snis;
    std::vector<Range> m_sources;
};

} // namespace causeway::proxy
