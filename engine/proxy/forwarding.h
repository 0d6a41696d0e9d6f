#pragma once

#include "engine/http/message_head.h"
#include "engine/net/network.h"
#include "engine/proxy/plane_config.h"

#include <string_view>

namespace causeway::proxy {

/// The first value that is not empty of a field; empty when there is none.
std::string_view valueOf(const http::FieldList& fields, http::FieldName name);

/// Which address a trusted proxy says its client has; empty when it does not say, or says what is no address.
///
/// Source: kong.md §4.4.
std::string_view clientNamedIn(const http::FieldList& fields, const PlaneTrust& trust);

} // namespace causeway::proxy
