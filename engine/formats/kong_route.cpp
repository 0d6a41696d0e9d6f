#include "engine/formats/kong_route.h"

#include "engine/formats/kong_rules.h"
#include "engine/model/gateway_validation.h"

#include <algorithm>

namespace causeway::formats {

namespace {

model::Complaint checkPathHandling(std::string_view text)
{
    return text == "v0" ? model::Complaint() : "is not supported; v0 is";
}

/// What Kong took for a regular expression before 3.0: anything that no plain path holds.
bool looksLikeRegex(std::string_view path)
{
    return std::any_of(path.begin(), path.end(), [](char c) {
        const bool isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             std::string_view(".-_~/%").find(c) != std::string_view::npos;
        return !isPlain;
    });
}

model::Complaint checkOlderPath(std::string_view text)
{
    if (!looksLikeRegex(text))
        return kong::checkRoutePath(text);
    return text.starts_with('/') ? model::checkRegex(text) : model::Complaint("must begin with '/'");
}

void readPaths(KongFields& fields, std::string_view version, model::GatewayRoute& route)
{
    const bool marksRegexes = version == "3.0";
    route.paths = fields.texts("paths", marksRegexes ? kong::checkRoutePath : checkOlderPath);
    if (!marksRegexes)
        for (std::string& path : route.paths)
            if (looksLikeRegex(path))
                path.insert(0, "~");
}

void readHeaders(KongFields& fields, model::GatewayRoute& route)
{
    const Node* headers = fields.take("headers");
    if (headers == nullptr)
        return;
    if (headers->kind != Node::Kind::Map)
        return fields.object(*headers, "headers", "must be a map of lists");
    for (const Member& header : headers->members) {
        if (const auto complaint = model::checkGatewayHeaderName(header.key))
            fields.object(header.line, fmt::format("headers '{}': {}", header.key, *complaint));
        std::vector<std::string> values = fields.textsOf(header.value, "headers", model::checkGatewayHeaderValue);
        if (header.value.kind == Node::Kind::List && header.value.items.empty())
            fields.object(header.line, fmt::format("headers '{}': must have at least one value", header.key));
        route.headers.push_back({header.key, std::move(values)});
    }
}

void readProtocols(KongFields& fields, model::GatewayRoute& route)
{
    if (const Node* given = fields.take("protocols")) {
        route.protocols = fields.texts("protocols", kong::checkProtocol);
        if (given->items.empty())
            fields.object(*given, "protocols", "must not be empty");
    }
    const Node* redirect = fields.take("https_redirect_status_code");
    const auto status = fields.integer("https_redirect_status_code", 301, 426).value_or(426);
    if (status != 426 && status != 301 && status != 302 && status != 307 && status != 308)
        fields.object(*redirect, "https_redirect_status_code", "must be one of 426, 301, 302, 307, 308");
    route.httpsRedirectStatus = static_cast<std::uint16_t>(status);
}

void readMatches(KongFields& fields, std::string_view version, model::GatewayRoute& route)
{
    const std::size_t before = fields.problems();
    route.hosts = fields.texts("hosts", model::checkHostPattern);
    readPaths(fields, version, route);
    route.methods = fields.texts("methods", kong::checkMethod);
    readHeaders(fields, route);
    route.snis = fields.texts("snis", model::checkServerPattern);
    readProtocols(fields, route);
    if (fields.problems() != before)
        return;
    const bool isHttps = model::servesHttps(route);
    const bool hasSnis = !route.snis.empty();
    if (hasSnis && !isHttps)
        fields.object(*fields.take("snis"), "snis", "must not be set where 'protocols' has no 'https'");
    else if (route.hosts.empty() && route.paths.empty() && route.methods.empty() && route.headers.empty() && !hasSnis)
        fields.object(fields.line(), model::conditionMissing(isHttps));
}

} // namespace

void readRouteFields(KongFields& fields, std::string_view version, model::GatewayRoute& route)
{
    readMatches(fields, version, route);
    route.stripPath = fields.truth("strip_path").value_or(true);
    route.preserveHost = fields.truth("preserve_host").value_or(false);
    route.tags = fields.texts("tags", model::checkTag);
    route.regexPriority = fields.integer("regex_priority", INT64_MIN, INT64_MAX).value_or(0);
    fields.text("path_handling", checkPathHandling);
    fields.truth("request_buffering");  // Bodies are streamed with back-pressure whatever it says,
    fields.truth("response_buffering"); // which neither side can tell from a buffer.
    for (const char* field : {"sources", "destinations"}) {
        const Node* value = fields.take(field);
        if (value != nullptr && !(value->kind == Node::Kind::List && value->items.empty()))
            fields.object(*value, field, "cannot be set when 'protocols' is 'http' or 'https'");
    }
    for (const char* field : {"expression", "priority", "plugins", "filter_chains"})
        fields.unsupported(field);
    for (const char* field : {"created_at", "updated_at"}) // Set by servers; of no effect in a file.
        fields.take(field);
}

} // namespace causeway::formats
