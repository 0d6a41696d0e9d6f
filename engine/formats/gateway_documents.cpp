#include "engine/formats/kind_documents.h"

#include <fmt/format.h>

namespace causeway::formats {

namespace {

constexpr std::int64_t timeoutLimit = 2'147'483'646;

void readTimeout(FieldReader& document, std::string_view key, std::chrono::milliseconds& timeout)
{
    if (const auto value = document.integer(key, 1, timeoutLimit))
        timeout = std::chrono::milliseconds(*value);
}

/// A field of which only one value is supported: others are refused by name.
void expectText(FieldReader& document, std::string_view key, std::string_view only)
{
    const auto value = document.text(key);
    if (value && *value != only)
        document.complain(key, fmt::format("must be {}; '{}' is not supported yet", only, *value));
}

void addTags(Node& document, const std::vector<std::string>& tags)
{
    if (!tags.empty())
        document.add("tags", textsNode(tags));
}

void addTexts(Node& document, std::string_view key, const std::vector<std::string>& texts)
{
    if (!texts.empty())
        document.add(key, textsNode(texts));
}

void writeHeaders(Node& document, const std::vector<model::GatewayHeader>& headers)
{
    if (headers.empty())
        return;
    Node& map = document.add("headers", Node::map());
    for (const model::GatewayHeader& header : headers)
        map.add(header.name, textsNode(header.values));
}

void readHeaders(FieldReader& document, model::GatewayRoute& route, model::Violations& violations)
{
    const Node* headers = document.take("headers");
    if (!headers)
        return;
    FieldReader reader(*headers, document.fieldOf("headers"), violations);
    for (const Member& header : headers->members)
        route.headers.push_back({header.key, reader.texts(header.key)});
}

/// What every route has unless it says otherwise is not written.
void writeUnusual(Node& document, const model::GatewayRoute& route)
{
    const model::GatewayRoute usual;
    writeHeaders(document, route.headers);
    addTexts(document, "snis", route.snis);
    if (route.protocols != usual.protocols)
        addTexts(document, "protocols", route.protocols);
    if (route.httpsRedirectStatus != usual.httpsRedirectStatus)
        document.add("https_redirect_status_code", Node::ofInteger(route.httpsRedirectStatus));
    if (route.regexPriority != usual.regexPriority)
        document.add("regex_priority", Node::ofInteger(route.regexPriority));
    if (!route.id.empty())
        document.add("id", Node::ofText(route.id));
}

} // namespace

void writeFields(Node& document, const model::GatewayService& service)
{
    document.add("protocol", Node::ofText("http"));
    document.add("host", Node::ofText(service.host));
    document.add("port", Node::ofInteger(service.port));
    if (!service.path.empty())
        document.add("path", Node::ofText(service.path));
    document.add("retries", Node::ofInteger(service.retries));
    document.add("connect_timeout", Node::ofInteger(service.connectTimeout.count()));
    document.add("write_timeout", Node::ofInteger(service.writeTimeout.count()));
    document.add("read_timeout", Node::ofInteger(service.readTimeout.count()));
    document.add("enabled", Node::ofBoolean(service.isEnabled));
    addTags(document, service.tags);
}

void writeFields(Node& document, const model::GatewayRoute& route)
{
    if (!route.service.empty())
        document.add("service", Node::map()).add("name", Node::ofText(route.service));
    addTexts(document, "hosts", route.hosts);
    addTexts(document, "paths", route.paths);
    addTexts(document, "methods", route.methods);
    writeUnusual(document, route);
    document.add("strip_path", Node::ofBoolean(route.stripPath));
    document.add("preserve_host", Node::ofBoolean(route.preserveHost));
    addTags(document, route.tags);
}

void readFields(FieldReader& document, model::GatewayService& service)
{
    expectText(document, "protocol", "http");
    service.host = document.requiredText("host");
    service.port = document.port("port").value_or(service.port);
    service.path = document.text("path").value_or("");
    service.retries = static_cast<std::uint32_t>(document.integer("retries", 0, 32'767).value_or(service.retries));
    readTimeout(document, "connect_timeout", service.connectTimeout);
    readTimeout(document, "write_timeout", service.writeTimeout);
    readTimeout(document, "read_timeout", service.readTimeout);
    service.isEnabled = document.boolean("enabled").value_or(true);
    service.tags = document.texts("tags");
    for (const std::string_view key :
         {"client_certificate", "tls_verify", "tls_verify_depth", "ca_certificates", "url"})
        document.refuse(key);
}

void readFields(FieldReader& document, model::GatewayRoute& route, model::Violations& violations)
{
    if (const Node* service = document.take("service")) {
        FieldReader reference(*service, document.fieldOf("service"), violations);
        reference.refuse("id", "is not supported; name the service");
        route.service = reference.requiredText("name");
    }
    if (document.has("protocols"))
        route.protocols = document.texts("protocols");
    readHeaders(document, route, violations);
    route.snis = document.texts("snis");
    route.httpsRedirectStatus =
        static_cast<std::uint16_t>(document.integer("https_redirect_status_code", 301, 426).value_or(426));
    route.regexPriority = document.integer("regex_priority", INT64_MIN, INT64_MAX).value_or(0);
    route.id = document.text("id").value_or("");
    route.hosts = document.texts("hosts");
    route.paths = document.texts("paths");
    route.methods = document.texts("methods");
    route.stripPath = document.boolean("strip_path").value_or(true);
    route.preserveHost = document.boolean("preserve_host").value_or(false);
    route.tags = document.texts("tags");
    expectText(document, "path_handling", "v0");
    for (const std::string_view key :
         {"sources", "destinations", "request_buffering", "response_buffering", "expression", "priority"})
        document.refuse(key);
}

} // namespace causeway::formats
