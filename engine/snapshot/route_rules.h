#pragma once

#include "engine/base/result.h"
#include "engine/snapshot/route.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace causeway::snapshot {

/// What the parts of a route may hold, as field_rules.h says it of plain fields.
///
/// Errors: InvalidArgument with a sentence that names the value and the rule.

constexpr std::size_t fieldLimit = 256; // Headers and parameters of a route, and values of one, each.
constexpr std::size_t mirrorLimit = 16;
constexpr std::size_t answerLimit = 64 * 1024; // Bytes of a route's own answer.
constexpr std::uint32_t retryLimit = 32'767;   // Kong's.

/// A host, *.suffix or prefix.*, each perhaps with a :port.
Result<> checkHostPattern(std::string_view value);
/// A server's name, *.suffix or prefix.*.
Result<> checkServerPattern(std::string_view value);
/// As its kind asks: a path, or a regular expression that can be used.
Result<> checkPathMatch(const model::PathMatch& match);
enum class FieldPlace
{
    Header,
    Query
};
Result<> checkFieldMatch(FieldPlace place, const model::FieldMatch& match);
Result<> checkAddressRange(const AddressRange& range);
/// What a kind of rewrite needs: a path, or an expression with a substitution that fits it.
Result<> checkRewrite(const Rewrite& rewrite);
Result<> checkRedirect(const Redirect& redirect);
Result<> checkAnswer(const DirectAnswer& answer);
/// 426 or a redirect: RFC 9110 §15.5.22, kong.md §4.3.
Result<> checkPlainStatus(std::uint32_t status);

} // namespace causeway::snapshot
