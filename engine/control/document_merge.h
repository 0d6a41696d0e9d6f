#pragma once

#include "engine/formats/node.h"

#include <optional>
#include <string>
#include <vector>

namespace causeway::control {

/// A place in a document where two sides disagree.
struct FieldDifference
{
    std::string field;
    std::string left; // As JSON; empty where the side has no such member.
    std::string right;
};

/// Every place where two documents differ, as deep as their shapes agree.
std::vector<FieldDifference> differencesOf(const formats::Node& left, const formats::Node& right);

/// Takes a step back in a document that may have moved on since. Maps are merged by member, lists of equal length by
/// place; what was not part of the step stays as it is now.
struct MergedDocument
{
    std::optional<formats::Node> document;  // Nothing: it is absent.
    std::vector<FieldDifference> conflicts; // Part of the step, and changed since: left is now, right would be.
};
MergedDocument takeBack(const formats::Node* before, const formats::Node* after, const formats::Node* now);

} // namespace causeway::control
