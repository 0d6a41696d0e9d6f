#include "engine/formats/kind_documents.h"

#include <fmt/format.h>

namespace causeway::formats {

Node selectorNode(const model::PlaneSelector& planes)
{
    Node node = Node::map();
    const bool isMesh = !planes.name && planes.labels.empty();
    node.add("kind", Node::ofText(isMesh ? "Mesh" : "Dataplane"));
    if (planes.name)
        node.add("name", Node::ofText(*planes.name));
    if (!planes.labels.empty())
        node.add("labels", labelsNode(planes.labels));
    return node;
}

void refuseTargetParts(FieldReader& reference)
{
    reference.refuse("namespace", "is not supported; there are no namespaces here");
    reference.refuse("sectionName");
    reference.refuse("tags", "is not supported; use labels");
    reference.refuse("proxyTypes");
    reference.refuse("mesh");
}

model::PlaneSelector readSelector(FieldReader& spec, model::Violations& violations)
{
    model::PlaneSelector planes;
    const Node* target = spec.take("targetRef");
    if (!target)
        return planes;
    FieldReader reader(*target, spec.fieldOf("targetRef"), violations);
    refuseTargetParts(reader);
    const std::string kind = reader.requiredText("kind");
    planes.name = reader.text("name");
    planes.labels = reader.labels("labels");
    if (kind == "Mesh" && (planes.name || !planes.labels.empty()))
        reader.complain("kind", "Mesh selects every data plane and takes no name or labels");
    else if (!kind.empty() && kind != "Mesh" && kind != "Dataplane")
        reader.complain("kind", fmt::format("must be Mesh or Dataplane; '{}' is not supported yet", kind));
    return planes;
}

} // namespace causeway::formats
