#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace causeway::http {

/// The form of a path that routes are compared with: dot segments resolved (RFC 3986 §5.2.4), runs of slashes merged,
/// escapes decoded except those of reserved characters, which are kept in capitals.
///
/// Shape:  begins with `/`. The result is `path` itself where nothing changes, else it lies in `scratch`, which a
/// worker uses again
///         and again.
/// Errors: nothing for a broken escape, an escaped NUL, or segments that climb above the root: a request for them gets
/// 400. Source: Kong Gateway, router of flavour traditional_compatible; RFC 3986 §6.2.2.
std::optional<std::string_view> normalizePath(std::string_view path, std::string& scratch);

/// Appends a normalised path so that it may stand in a request line: what is neither reserved nor unreserved nor
/// a kept escape is escaped.
void appendEscapedPath(std::string& out, std::string_view normalized);

} // namespace causeway::http
