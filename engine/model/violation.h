#pragma once

#include <string>
#include <vector>

namespace causeway::model {

/// What is wrong with one field of a document, for the person who wrote it.
struct Violation
{
    std::string field; // spec.to[0].rules[0].default.backendRefs[1].weight; empty: the document as a whole.
    std::string reason;

    bool operator==(const Violation&) const = default;
};

using Violations = std::vector<Violation>;

/// "field: reason; field: reason", for a log line or an Error.
std::string describe(const Violations& violations);

} // namespace causeway::model
