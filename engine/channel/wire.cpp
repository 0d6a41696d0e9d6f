#include "engine/channel/wire.h"

#include "engine/base/utf8.h"

namespace causeway::channel {

namespace {

constexpr std::size_t textLimit = 1024;
constexpr int listenerLimit = 1024;
constexpr int labelLimit = 256;

Result<std::string> textFrom(std::string_view what, const std::string& text)
{
    if (text.size() > textLimit)
        return failure(ErrorCode::InvalidArgument, "{} is longer than {} bytes", what, textLimit);
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return failure(ErrorCode::InvalidArgument, "{} holds a control character", what);
    if (!isValidUtf8(text))
        return failure(ErrorCode::InvalidArgument, "{} is not UTF-8", what);
    return text;
}

Result<std::uint16_t> portFrom(std::uint32_t number)
{
    if (number > 65'535)
        return failure(ErrorCode::InvalidArgument, "{} is not a port", number);
    return static_cast<std::uint16_t>(number);
}

Result<model::PlaneListener> listenerFrom(const wire::Listener& message)
{
    model::PlaneListener listener;
    ASSIGN_OR_RETURN(listener.address, textFrom("a listener's address", message.address()));
    ASSIGN_OR_RETURN(listener.port, portFrom(message.port()));
    ASSIGN_OR_RETURN(listener.service, textFrom("a listener's service", message.service()));
    return listener;
}

Result<model::PlaneInbound> inboundFrom(const wire::Inbound& message)
{
    model::PlaneInbound inbound;
    ASSIGN_OR_RETURN(inbound.service, textFrom("an inbound's service", message.service()));
    ASSIGN_OR_RETURN(inbound.address, textFrom("an inbound's address", message.address()));
    ASSIGN_OR_RETURN(inbound.port, portFrom(message.port()));
    ASSIGN_OR_RETURN(inbound.applicationAddress, textFrom("an application's address", message.application_address()));
    ASSIGN_OR_RETURN(inbound.applicationPort, portFrom(message.application_port()));
    return inbound;
}

Result<> checkCounts(const wire::Declaration& message)
{
    if (message.listeners_size() > listenerLimit || message.inbounds_size() > listenerLimit ||
        message.labels_size() > labelLimit)
        return failure(ErrorCode::InvalidArgument,
                       "a plane declares at most {} listeners, as many inbounds and {} labels", listenerLimit,
                       labelLimit);
    return {};
}

Result<> readSockets(const wire::Declaration& message, model::PlaneDeclaration& declaration)
{
    for (const wire::Listener& listener : message.listeners()) {
        ASSIGN_OR_RETURN(auto read, listenerFrom(listener));
        declaration.listeners.push_back(std::move(read));
    }
    for (const wire::Inbound& inbound : message.inbounds()) {
        ASSIGN_OR_RETURN(auto read, inboundFrom(inbound));
        declaration.inbounds.push_back(std::move(read));
    }
    ASSIGN_OR_RETURN(declaration.address, textFrom("the address", message.address()));
    ASSIGN_OR_RETURN(declaration.advertisedAddress, textFrom("the advertised address", message.advertised_address()));
    ASSIGN_OR_RETURN(declaration.advertisedPort, portFrom(message.advertised_port()));
    return {};
}

} // namespace

wire::Declaration toWire(const model::PlaneDeclaration& declaration)
{
    wire::Declaration message;
    message.set_mesh(declaration.mesh);
    message.set_zone(declaration.zone);
    message.set_name(declaration.name);
    message.set_role(std::string(nameOf(declaration.role)));
    message.set_workload(declaration.workload);
    for (const auto& [key, value] : declaration.labels) {
        wire::Label& label = *message.add_labels();
        label.set_key(key);
        label.set_value(value);
    }
    for (const model::PlaneListener& listener : declaration.listeners) {
        wire::Listener& added = *message.add_listeners();
        added.set_address(listener.address);
        added.set_port(listener.port);
        added.set_service(listener.service);
    }
    for (const model::PlaneInbound& inbound : declaration.inbounds) {
        wire::Inbound& added = *message.add_inbounds();
        added.set_service(inbound.service);
        added.set_address(inbound.address);
        added.set_port(inbound.port);
        added.set_application_address(inbound.applicationAddress);
        added.set_application_port(inbound.applicationPort);
    }
    message.set_address(declaration.address);
    message.set_advertised_address(declaration.advertisedAddress);
    message.set_advertised_port(declaration.advertisedPort);
    return message;
}

Result<model::PlaneDeclaration> fromWire(const wire::Declaration& message)
{
    RETURN_IF_ERROR(checkCounts(message));
    model::PlaneDeclaration declaration;
    ASSIGN_OR_RETURN(declaration.mesh, textFrom("the mesh", message.mesh()));
    ASSIGN_OR_RETURN(declaration.zone, textFrom("the zone", message.zone()));
    ASSIGN_OR_RETURN(declaration.name, textFrom("the name", message.name()));
    ASSIGN_OR_RETURN(declaration.workload, textFrom("the workload", message.workload()));
    const auto role = model::planeRoleFromText(message.role());
    if (!role)
        return failure(ErrorCode::InvalidArgument, "the plane's role is not known here");
    declaration.role = *role;
    for (const wire::Label& label : message.labels()) {
        ASSIGN_OR_RETURN(const std::string key, textFrom("a label", label.key()));
        ASSIGN_OR_RETURN(declaration.labels[key], textFrom("a label", label.value()));
    }
    RETURN_IF_ERROR(readSockets(message, declaration));
    if (const model::Violations violations = model::validate(declaration); !violations.empty())
        return failure(ErrorCode::InvalidArgument, "data plane {} declares what cannot be: {}", declaration.name,
                       model::describe(violations));
    return declaration;
}

Result<Digest> digestFrom(const std::string& bytes)
{
    const auto digest = Digest::fromBytes(bytes);
    if (!digest)
        return failure(ErrorCode::InvalidArgument, "a hash has {} bytes where it has 32", bytes.size());
    return *digest;
}

void toWire(const snapshot::Manifest& manifest, wire::Push& message)
{
    message.mutable_manifest()->Reserve(static_cast<int>(manifest.entries.size()));
    for (const snapshot::ManifestEntry& entry : manifest.entries) {
        wire::ManifestEntry& added = *message.add_manifest();
        added.set_kind(static_cast<std::uint32_t>(entry.kind));
        added.set_name(entry.name);
        added.set_hash(entry.hash.bytes.data(), entry.hash.bytes.size());
    }
}

Result<snapshot::Manifest> manifestFrom(const wire::Push& message)
{
    snapshot::Manifest manifest;
    manifest.entries.reserve(static_cast<std::size_t>(message.manifest_size()));
    for (const wire::ManifestEntry& entry : message.manifest()) {
        if (entry.kind() == 0 || entry.kind() > 255)
            return failure(ErrorCode::InvalidArgument, "{} is not a kind of section", entry.kind());
        snapshot::ManifestEntry read;
        read.kind = static_cast<snapshot::SectionKind>(entry.kind());
        read.name = entry.name();
        ASSIGN_OR_RETURN(read.hash, digestFrom(entry.hash()));
        const auto* const before = manifest.entries.empty() ? nullptr : &manifest.entries.back();
        if (before && std::tie(before->kind, before->name) >= std::tie(read.kind, read.name))
            return failure(ErrorCode::InvalidArgument, "the manifest is not sorted at '{}'", read.name);
        manifest.entries.push_back(std::move(read));
    }
    return manifest;
}

} // namespace causeway::channel
