#include "engine/control/mesh_api/mesh_api.h"

#include "engine/control/command_check.h"
#include "engine/control/mesh_api/answers.h"
#include "engine/control/mesh_api/caller_check.h"
#include "engine/control/mesh_api/list_query.h"
#include "engine/formats/json.h"
#include "engine/formats/resource_document.h"
#include "engine/model/text_rules.h"

#include <fmt/format.h>
#include <unistd.h>

namespace causeway::control {

namespace {

using formats::Node;
using model::ResourceKind;

constexpr std::size_t bodyLimit = 1 << 20;

std::optional<ResourceKind> kindOfPlural(std::string_view plural)
{
    if (plural == "meshservices")
        return ResourceKind::MeshService;
    if (plural == "meshhttproutes")
        return ResourceKind::MeshHttpRoute;
    return std::nullopt;
}

std::vector<std::string> segmentsOf(std::string_view path)
{
    std::vector<std::string> segments;
    while (path.starts_with('/'))
        path.remove_prefix(1);
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.push_back(percentDecoded(path.substr(0, end)).value_or(""));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return segments;
}

bool isJson(const web::Request& request)
{
    const std::string_view type = request.headers.find("Content-Type").value_or("");
    const std::string media = model::lowered(type.substr(0, type.find(';')));
    return media.substr(0, media.find_last_not_of(" \t") + 1) == "application/json";
}

const model::Labels& labelsOf(const model::Resource& resource)
{
    static const model::Labels none;
    if (const auto* mesh = std::get_if<model::Mesh>(&resource))
        return mesh->labels;
    if (const auto* service = std::get_if<model::MeshService>(&resource))
        return service->labels;
    if (const auto* route = std::get_if<model::MeshHttpRoute>(&resource))
        return route->labels;
    return none;
}

Node documentOf(const ResourceEntry& entry)
{
    return formats::documentOf(entry.resource, {entry.created, entry.modified});
}

std::string hostName()
{
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

/// A document names itself, and its place is named by the URL; the two must agree.
void requireSame(const Node& document, std::string_view key, std::string_view expected, model::Violations& violations)
{
    const Node* member = document.find(key);
    if (member && member->kind == Node::Kind::Text && member->text != expected)
        violations.push_back({std::string(key), fmt::format("{} from the URL has to be the same as in body", key)});
}

} // namespace

Result<std::unique_ptr<MeshApi>> MeshApi::create(net::EventLoop& loop, ControlPlane& plane, const DesiredState& state,
                                                 MeshApiOptions options)
{
    if (!options.address.isLoopback())
        return failure(ErrorCode::InvalidArgument,
                       "the mesh API cannot listen on {}: it has no authentication yet, so only loopback addresses are "
                       "allowed",
                       options.address.toString());
    web::ServerOptions server;
    server.address = options.address;
    server.bodyLimit = bodyLimit;
    std::unique_ptr<MeshApi> api(new MeshApi(plane, state, std::move(options)));
    const auto handler = [raw = api.get()](web::Request request, web::Responder responder) {
        raw->handle(std::move(request), std::move(responder));
    };
    ASSIGN_OR_RETURN(api->m_server, web::Server::create(loop, std::move(server), handler));
    return api;
}

MeshApi::MeshApi(ControlPlane& plane, const DesiredState& state, MeshApiOptions options)
    : m_plane(plane)
    , m_state(state)
    , m_options(std::move(options))
{
}

MeshApi::Place MeshApi::placeOf(std::string_view path)
{
    using Level = Place::Level;
    const std::vector<std::string> segments = segmentsOf(path);
    if (segments.empty())
        return {Level::Index, {}, {}, {}};
    if (segments[0] != "meshes") {
        const auto kind = kindOfPlural(segments[0]);
        return kind && segments.size() == 1 ? Place{Level::AllOfKind, *kind, {}, {}} : Place();
    }
    if (segments.size() == 1)
        return {Level::Meshes, ResourceKind::Mesh, {}, {}};
    if (segments.size() == 2)
        return {Level::Mesh, ResourceKind::Mesh, {}, segments[1]};
    const auto kind = kindOfPlural(segments[2]);
    if (!kind || segments.size() > 4)
        return {};
    if (segments.size() == 3)
        return {Level::KindInMesh, *kind, segments[1], {}};
    return {Level::Item, *kind, segments[1], segments[3]};
}

void MeshApi::handle(web::Request request, web::Responder responder)
{
    if (const auto allowed = checkCaller(request); !allowed)
        return responder.send(problem(403, "Access Denied", allowed.error().message));
    // The connection is the only thing known of the caller: what a client says of itself proves nothing.
    const std::string author = fmt::format("mesh API {}", request.peerAddress);
    answer(std::move(request), author, std::move(responder));
}

void MeshApi::answer(web::Request request, const std::string& author, web::Responder responder)
{
    const Place place = placeOf(request.path);
    if (place.level == Place::Level::Unknown)
        return responder.send(textAnswer(404, "Page Not Found"));
    if (request.method == "GET" || request.method == "HEAD")
        return responder.send(read(place, request));
    if (place.level != Place::Level::Item)
        return responder.send(methodNotAllowed("GET, HEAD"));
    if (request.method == "PUT")
        return put(place, request, author, std::move(responder));
    if (request.method == "DELETE")
        return erase(place, request, author, std::move(responder));
    responder.send(methodNotAllowed("GET, HEAD, PUT, DELETE"));
}

bool MeshApi::hasMesh(const std::string& mesh) const
{
    return m_state.findNewest({ResourceKind::Mesh, {}, mesh}) != nullptr;
}

web::Response MeshApi::read(const Place& place, const web::Request& request) const
{
    switch (place.level) {
    case Place::Level::Index:
        return index();
    case Place::Level::Mesh:
        return item(place.key());
    case Place::Level::Item:
        return hasMesh(place.mesh) ? item(place.key()) : meshNotFound();
    case Place::Level::KindInMesh:
        return hasMesh(place.mesh) ? list(place, request) : meshNotFound();
    default:
        return list(place, request);
    }
}

/// kumactl asks for `product`, older ones for `tagline`, and wants to read its own name there.
web::Response MeshApi::index() const
{
    Node body = Node::map();
    body.add("hostname", Node::ofText(hostName()));
    body.add("product", Node::ofText("Kuma"));
    body.add("tagline", Node::ofText("Kuma"));
    body.add("version", Node::ofText(m_options.version));
    body.add("instanceId", Node::ofText(m_options.instanceName));
    body.add("clusterId", Node::ofText(m_options.clusterId));
    body.add("gui", Node::ofText(""));
    body.add("implementation", Node::ofText("Causeway"));
    return jsonAnswer(200, body);
}

web::Response MeshApi::item(const model::ResourceKey& key) const
{
    const ResourceEntry* entry = m_plane.find(key);
    if (!entry)
        return key.kind == ResourceKind::Mesh ? meshNotFound() : resourceNotFound();
    return jsonAnswer(200, documentOf(*entry));
}

web::Response MeshApi::list(const Place& place, const web::Request& request) const
{
    const auto query = ListQuery::parse(request.query);
    if (!query)
        return problem(400, "Bad Request", query.error().message);
    Node items = Node::list();
    std::size_t total = 0;
    for (const auto& [key, entry] : m_state.stored()) {
        const bool isHere = key.kind == place.kind && (place.mesh.empty() || key.mesh == place.mesh);
        if (!isHere || !query->accepts(key, labelsOf(entry.entry.resource)))
            continue;
        if (total >= query->offset && items.items.size() < query->size)
            items.items.push_back(documentOf(entry.entry));
        ++total;
    }
    const bool hasMore = query->offset + items.items.size() < total && !items.items.empty();
    Node body = Node::map();
    body.add("total", Node::ofInteger(static_cast<std::int64_t>(total)));
    body.add("items", std::move(items));
    body.add("next", hasMore ? Node::ofText(fmt::format("http://{}{}?{}", request.headers.find("Host").value_or(""),
                                                        request.path, query->next()))
                             : Node());
    return jsonAnswer(200, body);
}

void MeshApi::put(const Place& place, const web::Request& request, const std::string& author, web::Responder responder)
{
    if (!isJson(request))
        return responder.send(textAnswer(415, "Unsupported Media Type"));
    const auto document = formats::parseJson(request.body);
    if (!document)
        return responder.send(problem(400, "Bad Request", document.error().message));
    if (!hasMesh(place.mesh))
        return responder.send(meshNotFound());
    auto decoded = formats::decodeResource(*document);
    model::Violations violations = decoded ? model::Violations() : decoded.error();
    requireSame(*document, "type", nameOf(place.kind), violations);
    requireSame(*document, "mesh", place.mesh, violations);
    requireSame(*document, "name", place.name, violations);
    if (violations.empty())
        violations = missingReferences(*decoded, m_state);
    if (!violations.empty())
        return responder.send(invalidResource(violations));
    submit({place.key(), *std::move(decoded), std::nullopt}, request, author, std::move(responder));
}

void MeshApi::erase(const Place& place, const web::Request& request, const std::string& author,
                    web::Responder responder)
{
    if (!hasMesh(place.mesh))
        return responder.send(meshNotFound());
    if (!m_state.findNewest(place.key()))
        return responder.send(resourceNotFound());
    submit({place.key(), std::nullopt, std::nullopt}, request, author, std::move(responder));
}

void MeshApi::submit(Command::Write write, const web::Request& request, const std::string& author,
                     web::Responder responder)
{
    Command command;
    command.writes.push_back(std::move(write));
    command.author = author;
    command.reason = fmt::format("{} {}", request.method, request.path).substr(0, reasonLimit);
    auto answer = std::make_shared<web::Responder>(std::move(responder));
    m_plane.submit(std::move(command), [answer](Result<Committed> outcome) {
        if (!outcome)
            return answer->send(problemOf(outcome.error()));
        const bool isCreated = !outcome->created.empty() && outcome->created.front();
        answer->send(jsonAnswer(isCreated ? 201 : 200, Node::map()));
    });
}

} // namespace causeway::control
