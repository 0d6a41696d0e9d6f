#include "engine/formats/resource_document.h"

#include "engine/base/assert.h"
#include "engine/base/wall_time.h"
#include "engine/formats/field_reader.h"
#include "engine/formats/kind_documents.h"
#include "engine/formats/yaml.h"
#include "engine/model/validation.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::formats {

namespace {

using model::ResourceKind;

struct WriteRest
{
    Node& document;
    void operator()(const model::Mesh& mesh) const { writeFields(document, mesh); }
    void operator()(const model::MeshService& service) const { writeSpec(document, service); }
    void operator()(const model::MeshHttpRoute& route) const { writeSpec(document, route); }
    void operator()(const model::GatewayService& service) const { writeFields(document, service); }
    void operator()(const model::GatewayRoute& route) const { writeFields(document, route); }
    void operator()(const model::MeshTrafficPermission& permission) const { writeSpec(document, permission); }
    void operator()(const model::Zone& zone) const { writeFields(document, zone); }
};

const model::Labels* labelsOf(const model::Resource& resource)
{
    return std::visit(
        [](const auto& known) -> const model::Labels* {
            if constexpr (requires { known.labels; })
                return &known.labels;
            else
                return nullptr;
        },
        resource);
}

Node buildDocument(const model::Resource& resource, const DocumentTimes* times)
{
    const model::ResourceKey key = model::keyOf(resource);
    Node document = Node::map();
    document.add("type", Node::ofText(nameOf(key.kind)));
    if (!key.mesh.empty())
        document.add("mesh", Node::ofText(key.mesh));
    document.add("name", Node::ofText(key.name));
    if (times) {
        document.add("creationTime", Node::ofText(toRfc3339(times->created)));
        document.add("modificationTime", Node::ofText(toRfc3339(times->modified)));
    }
    const model::Labels* labels = labelsOf(resource);
    if (labels && !labels->empty())
        document.add("labels", labelsNode(*labels));
    if (times && !kriOf(key).empty())
        document.add("kri", Node::ofText(kriOf(key)));
    std::visit(WriteRest{document}, resource);
    return document;
}

std::optional<ResourceKind> kindOf(FieldReader& document)
{
    const std::string type = document.requiredText("type");
    const auto found = model::resourceKindFromText(type);
    if (found || type.empty())
        return found;
    std::vector<std::string_view> known;
    known.reserve(model::resourceKinds.size());
    for (const ResourceKind kind : model::resourceKinds)
        known.push_back(model::nameOf(kind));
    document.complain("type", fmt::format("'{}' is not supported; known are {}", type, fmt::join(known, ", ")));
    return std::nullopt;
}

template <typename Spec>
model::Resource readMeshed(FieldReader& document, model::Violations& violations)
{
    Spec resource;
    resource.mesh = document.requiredText("mesh");
    resource.name = document.requiredText("name");
    resource.labels = document.labels("labels");
    for (const std::string_view answered : {"creationTime", "modificationTime", "kri"})
        document.ignore(answered);
    readSpec(document, resource, violations);
    return resource;
}

template <typename Fields>
model::Resource readGlobal(FieldReader& document, model::Violations& violations)
{
    Fields resource;
    resource.name = document.requiredText("name");
    resource.labels = document.labels("labels");
    for (const std::string_view answered : {"creationTime", "modificationTime", "kri"})
        document.ignore(answered);
    readFields(document, resource, violations);
    return resource;
}

model::Resource readGatewayService(FieldReader& document)
{
    model::GatewayService service;
    service.name = document.requiredText("name");
    readFields(document, service);
    return service;
}

model::Resource readGatewayRoute(FieldReader& document, model::Violations& violations)
{
    model::GatewayRoute route;
    route.name = document.requiredText("name");
    readFields(document, route, violations);
    return route;
}

model::Resource readKind(ResourceKind kind, FieldReader& document, model::Violations& violations)
{
    switch (kind) {
    case ResourceKind::Mesh:
        return readGlobal<model::Mesh>(document, violations);
    case ResourceKind::MeshService:
        return readMeshed<model::MeshService>(document, violations);
    case ResourceKind::MeshHttpRoute:
        return readMeshed<model::MeshHttpRoute>(document, violations);
    case ResourceKind::GatewayService:
        return readGatewayService(document);
    case ResourceKind::GatewayRoute:
        return readGatewayRoute(document, violations);
    case ResourceKind::MeshTrafficPermission:
        return readMeshed<model::MeshTrafficPermission>(document, violations);
    case ResourceKind::Zone:
        return readGlobal<model::Zone>(document, violations);
    }
    CAUSEWAY_ASSERT(false);
    return {};
}

bool isSameOrInside(std::string_view inner, std::string_view outer)
{
    return inner.starts_with(outer) &&
           (inner.size() == outer.size() || outer.empty() || inner[outer.size()] == '.' || inner[outer.size()] == '[');
}

constexpr std::size_t mostViolations = 100;

/// Nobody mends thousands by one answer, and each costs time and room.
void cutShort(model::Violations& violations)
{
    if (violations.size() <= mostViolations)
        return;
    violations.resize(mostViolations);
    violations.push_back({"", "there are more problems"});
}

/// What a wrong shape has already been complained about is not complained about again for the value that is missing.
void addNew(model::Violations& violations, model::Violations more)
{
    cutShort(violations);
    const std::size_t known = violations.size();
    for (model::Violation& violation : more) {
        const auto told = [&](const model::Violation& other) {
            return isSameOrInside(violation.field, other.field) || isSameOrInside(other.field, violation.field);
        };
        if (std::none_of(violations.begin(), violations.begin() + static_cast<std::ptrdiff_t>(known), told))
            violations.push_back(std::move(violation));
    }
}

template <typename Judge>
DecodedResource decode(const Node& document, Judge judge)
{
    model::Violations violations;
    std::optional<model::Resource> resource;
    {
        FieldReader reader(document, "", violations);
        if (const auto kind = kindOf(reader))
            resource = readKind(*kind, reader, violations);
        else
            for (const Member& member : document.members)
                reader.ignore(member.key); // Of an unknown type nothing can be said.
    }
    if (resource)
        addNew(violations, judge(*resource));
    cutShort(violations);
    if (!violations.empty())
        return tl::unexpected(std::move(violations));
    return *std::move(resource);
}

std::string placeOf(const Node& document, std::size_t index)
{
    const Node* name = document.find("name");
    const std::string label = name && name->kind == Node::Kind::Text ? fmt::format(" ('{}')", name->text) : "";
    return fmt::format("document {}{} at line {}", index + 1, label, document.line);
}

} // namespace

Node labelsNode(const model::Labels& labels)
{
    Node node = Node::map();
    for (const auto& [key, value] : labels)
        node.add(key, Node::ofText(value));
    return node;
}

Node textsNode(const std::vector<std::string>& texts)
{
    Node node = Node::list();
    for (const std::string& text : texts)
        node.items.push_back(Node::ofText(text));
    return node;
}

Node documentOf(const model::Resource& resource)
{
    return buildDocument(resource, nullptr);
}

Node documentOf(const model::Resource& resource, const DocumentTimes& times)
{
    return buildDocument(resource, &times);
}

DecodedResource decodeResource(const Node& document)
{
    return decode(document, model::validate);
}

DecodedResource decodeStoredResource(const Node& document)
{
    return decode(document, [](const model::Resource&) { return model::Violations(); });
}

Result<std::vector<model::Resource>> resourcesFromYaml(std::string_view text)
{
    ASSIGN_OR_RETURN(const std::vector<Node> documents, parseYaml(text));
    std::vector<model::Resource> resources;
    std::string problems;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        if (documents[i].isNull())
            continue;
        DecodedResource decoded = decodeResource(documents[i]);
        if (decoded)
            resources.push_back(*std::move(decoded));
        else
            problems += fmt::format("{}{}: {}", problems.empty() ? "" : "; ", placeOf(documents[i], i),
                                    model::describe(decoded.error()));
    }
    if (!problems.empty())
        return failure(ErrorCode::InvalidArgument, "{}", problems);
    return resources;
}

std::string kriOf(const model::ResourceKey& key)
{
    switch (key.kind) {
    case ResourceKind::Mesh:
        return fmt::format("kri_m____{}_", key.name);
    case ResourceKind::MeshService:
        return fmt::format("kri_msvc_{}___{}_", key.mesh, key.name);
    case ResourceKind::MeshHttpRoute:
        return fmt::format("kri_mhttpr_{}___{}_", key.mesh, key.name);
    case ResourceKind::MeshTrafficPermission:
        return fmt::format("kri_mtp_{}___{}_", key.mesh, key.name);
    case ResourceKind::Zone:
        return fmt::format("kri_z____{}_", key.name);
    case ResourceKind::GatewayService:
    case ResourceKind::GatewayRoute:
        return {};
    }
    CAUSEWAY_ASSERT(false);
    return {};
}

} // namespace causeway::formats
