#include "engine/control/mesh_api/caller_check.h"

#include "engine/model/text_rules.h"
#include "engine/net/socket_address.h"

#include <fmt/format.h>

namespace causeway::control {

namespace {

/// The host of "host", "host:port", "[::1]" or "[::1]:port".
std::string_view withoutPort(std::string_view authority)
{
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        return end == std::string_view::npos ? std::string_view() : authority.substr(1, end - 1);
    }
    return authority.substr(0, authority.find(':'));
}

bool isLoopbackName(std::string_view authority)
{
    const std::string host = model::lowered(withoutPort(authority));
    if (host == "localhost" || host.ends_with(".localhost")) // RFC 6761 §6.3.
        return true;
    const auto address = net::SocketAddress::create(host, 0);
    return address && address->isLoopback();
}

/// A proxy on this machine makes strangers look like someone who sits at it.
Result<> refuseForwarded(const web::Request& request)
{
    for (const std::string_view name : {"Forwarded", "X-Forwarded-For", "X-Real-IP"})
        if (const auto value = request.headers.find(name))
            return failure(ErrorCode::PermissionDenied,
                           "requests that a proxy passed on are refused: {} is '{}'; ask the port itself, or the "
                           "console API with a token",
                           name, *value);
    return {};
}

} // namespace

Result<> checkCaller(const web::Request& request)
{
    const std::string_view host = request.headers.find("Host").value_or("");
    if (!isLoopbackName(host))
        return failure(ErrorCode::PermissionDenied,
                       "Host '{}' is not a name of this machine's loopback; use localhost or 127.0.0.1", host);
    const auto origin = request.headers.find("Origin");
    if (origin && *origin != fmt::format("http://{}", host))
        return failure(ErrorCode::PermissionDenied, "requests of pages from other origins are refused: Origin is '{}'",
                       *origin);
    const auto site = request.headers.find("Sec-Fetch-Site");
    if (site && *site != "same-origin" && *site != "none")
        return failure(ErrorCode::PermissionDenied,
                       "requests of pages from other origins are refused: "
                       "Sec-Fetch-Site is '{}'",
                       *site);
    return refuseForwarded(request);
}

} // namespace causeway::control
