#include "engine/model/gateway_validation.h"

#include "engine/model/text_rules.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace causeway::model {

namespace {

constexpr std::uint32_t retriesLimit = 32'767;
constexpr std::chrono::milliseconds timeoutLimit{2'147'483'646};
constexpr std::size_t listLimit = 1'024;

void check(Violations& violations, std::string field, const Complaint& complaint)
{
    if (complaint)
        violations.push_back({std::move(field), *complaint});
}

void checkTimeout(Violations& violations, const std::string& field, std::chrono::milliseconds value)
{
    if (value.count() < 1 || value > timeoutLimit)
        violations.push_back({field, fmt::format("must be a whole number from 1 to {}", timeoutLimit.count())});
}

/// Applies a rule to each entry of a set, in which nothing may stand twice.
template <typename Rule>
void checkSet(Violations& violations, const std::string& field, const std::vector<std::string>& list, Rule rule)
{
    std::set<std::string_view> seen;
    if (list.size() > listLimit)
        violations.push_back({field, fmt::format("has {} entries; at most {} are allowed", list.size(), listLimit)});
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string entry = fmt::format("{}[{}]", field, i);
        check(violations, entry, rule(list[i]));
        if (!seen.insert(list[i]).second)
            violations.push_back({entry, fmt::format("'{}' is given twice", list[i])});
    }
}

Complaint checkMethod(std::string_view method)
{
    if (method.empty() || method.size() > 64 ||
        !std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        return "must be made of upper-case letters";
    return std::nullopt;
}

Complaint checkRoutePath(std::string_view path)
{
    if (!path.starts_with('~'))
        return checkPath(path);
    if (!path.starts_with("~/"))
        return "must begin with '~/' where it is a regular expression";
    return checkRegex(path.substr(1));
}

Complaint checkProtocol(std::string_view protocol)
{
    return protocol == "http" || protocol == "https" ? Complaint() : "must be http or https";
}

void checkHeaders(Violations& violations, const std::vector<GatewayHeader>& headers)
{
    std::set<std::string> seen;
    for (const GatewayHeader& header : headers) {
        const std::string field = fmt::format("headers.{}", header.name);
        if (!seen.insert(lowered(header.name)).second)
            violations.push_back({field, "is given twice"});
        check(violations, field, checkGatewayHeaderName(header.name));
        if (header.values.empty())
            violations.push_back({field, "must have at least one value"});
        checkSet(violations, field, header.values, checkGatewayHeaderValue);
    }
}

bool isOneOf(std::uint16_t status, std::initializer_list<std::uint16_t> statuses)
{
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

} // namespace

Complaint checkGatewayHeaderName(std::string_view name)
{
    if (lowered(name) == "host")
        return "cannot contain 'host' header, which must be specified in the 'hosts' attribute";
    return checkFieldToken(name);
}

Complaint checkGatewayHeaderValue(std::string_view value)
{
    if (value.starts_with("~*"))
        return checkRegex(value.substr(2));
    return value.empty() ? "must not be empty" : checkFieldValue(value);
}

bool servesHttps(const GatewayRoute& route)
{
    return std::find(route.protocols.begin(), route.protocols.end(), "https") != route.protocols.end();
}

std::string_view conditionMissing(bool isHttps)
{
    return isHttps ? "must set one of 'methods', 'hosts', 'headers', 'paths', 'snis' when 'protocols' is 'https'"
                   : "must set one of 'methods', 'hosts', 'headers', 'paths' when 'protocols' is 'http'";
}

void validateGatewayService(const GatewayService& service, Violations& violations)
{
    check(violations, "name", checkGatewayName(service.name));
    check(violations, "host", checkHostName(service.host));
    if (service.port == 0)
        violations.push_back({"port", "must be a whole number from 1 to 65535"});
    if (!service.path.empty())
        check(violations, "path", checkPath(service.path));
    if (service.retries > retriesLimit)
        violations.push_back({"retries", fmt::format("must be a whole number from 0 to {}", retriesLimit)});
    checkTimeout(violations, "connect_timeout", service.connectTimeout);
    checkTimeout(violations, "write_timeout", service.writeTimeout);
    checkTimeout(violations, "read_timeout", service.readTimeout);
    checkSet(violations, "tags", service.tags, checkTag);
}

void validateGatewayRoute(const GatewayRoute& route, Violations& violations)
{
    check(violations, "name", checkGatewayName(route.name));
    if (!route.service.empty())
        check(violations, "service.name", checkGatewayName(route.service));
    if (!route.id.empty())
        check(violations, "id", checkUuid(route.id));
    const bool isHttps = servesHttps(route);
    if (route.hosts.empty() && route.paths.empty() && route.methods.empty() && route.headers.empty() &&
        (!isHttps || route.snis.empty()))
        violations.push_back({"", std::string(conditionMissing(isHttps))});
    if (!route.snis.empty() && !isHttps)
        violations.push_back({"snis", "must not be set where 'protocols' has no 'https'"});
    if (route.protocols.empty())
        violations.push_back({"protocols", "must not be empty"});
    if (!isOneOf(route.httpsRedirectStatus, {426, 301, 302, 307, 308}))
        violations.push_back({"https_redirect_status_code", "must be one of 426, 301, 302, 307, 308"});
    checkSet(violations, "protocols", route.protocols, checkProtocol);
    checkSet(violations, "hosts", route.hosts, checkHostPattern);
    checkSet(violations, "snis", route.snis, checkServerPattern);
    checkHeaders(violations, route.headers);
    checkSet(violations, "paths", route.paths, checkRoutePath);
    checkSet(violations, "methods", route.methods, checkMethod);
    checkSet(violations, "tags", route.tags, checkTag);
}

} // namespace causeway::model
