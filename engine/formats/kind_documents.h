#pragma once

#include "engine/formats/field_reader.h"

namespace causeway::formats {

/// One pair per kind for resource_document.cpp. Writers add what follows the common head; readers get a reader that has
/// consumed the head, and complain where the shape is wrong.

void writeSpec(Node& document, const model::MeshService& service);
void writeSpec(Node& document, const model::MeshHttpRoute& route);
void writeSpec(Node& document, const model::MeshTrafficPermission& permission);
void writeFields(Node& document, const model::Mesh& mesh);
void writeFields(Node& document, const model::Zone& zone);
void writeFields(Node& document, const model::GatewayService& service);
void writeFields(Node& document, const model::GatewayRoute& route);

void readSpec(FieldReader& document, model::MeshService& service, model::Violations& violations);
void readSpec(FieldReader& document, model::MeshHttpRoute& route, model::Violations& violations);
void readSpec(FieldReader& document, model::MeshTrafficPermission& permission, model::Violations& violations);
void readFields(FieldReader& document, model::Mesh& mesh, model::Violations& violations);
void readFields(FieldReader& document, model::Zone& zone, model::Violations& violations);
void readFields(FieldReader& document, model::GatewayService& service);
void readFields(FieldReader& document, model::GatewayRoute& route, model::Violations& violations);

/// `targetRef` of a policy: which planes it speaks to. Nothing given: all of the mesh.
Node selectorNode(const model::PlaneSelector& planes);
model::PlaneSelector readSelector(FieldReader& spec, model::Violations& violations);
/// What a targetRef or backendRef may hold elsewhere and not here.
void refuseTargetParts(FieldReader& reference);

Node labelsNode(const model::Labels& labels);
Node textsNode(const std::vector<std::string>& texts);

} // namespace causeway::formats
