#include "engine/formats/kong_file.h"

#include "engine/base/files.h"
#include "engine/formats/kong_fields.h"
#include "engine/formats/kong_route.h"
#include "engine/formats/kong_rules.h"
#include "engine/formats/kong_url.h"
#include "engine/formats/yaml.h"

#include <algorithm>
#include <array>
#include <map>

namespace causeway::formats {

namespace {

using model::GatewayRoute;
using model::GatewayService;

constexpr std::size_t largestFile = 16 * 1024 * 1024;
/// What Kong's files hold at the top beside services and routes, its credentials and nested entities included.
constexpr std::string_view otherEntities[] = {"acls",
                                              "basicauth_credentials",
                                              "consumer_group_consumers",
                                              "consumer_group_plugins",
                                              "consumer_groups",
                                              "consumers",
                                              "custom_entities",
                                              "filter_chains",
                                              "hmacauth_credentials",
                                              "jwt_secrets",
                                              "key_sets",
                                              "keyauth_credentials",
                                              "keys",
                                              "licenses",
                                              "mtls_auth_credentials",
                                              "oauth2_credentials",
                                              "oauth2_tokens",
                                              "partials",
                                              "plugins",
                                              "targets",
                                              "upstreams",
                                              "vaults",
                                              "workspaces"};

/// Reads one file. Names and ids are remembered, so that references can be checked at the end.
class Reader
{
public:
    Reader(std::string_view origin, std::size_t firstLine)
        : m_problems(origin, firstLine)
    {
    }

    Result<KongFile> read(const Node& root);

private:
    /// A service that a route names, where it does.
    struct Reference
    {
        std::size_t route; // Its place in the file's routes, or in those of streams.
        bool isOfStream;
        std::string service;
        std::size_t line;
        std::string subject;
    };

    void readHead(KongFields& file);
    void readService(const Node& entity, std::size_t number);
    std::string readAddress(KongFields& fields, GatewayService& service);
    void readUrl(KongFields& fields, const Node& field, GatewayService& service, std::string& protocol);
    void readStreamRoute(KongFields& fields, const std::string& name, const std::string& service);
    void readRoutes(KongFields& owner, const std::string& service);
    void readRoute(const Node& entity, const std::string& service, std::size_t number);
    void readReference(KongFields& fields, std::string& service, const std::string& owner, bool isOfStream);
    std::string readName(KongFields& fields, std::string_view kind, const std::string& otherwise);
    void resolveReferences();

    ProblemList m_problems;
    std::string m_version;
    KongFile m_file;
    std::map<std::string, std::size_t> m_lines;       // Of "service orders", to name the first of two.
    std::map<std::string, std::string> m_serviceById; // Id to name.
    std::vector<Reference> m_references;
    kong::TlsEntities m_tls;
};

/// How an entity without a checked name is called in problems.
std::string subjectOf(std::string_view kind, const Node& entity, const std::string& otherwise)
{
    const Node* name = entity.find("name");
    const bool isNamed = name != nullptr && name->kind == Node::Kind::Text && !name->text.empty();
    return fmt::format("{} {}", kind, isNamed ? name->text.substr(0, 100) : otherwise);
}

Result<KongFile> Reader::read(const Node& root)
{
    KongFields file(root, {}, m_problems);
    if (root.kind != Node::Kind::Map)
        return failure(m_problems.error());
    readHead(file);
    m_tls = kong::readTlsEntities(file, m_problems);
    if (const Node* services = file.take("services")) {
        if (services->kind != Node::Kind::List)
            file.object(*services, "services", "must be a list");
        for (std::size_t i = 0; i < services->items.size(); ++i)
            readService(services->items[i], i + 1);
    }
    readRoutes(file, {});
    for (const std::string_view entity : otherEntities)
        file.unsupported(entity);
    file.finish();
    resolveReferences();
    if (m_problems.count() > 0)
        return failure(m_problems.error());
    m_file.certificates = std::move(m_tls.certificates);
    m_file.authorities = std::move(m_tls.authorities);
    return std::move(m_file);
}

void Reader::readHead(KongFields& file)
{
    const Node* version = file.take("_format_version");
    if (version == nullptr)
        return file.object(file.line(), "_format_version is missing; write _format_version: \"3.0\"");
    m_version = version->text;
    if (m_version != "1.1" && m_version != "2.1" && m_version != "3.0")
        file.object(*version, "_format_version", "must be \"1.1\", \"2.1\" or \"3.0\"");
    file.truth("_transform"); // Speaks of credentials, which are refused where they stand.
}

/// The entity's key: its name, else its id, else what its place suggests.
std::string Reader::readName(KongFields& fields, std::string_view kind, const std::string& otherwise)
{
    const auto id = fields.text("id", model::checkUuid);
    std::string name = fields.text("name", model::checkGatewayName).value_or(id.value_or(otherwise));
    const auto [first, isNew] = m_lines.try_emplace(fmt::format("{} {}", kind, name), fields.line());
    if (!isNew)
        fields.object(fields.line(), fmt::format("its name is taken by the one at line {}", first->second));
    if (id && kind == "service")
        m_serviceById.emplace(*id, name);
    return name;
}

void Reader::readService(const Node& entity, std::size_t number)
{
    const std::string otherwise = fmt::format("service-{}", number);
    KongFields fields(entity, subjectOf("service", entity, otherwise), m_problems);
    if (entity.kind != Node::Kind::Map)
        return;
    GatewayService service;
    service.name = readName(fields, "service", otherwise);
    const std::string protocol = readAddress(fields, service);
    const KongServiceTls tls = kong::readServiceTls(fields, protocol);
    kong::checkReferences(tls, m_tls, fields);
    if (kong::isSecure(protocol))
        m_file.serviceTls.emplace(service.name, tls);
    service.retries = static_cast<std::uint32_t>(fields.integer("retries", 0, 32767).value_or(service.retries));
    service.connectTimeout = fields.timeout("connect_timeout", service.connectTimeout);
    service.writeTimeout = fields.timeout("write_timeout", service.writeTimeout);
    service.readTimeout = fields.timeout("read_timeout", service.readTimeout);
    service.isEnabled = fields.truth("enabled").value_or(true);
    service.tags = fields.texts("tags", model::checkTag);
    for (const char* field : {"tls_sans", "plugins", "filter_chains"})
        fields.unsupported(field);
    for (const char* field : {"created_at", "updated_at"}) // Set by servers; of no effect in a file.
        fields.take(field);
    readRoutes(fields, service.name);
    fields.finish();
    m_file.services.push_back(std::move(service));
}

/// The protocol.
std::string Reader::readAddress(KongFields& fields, GatewayService& service)
{
    const auto protocol = fields.text("protocol", kong::checkServiceProtocol);
    std::string spoken = protocol.value_or("http");
    const bool hasHost = fields.take("host") != nullptr;
    service.host = kong::withoutBrackets(fields.text("host", kong::checkServiceHost).value_or(""));
    const auto port = fields.integer("port", 1, 65535);
    service.port = static_cast<std::uint16_t>(port.value_or(service.port));
    const auto path = fields.text("path", model::checkPath);
    service.path = path.value_or("");

    const Node* url = fields.take("url");
    if (url != nullptr && (protocol || hasHost || port || path))
        fields.object(*url, "url", "stands for protocol, host, port and path; give it or them");
    else if (url != nullptr)
        readUrl(fields, *url, service, spoken);
    else if (!hasHost)
        fields.object(fields.line(), "has neither host nor url");
    if (!service.path.empty() && spoken != "http" && spoken != "https")
        fields.object(fields.line(), fmt::format("has a path, which {} does not know", spoken));
    return spoken;
}

void Reader::readUrl(KongFields& fields, const Node& field, GatewayService& service, std::string& protocol)
{
    const auto text = fields.text("url");
    if (!text)
        return;
    auto url = kong::parseUrl(*text);
    if (!url)
        return fields.object(field, "url", url.error());
    service.host = std::move(url->host);
    service.port = url->port;
    service.path = std::move(url->path);
    protocol = std::move(url->protocol);
}

void Reader::readRoutes(KongFields& owner, const std::string& service)
{
    const Node* routes = owner.take("routes");
    if (routes == nullptr)
        return;
    if (routes->kind != Node::Kind::List)
        owner.object(*routes, "routes", "must be a list");
    for (std::size_t i = 0; i < routes->items.size(); ++i)
        readRoute(routes->items[i], service, i + 1);
}

void Reader::readRoute(const Node& entity, const std::string& service, std::size_t number)
{
    const std::string otherwise = fmt::format("{}route-{}", service.empty() ? "" : service + ".", number);
    KongFields fields(entity, subjectOf("route", entity, otherwise), m_problems);
    if (entity.kind != Node::Kind::Map)
        return;
    if (kong::isStreamRoute(entity))
        return readStreamRoute(fields, readName(fields, "route", otherwise), service);
    GatewayRoute route;
    route.name = readName(fields, "route", otherwise);
    if (const Node* id = fields.take("id"); id && id->kind == Node::Kind::Text)
        route.id = id->text; // Judged with the name.
    readReference(fields, route.service, service, false);
    readRouteFields(fields, m_version, route);
    fields.finish();
    m_file.routes.push_back(std::move(route));
}

void Reader::readStreamRoute(KongFields& fields, const std::string& name, const std::string& service)
{
    KongStreamRoute route;
    route.name = name;
    kong::readStreamFields(fields, route);
    readReference(fields, route.service, service, true);
    if (service.empty() && !fields.take("service"))
        fields.object(fields.line(), "leads to no service");
    fields.finish();
    m_file.streamRoutes.push_back(std::move(route));
}

void Reader::readReference(KongFields& fields, std::string& service, const std::string& owner, bool isOfStream)
{
    service = owner;
    const Node* reference = fields.take("service");
    if (reference == nullptr)
        return;
    const Node* named = reference;
    if (reference->kind == Node::Kind::Map && reference->members.size() == 1)
        for (const char* field : {"name", "id"})
            if (const Node* value = reference->find(field))
                named = value;
    if (named->kind != Node::Kind::Text || named->text.empty())
        return fields.object(*reference, "service", "must be the name or the id of a service");
    if (!owner.empty())
        return fields.object(*reference, "service", "is given by the place of the route already");
    const std::size_t place = isOfStream ? m_file.streamRoutes.size() : m_file.routes.size();
    m_references.push_back({place, isOfStream, named->text, named->line, fields.subject()});
}

void Reader::resolveReferences()
{
    for (const Reference& reference : m_references) {
        const auto byId = m_serviceById.find(reference.service);
        const std::string& name = byId == m_serviceById.end() ? reference.service : byId->second;
        if (m_lines.contains("service " + name))
            (reference.isOfStream ? m_file.streamRoutes[reference.route].service
                                  : m_file.routes[reference.route].service) = name;
        else
            m_problems.add(reference.line,
                           fmt::format("{}: there is no service '{}' in this file", reference.subject, name));
    }
}

} // namespace

Result<KongFile> parseKongFile(std::string_view text, std::string_view origin, std::size_t firstLine)
{
    auto documents = parseYaml(text);
    if (!documents)
        return failure(ErrorCode::InvalidArgument, "{}:{}: {}", origin, firstLine, documents.error().message);
    if (documents->size() != 1)
        return failure(ErrorCode::InvalidArgument, "{}:{}: holds {} documents; there must be one", origin, firstLine,
                       documents->size());
    return Reader(origin, firstLine).read(documents->front());
}

Result<KongFile> readKongFile(const std::filesystem::path& path)
{
    ASSIGN_OR_RETURN(const std::string text, readFile(path, largestFile));
    return parseKongFile(text, path.string());
}

} // namespace causeway::formats
