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
    if (path.starts_with('~'))
        return "regular expressions are not supported yet; write a prefix that begins with '/'";
    return checkPath(path);
}

} // namespace

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
    if (route.hosts.empty() && route.paths.empty() && route.methods.empty())
        violations.push_back({"", "must set one of 'methods', 'hosts', 'paths'"});
    checkSet(violations, "hosts", route.hosts, checkHostName);
    checkSet(violations, "paths", route.paths, checkRoutePath);
    checkSet(violations, "methods", route.methods, checkMethod);
    checkSet(violations, "tags", route.tags, checkTag);
}

} // namespace causeway::model
