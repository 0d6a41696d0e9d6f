#pragma once

#include "engine/model/text_rules.h"

#include <string>
#include <string_view>

/// What Kong accepts as the value of a field, where that is more or less than model/text_rules.h. Each rule answers
/// nothing when the text keeps it, or else the sentence that follows the text.
namespace causeway::formats::kong {

/// One of Kong's protocols, and one that is served.
model::Complaint checkProtocol(std::string_view text);
model::Complaint checkMethod(std::string_view text);
/// A host name or an IP literal, IPv6 with or without brackets.
model::Complaint checkServiceHost(std::string_view text);
/// A path as requests are matched with: normalised; or `~/` and a regular expression.
model::Complaint checkRoutePath(std::string_view text);

/// "::1" of "[::1]"; anything else as it is.
std::string withoutBrackets(std::string_view host);

} // namespace causeway::formats::kong
