#pragma once

#include "engine/model/resources.h"

#include <string>

namespace causeway::control {

/// The server name by which planes ask for a service, and by which zone ingresses know where a connection goes:
/// `a<16 hex>.<name>.<port>.<mesh>.ms`.
///
/// Source: kuma.md §8.4, form 2 (hash: FNV-1a, 64 bits).
std::string sniOf(const model::MeshService& service);

} // namespace causeway::control
