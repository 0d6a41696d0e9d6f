#include "engine/control/mesh_api/mesh_api.h"

#include "engine/control/command_check.h"
#include "engine/control/mesh_api/answers.h"
#include "engine/control/mesh_api/caller_check.h"
#include "engine/control/mesh_api/zone_documents.h"
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

bool isJson(const web::Request& request)
{
    const std::string_view type = request.headers.find("Content-Type").value_or("");
    const std::string media = model::lowered(type.substr(0, type.find(';')));
    return media.substr(0, media.find_last_not_of(" \t") + 1) == "application/json";
}

const model::Labels& labelsOf(const model::Resource& resource)
{
    static const model::Labels none;
    return std::visit(
        [](const auto& known) -> const model::Labels& {
            if constexpr (requires { known.labels; })
                return known.labels;
            else
                return none;
        },
        resource);
}

Node documentOf(const ResourceEntry& entry)
{
    return formats::documentOf(entry.resource, {entry.created, entry.modified});
}

bool isIn(const Place& place, const PlaneStatus& plane)
{
    const bool isIngress = plane.declaration.role == model::PlaneRole::ZoneIngress;
    return isIngress == (place.collection == Place::Collection::ZoneIngresses) &&
           (place.mesh.empty() || plane.declaration.mesh == place.mesh);
}

DocumentForm formOf(const Place& place)
{
    if (!place.isOverview)
        return DocumentForm::Plain;
    return place.level == Place::Level::List ? DocumentForm::ListedOverview : DocumentForm::SingleOverview;
}

Node documentOf(const InventoryDocuments& documents, const PlaneStatus& plane, DocumentForm form)
{
    return plane.declaration.role == model::PlaneRole::ZoneIngress ? documents.zoneIngress(plane, form)
                                                                   : documents.dataplane(plane, form);
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
    const auto handler = [raw = api.get()](const web::Request& request, web::Responder responder) {
        raw->handle(request, std::move(responder));
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

void MeshApi::handle(const web::Request& request, web::Responder responder)
{
    if (const auto allowed = checkCaller(request); !allowed)
        return responder.send(problem(403, "Access Denied", allowed.error().message));
    // The connection is the only thing known of the caller: what a client says of itself proves nothing.
    const std::string author = fmt::format("mesh API {}", request.peerAddress);
    answer(request, author, std::move(responder));
}

void MeshApi::answer(const web::Request& request, const std::string& author, web::Responder responder)
{
    const Place place = Place::of(request.path);
    if (place.level == Place::Level::Unknown)
        return responder.send(textAnswer(404, "Page Not Found"));
    if (request.method == "GET" || request.method == "HEAD")
        return responder.send(read(place, request));
    if (!place.isWritable())
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

InventoryDocuments MeshApi::inventory() const
{
    return {nameOfPlane(), m_state, m_plane.planes()};
}

ControlPlaneName MeshApi::nameOfPlane() const
{
    return {m_options.instanceName, m_options.clusterId, m_options.version};
}

web::Response MeshApi::read(const Place& place, const web::Request& request) const
{
    if (place.level == Place::Level::Index)
        return index();
    if (!place.mesh.empty() && !hasMesh(place.mesh))
        return meshNotFound();
    return place.level == Place::Level::List ? list(place, request) : item(place);
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

web::Response MeshApi::item(const Place& place) const
{
    if (place.collection == Place::Collection::Zones)
        return zoneItem(place);
    if (place.collection != Place::Collection::Resources)
        return planeItem(place);
    const ResourceEntry* entry = m_plane.find(place.key());
    if (!entry)
        return place.kind == ResourceKind::Mesh ? meshNotFound() : resourceNotFound();
    return jsonAnswer(200, documentOf(*entry));
}

web::Response MeshApi::planeItem(const Place& place) const
{
    const InventoryDocuments documents = inventory();
    for (const PlaneStatus& plane : documents.planes())
        if (isIn(place, plane) && plane.declaration.name == place.name)
            return jsonAnswer(200, documentOf(documents, plane, formOf(place)));
    return resourceNotFound();
}

web::Response MeshApi::zoneItem(const Place& place) const
{
    const std::vector<PlaneStatus> planes = m_plane.planes();
    const auto zones = zonesOf(m_state, planes);
    const auto zone = zones.find(place.name);
    return zone == zones.end() ? resourceNotFound()
                               : jsonAnswer(200, zoneDocument(nameOfPlane(), zone->second, formOf(place)));
}

web::Response MeshApi::list(const Place& place, const web::Request& request) const
{
    auto query = ListQuery::parse(request.query);
    if (!query)
        return problem(400, "Bad Request", query.error().message);
    ListPage page(*std::move(query));
    if (place.collection == Place::Collection::Resources)
        listResources(place, page);
    else if (place.collection == Place::Collection::Zones)
        listZones(place, page);
    else
        listPlanes(place, page);
    const std::string_view host = request.headers.find("Host").value_or("");
    return jsonAnswer(200,
                      page.finish(fmt::format("{}://{}{}", request.isSecure ? "https" : "http", host, request.path)));
}

void MeshApi::listResources(const Place& place, ListPage& page) const
{
    const auto& stored = m_state.stored(); // Sorted by kind, then mesh.
    for (auto each = stored.lower_bound({place.kind, place.mesh, {}});
         each != stored.end() && each->first.kind == place.kind; ++each) {
        if (!place.mesh.empty() && each->first.mesh != place.mesh)
            break;
        const ResourceEntry& entry = each->second.entry;
        page.offer(each->first.name, labelsOf(entry.resource), [&] { return documentOf(entry); });
    }
}

void MeshApi::listPlanes(const Place& place, ListPage& page) const
{
    const InventoryDocuments documents = inventory();
    const bool isOfDataplanes = place.collection == Place::Collection::Dataplanes;
    for (const PlaneStatus& plane : documents.planes())
        if (isIn(place, plane) && (!isOfDataplanes || documents.accepts(page.query(), plane)))
            page.offer(plane.declaration.name, documents.labelsOf(plane),
                       [&] { return documentOf(documents, plane, formOf(place)); });
}

void MeshApi::listZones(const Place& place, ListPage& page) const
{
    const std::vector<PlaneStatus> planes = m_plane.planes();
    for (const auto& [name, zone] : zonesOf(m_state, planes))
        page.offer(name, zone.zone.labels,
                   [&, &entry = zone] { return zoneDocument(nameOfPlane(), entry, formOf(place)); });
}

void MeshApi::put(const Place& place, const web::Request& request, const std::string& author, web::Responder responder)
{
    if (!isJson(request))
        return responder.send(textAnswer(415, "Unsupported Media Type"));
    const auto document = formats::parseJson(request.body);
    if (!document)
        return responder.send(problem(400, "Bad Request", document.error().message));
    if (!place.mesh.empty() && !hasMesh(place.mesh))
        return responder.send(meshNotFound());
    auto decoded = formats::decodeResource(*document);
    model::Violations violations = decoded ? model::Violations() : decoded.error();
    requireSame(*document, "type", nameOf(place.kind), violations);
    if (!place.mesh.empty())
        requireSame(*document, "mesh", place.mesh, violations);
    requireSame(*document, "name", place.name, violations);
    if (violations.empty())
        violations = objectionsOfOthers(*decoded, m_state);
    if (!violations.empty())
        return responder.send(invalidResource(violations));
    submit({place.key(), *std::move(decoded), std::nullopt}, request, author, std::move(responder));
}

void MeshApi::erase(const Place& place, const web::Request& request, const std::string& author,
                    web::Responder responder)
{
    if (!place.mesh.empty() && !hasMesh(place.mesh))
        return responder.send(meshNotFound());
    if (auto objection = objectionToErasing(place))
        return responder.send(*std::move(objection));
    if (!m_state.findNewest(place.key()))
        return responder.send(place.kind == ResourceKind::Mesh ? meshNotFound() : resourceNotFound());
    submit({place.key(), std::nullopt, std::nullopt}, request, author, std::move(responder));
}

/// What exists can forbid to delete what people want of it.
std::optional<web::Response> MeshApi::objectionToErasing(const Place& place) const
{
    const bool isMesh = place.kind == ResourceKind::Mesh;
    if (!isMesh && place.kind != ResourceKind::Zone)
        return std::nullopt;
    for (const PlaneStatus& plane : m_plane.planes()) {
        if (isMesh && plane.declaration.mesh == place.name)
            return problem(400, "Could not process a resource",
                           "unable to delete mesh, there are still some dataplanes attached");
        if (!isMesh && plane.declaration.zone == place.name && plane.isConnected)
            return problem(400, "Could not process a resource",
                           fmt::format("unable to delete zone {}, its data planes are still connected", place.name));
    }
    return std::nullopt;
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
