#include "engine/control/revision_text.h"

#include "engine/formats/field_reader.h"
#include "engine/formats/json.h"
#include "engine/formats/resource_document.h"

namespace causeway::control {

namespace {

using formats::FieldReader;
using formats::Node;
using model::Violations;

constexpr std::string_view chainTag = "causeway revision 1"; // Another layout of the fields gets another tag.

Result<model::Resource> resourceOf(const Node& document)
{
    auto decoded = formats::decodeStoredResource(document);
    if (!decoded)
        return failure(ErrorCode::DataLoss, "a stored document cannot be read: {}", model::describe(decoded.error()));
    return *std::move(decoded);
}

Node changeNode(const model::ResourceChange& change)
{
    const auto side = [](const std::optional<model::Resource>& resource) {
        return resource ? formats::documentOf(*resource) : Node();
    };
    Node node = Node::map();
    node.add("kind", Node::ofText(nameOf(change.key.kind)));
    node.add("mesh", Node::ofText(change.key.mesh));
    node.add("name", Node::ofText(change.key.name));
    node.add("before", side(change.before));
    node.add("after", side(change.after));
    return node;
}

Result<model::ResourceKey> keyOf(FieldReader& reader)
{
    const std::string kind = reader.requiredText("kind");
    const auto found = model::resourceKindFromText(kind);
    if (!found)
        return failure(ErrorCode::DataLoss, "'{}' is not a kind of resource", kind);
    return model::ResourceKey{*found, reader.requiredText("mesh"), reader.requiredText("name")};
}

Result<model::ResourceChange> changeOf(const Node& node)
{
    Violations violations;
    model::ResourceChange change;
    FieldReader reader(node, "", violations);
    ASSIGN_OR_RETURN(change.key, keyOf(reader));
    if (const Node* before = reader.take("before")) {
        ASSIGN_OR_RETURN(change.before, resourceOf(*before));
    }
    if (const Node* after = reader.take("after")) {
        ASSIGN_OR_RETURN(change.after, resourceOf(*after));
    }
    return change;
}

model::PlaneListener listenerOf(const Node& node, const std::string& field, Violations& violations)
{
    FieldReader reader(node, field, violations);
    model::PlaneListener listener;
    listener.address = reader.requiredText("address");
    listener.port = static_cast<std::uint16_t>(reader.integer("port", 0, 65'535).value_or(0));
    listener.service = reader.text("service").value_or("");
    return listener;
}

model::PlaneInbound inboundOf(const Node& node, const std::string& field, Violations& violations)
{
    FieldReader reader(node, field, violations);
    model::PlaneInbound inbound;
    inbound.service = reader.requiredText("service");
    inbound.address = reader.requiredText("address");
    inbound.port = reader.port("port").value_or(0);
    inbound.applicationAddress = reader.requiredText("applicationAddress");
    inbound.applicationPort = reader.port("applicationPort").value_or(0);
    return inbound;
}

Node inboundNode(const model::PlaneInbound& inbound)
{
    Node node = Node::map();
    node.add("service", Node::ofText(inbound.service));
    node.add("address", Node::ofText(inbound.address));
    node.add("port", Node::ofInteger(inbound.port));
    node.add("applicationAddress", Node::ofText(inbound.applicationAddress));
    node.add("applicationPort", Node::ofInteger(inbound.applicationPort));
    return node;
}

/// What a plane may leave unsaid is left out, so that planes which were remembered before there was such a field keep
/// their hash.
void addReach(Node& node, const model::PlaneDeclaration& declaration)
{
    if (!declaration.address.empty())
        node.add("address", Node::ofText(declaration.address));
    if (!declaration.inbounds.empty()) {
        Node& inbounds = node.add("inbounds", Node::list());
        for (const model::PlaneInbound& inbound : declaration.inbounds)
            inbounds.items.push_back(inboundNode(inbound));
    }
    if (!declaration.advertisedAddress.empty()) {
        node.add("advertisedAddress", Node::ofText(declaration.advertisedAddress));
        node.add("advertisedPort", Node::ofInteger(declaration.advertisedPort));
    }
}

void readReach(FieldReader& reader, model::PlaneDeclaration& declaration, Violations& violations)
{
    declaration.address = reader.text("address").value_or("");
    reader.each("inbounds", [&](const Node& item, const std::string& field) {
        declaration.inbounds.push_back(inboundOf(item, field, violations));
    });
    declaration.advertisedAddress = reader.text("advertisedAddress").value_or("");
    declaration.advertisedPort = reader.port("advertisedPort").value_or(0);
}

} // namespace

std::string canonicalText(const model::Resource& resource)
{
    return toJson(formats::documentOf(resource));
}

Result<model::Resource> resourceFromText(std::string_view text)
{
    ASSIGN_OR_RETURN(const Node document, formats::parseJson(text));
    return resourceOf(document);
}

std::string changesText(const std::vector<model::ResourceChange>& changes)
{
    Node list = Node::list();
    for (const model::ResourceChange& change : changes)
        list.items.push_back(changeNode(change));
    return toJson(list);
}

Result<std::vector<model::ResourceChange>> changesFromText(std::string_view text)
{
    ASSIGN_OR_RETURN(const Node list, formats::parseJson(text));
    std::vector<model::ResourceChange> changes;
    for (const Node& item : list.items) {
        ASSIGN_OR_RETURN(model::ResourceChange change, changeOf(item));
        changes.push_back(std::move(change));
    }
    return changes;
}

std::string declarationText(const model::PlaneDeclaration& declaration)
{
    Node node = Node::map();
    node.add("mesh", Node::ofText(declaration.mesh));
    node.add("zone", Node::ofText(declaration.zone));
    node.add("name", Node::ofText(declaration.name));
    node.add("role", Node::ofText(nameOf(declaration.role)));
    Node& labels = node.add("labels", Node::map());
    for (const auto& [key, value] : declaration.labels)
        labels.add(key, Node::ofText(value));
    node.add("workload", Node::ofText(declaration.workload));
    Node& listeners = node.add("listeners", Node::list());
    for (const model::PlaneListener& listener : declaration.listeners) {
        Node entry = Node::map();
        entry.add("address", Node::ofText(listener.address));
        entry.add("port", Node::ofInteger(listener.port));
        entry.add("service", Node::ofText(listener.service));
        listeners.items.push_back(std::move(entry));
    }
    addReach(node, declaration);
    return toJson(node);
}

Result<model::PlaneDeclaration> declarationFromText(std::string_view text)
{
    ASSIGN_OR_RETURN(const Node node, formats::parseJson(text));
    Violations violations;
    model::PlaneDeclaration declaration;
    {
        FieldReader reader(node, "", violations);
        declaration.mesh = reader.requiredText("mesh");
        declaration.zone = reader.requiredText("zone");
        declaration.name = reader.requiredText("name");
        declaration.role = model::planeRoleFromText(reader.requiredText("role")).value_or(model::PlaneRole::Sidecar);
        declaration.labels = reader.labels("labels");
        declaration.workload = reader.requiredText("workload");
        reader.each("listeners", [&](const Node& item, const std::string& field) {
            declaration.listeners.push_back(listenerOf(item, field, violations));
        });
        readReach(reader, declaration, violations);
    }
    if (!violations.empty())
        return failure(ErrorCode::DataLoss, "a stored plane cannot be read: {}", model::describe(violations));
    return declaration;
}

Digest hashOf(const model::Revision& revision, std::string_view changes)
{
    const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(revision.time.time_since_epoch()).count();
    FieldDigest digest;
    digest.add(chainTag)
        .add(revision.number)
        .add(static_cast<std::uint64_t>(time))
        .add(revision.author)
        .add(revision.reason)
        .add(changes)
        .add(revision.inverts.value_or(0)) // Revision 0 does not exist, so it can stand for none.
        .add(revision.previous);
    return digest.finish();
}

} // namespace causeway::control
