#pragma once

#include "engine/base/error.h"
#include "engine/formats/node.h"
#include "engine/model/violation.h"
#include "engine/web/message.h"

#include <string>
#include <string_view>

namespace causeway::control {

/// The answers of the mesh API. Problems carry their content twice: for clients of today (`detail`,
/// `invalid_parameters`) and of old (`details`, `causes`).
///
/// Source: kuma.md §6.1, §6.7.

web::Response jsonAnswer(int status, const formats::Node& body);
/// What the framework below Kuma's API answers by itself: "405: Method Not Allowed".
web::Response textAnswer(int status, std::string_view text);
web::Response methodNotAllowed(std::string_view allowed);

web::Response problem(int status, std::string_view title, std::string_view detail,
                      const model::Violations& violations = {});
web::Response invalidResource(const model::Violations& violations);
web::Response meshNotFound();
web::Response resourceNotFound();
/// For an error of the control plane.
web::Response problemOf(const Error& error);

} // namespace causeway::control
