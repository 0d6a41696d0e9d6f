#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace causeway::model {

/// What single values of resources may look like. Each function returns what is wrong, or nothing.
using Complaint = std::optional<std::string>;

Complaint checkResourceName(std::string_view name); // RFC 1123 subdomain, 253.
Complaint checkMeshName(std::string_view name);     // The same, 63.
Complaint checkPortName(std::string_view name);
Complaint checkGatewayName(std::string_view name); // kong.md §1.1 "utf8 name".
Complaint checkLabelKey(std::string_view key);     // Kubernetes: [prefix/]name.
Complaint checkLabelValue(std::string_view value);
Complaint checkInstanceName(std::string_view name);
/// An absolute path as RFC 3986 §3.3 writes it.
Complaint checkPath(std::string_view path);
Complaint checkFieldToken(std::string_view name);  // RFC 9110 §5.1.
Complaint checkFieldName(std::string_view name);   // The same, and not one that frames a message.
Complaint checkFieldValue(std::string_view value); // RFC 9110 §5.5.
Complaint checkHostName(std::string_view host);    // A name or IP literal, no port, no wildcard.
/// kong.md §1.1 "wildcard host": such a name, or with one asterisk for its first or last labels; perhaps with :port.
Complaint checkHostPattern(std::string_view host);
/// kong.md §1.1 "sni": a host name, no address, no port; an asterisk may stand for its first or last labels.
Complaint checkServerPattern(std::string_view name);
Complaint checkRegex(std::string_view pattern);
Complaint checkUuid(std::string_view id); // RFC 9562 §4.
Complaint checkTag(std::string_view tag);
Complaint checkSpiffeId(std::string_view id); // SPIFFE-ID §2, with a path or without.

std::string lowered(std::string_view text);

} // namespace causeway::model
