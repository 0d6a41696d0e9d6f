#include "engine/formats/duration.h"
#include "engine/formats/kind_documents.h"

#include <fmt/format.h>

namespace causeway::formats {

namespace {

Node backendNode(const model::MeshMtls& mtls)
{
    Node node = Node::map();
    node.add("name", Node::ofText(mtls.backend));
    node.add("type", Node::ofText("builtin"));
    node.add("mode", Node::ofText(mtls.mode == model::MeshMtls::Mode::Strict ? "STRICT" : "PERMISSIVE"));
    Node& rotation = node.add("dpCert", Node::map()).add("rotation", Node::map());
    rotation.add("expiration", Node::ofText(durationText(mtls.certificateLife)));
    return node;
}

std::chrono::seconds readCertificateLife(FieldReader& backend, model::Violations& violations)
{
    model::MeshMtls standard;
    const Node* certificate = backend.take("dpCert");
    if (!certificate)
        return standard.certificateLife;
    FieldReader reader(*certificate, backend.fieldOf("dpCert"), violations);
    reader.refuse("requestTimeout");
    const Node* rotation = reader.take("rotation");
    if (!rotation)
        return standard.certificateLife;
    FieldReader rotationReader(*rotation, reader.fieldOf("rotation"), violations);
    const auto text = rotationReader.text("expiration");
    const auto life = text ? durationFromText(*text) : std::optional(standard.certificateLife);
    if (!life)
        rotationReader.complain("expiration", fmt::format("'{}' is not a duration such as 24h, 1d or 90s", *text));
    return life.value_or(standard.certificateLife);
}

model::MeshMtls readBackend(const Node& node, const std::string& field, model::Violations& violations)
{
    FieldReader reader(node, field, violations);
    model::MeshMtls mtls;
    mtls.backend = reader.requiredText("name");
    const std::string type = reader.requiredText("type");
    if (!type.empty() && type != "builtin")
        reader.complain("type", fmt::format("must be builtin; '{}' is not supported yet", type));
    const std::string mode = reader.text("mode").value_or("STRICT");
    if (mode != "STRICT" && mode != "PERMISSIVE")
        reader.complain("mode", fmt::format("must be STRICT or PERMISSIVE, not '{}'", mode));
    mtls.mode = mode == "PERMISSIVE" ? model::MeshMtls::Mode::Permissive : model::MeshMtls::Mode::Strict;
    mtls.certificateLife = readCertificateLife(reader, violations);
    reader.refuse("rootChain");
    reader.refuse("conf");
    return mtls;
}

std::optional<model::MeshMtls> readMtls(FieldReader& mesh, model::Violations& violations)
{
    const Node* node = mesh.take("mtls");
    if (!node)
        return std::nullopt;
    FieldReader reader(*node, mesh.fieldOf("mtls"), violations);
    reader.refuse("skipValidation");
    const std::string enabled = reader.text("enabledBackend").value_or("");
    std::vector<model::MeshMtls> backends;
    reader.each("backends", [&](const Node& item, const std::string& field) {
        backends.push_back(readBackend(item, field, violations));
    });
    if (backends.size() > 1)
        reader.complain("backends", "has more than one entry; Kuma takes one too");
    if (!enabled.empty() && (backends.empty() || backends.front().backend != enabled))
        reader.complain("enabledBackend", fmt::format("'{}' is not the name of a backend", enabled));
    if (backends.empty())
        return std::nullopt;
    backends.front().isEnabled = !enabled.empty();
    return std::move(backends.front());
}

} // namespace

void writeFields(Node& document, const model::Mesh& mesh)
{
    if (!mesh.mtls)
        return;
    Node& mtls = document.add("mtls", Node::map());
    if (mesh.mtls->isEnabled)
        mtls.add("enabledBackend", Node::ofText(mesh.mtls->backend));
    mtls.add("backends", Node::list()).items.push_back(backendNode(*mesh.mtls));
}

void readFields(FieldReader& document, model::Mesh& mesh, model::Violations& violations)
{
    mesh.mtls = readMtls(document, violations);
    for (const std::string_view part : {"logging", "tracing", "metrics", "networking", "routing", "constraints",
                                        "meshServices", "skipCreatingInitialPolicies"})
        document.refuse(part);
}

void writeFields(Node& document, const model::Zone& zone)
{
    document.add("enabled", Node::ofBoolean(zone.isEnabled));
}

void readFields(FieldReader& document, model::Zone& zone, model::Violations&)
{
    zone.isEnabled = document.boolean("enabled").value_or(true);
}

} // namespace causeway::formats
