#pragma once

#include "engine/formats/field_reader.h"
#include "engine/model/resources.h"

#include <string>

namespace causeway::formats {

/// The matches and filters of a MeshHTTPRoute's rules: parts of readSpec() and writeSpec(). Shapes are judged here,
/// what they say by model::validate().
Node httpMatchNode(const model::HttpMatch& match);
model::HttpMatch readHttpMatch(const Node& node, const std::string& field, model::Violations& violations);

Node httpFiltersNode(const model::HttpRule& rule);
/// Into the rule, which has what earlier filters said.
void readHttpFilter(const Node& node, const std::string& field, model::HttpRule& rule, model::Violations& violations);

model::BackendRef readHttpBackend(FieldReader& reader);
/// The service that a reference of kind MeshService names.
std::string readServiceName(FieldReader& reference);

} // namespace causeway::formats
