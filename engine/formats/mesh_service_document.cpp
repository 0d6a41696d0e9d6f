#include "engine/formats/kind_documents.h"

namespace causeway::formats {

namespace {

Node portNode(const model::ServicePort& port)
{
    Node node = Node::map();
    node.add("name", Node::ofText(port.name));
    node.add("port", Node::ofInteger(port.port));
    node.add("appProtocol", Node::ofText(port.protocol == model::Protocol::Http ? "http" : "tcp"));
    return node;
}

Node instanceNode(const model::ServiceInstance& instance)
{
    Node node = Node::map();
    node.add("name", Node::ofText(instance.name));
    node.add("address", Node::ofText(instance.address));
    node.add("port", Node::ofInteger(instance.port));
    return node;
}

model::Protocol protocolOf(FieldReader& reader)
{
    const std::string text = reader.text("appProtocol").value_or("tcp"); // Kuma's default.
    if (text == "http")
        return model::Protocol::Http;
    if (text != "tcp")
        reader.complain("appProtocol", "must be http; '" + text + "' is not supported yet");
    return text == "tcp" ? model::Protocol::Tcp : model::Protocol::Http;
}

model::ServicePort readPort(const Node& node, const std::string& field, model::Violations& violations)
{
    FieldReader reader(node, field, violations);
    model::ServicePort port;
    const auto number = reader.port("port");
    if (!reader.has("port"))
        reader.complain("port", "is missing");
    port.port = number.value_or(0);
    port.name = reader.text("name").value_or(std::to_string(port.port));
    port.protocol = protocolOf(reader);
    const auto target = reader.port("targetPort");
    if (target && number && *target != *number)
        reader.complain("targetPort", "must equal port; instances carry their own ports");
    return port;
}

model::ServiceInstance readInstance(const Node& node, const std::string& field, model::Violations& violations)
{
    FieldReader reader(node, field, violations);
    model::ServiceInstance instance;
    instance.name = reader.requiredText("name");
    instance.address = reader.requiredText("address");
    if (!reader.has("port"))
        reader.complain("port", "is missing");
    instance.port = reader.port("port").value_or(0);
    return instance;
}

} // namespace

void writeSpec(Node& document, const model::MeshService& service)
{
    Node& spec = document.add("spec", Node::map());
    Node& ports = spec.add("ports", Node::list());
    for (const model::ServicePort& port : service.ports)
        ports.items.push_back(portNode(port));
    if (service.instances.empty())
        return;
    Node& instances = spec.add("instances", Node::list());
    for (const model::ServiceInstance& instance : service.instances)
        instances.items.push_back(instanceNode(instance));
}

void readSpec(FieldReader& document, model::MeshService& service, model::Violations& violations)
{
    document.ignore("status");
    document.ignore("snis");
    const Node* spec = document.take("spec");
    if (!spec)
        return document.complain("spec", "is missing");
    FieldReader reader(*spec, document.fieldOf("spec"), violations);
    reader.refuse("selector", "is not supported yet; list the instances under spec.instances");
    reader.refuse("identities");
    reader.refuse("state", "is derived from the instances and cannot be written");
    reader.each("ports", [&](const Node& item, const std::string& field) {
        service.ports.push_back(readPort(item, field, violations));
    });
    reader.each("instances", [&](const Node& item, const std::string& field) {
        service.instances.push_back(readInstance(item, field, violations));
    });
}

} // namespace causeway::formats
