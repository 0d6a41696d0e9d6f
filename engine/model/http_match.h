#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace causeway::model {

struct PathMatch
{
    enum class Kind
    {
        Exact,
        SegmentPrefix, // /a matches /a and /a/b, not /ab: Gateway API's and Kuma's PathPrefix.
        PlainPrefix,   // /a matches /ab too: Kong's.
        Regex,         // Of the whole path: Kuma's.
        RegexStart,    // Of any beginning: Kong's.
    };
    Kind kind = Kind::SegmentPrefix;
    std::string value;

    bool operator==(const PathMatch&) const = default;
};

inline bool isRegex(PathMatch::Kind kind)
{
    return kind == PathMatch::Kind::Regex || kind == PathMatch::Kind::RegexStart;
}

struct TextMatch
{
    enum class Kind
    {
        Exact,
        Prefix,
        Regex,     // Of all of it: Kuma's.
        RegexPart, // Of anything within: Kong's.
    };
    Kind kind = Kind::Exact;
    std::string value;

    bool operator==(const TextMatch&) const = default;
};

/// A condition on the header fields, or query parameters, of one name.
struct FieldMatch
{
    std::string name;              // Of a header: in any case.
    bool isAbsent = false;         // There must be none; then `values` is empty.
    bool ignoresCase = false;      // Values are compared in lower case, as those here are written.
    std::vector<TextMatch> values; // Any suffices; empty: to be there is enough.

    bool operator==(const FieldMatch&) const = default;
};

struct HeaderField
{
    std::string name;
    std::string value;

    bool operator==(const HeaderField&) const = default;
};

/// What a route does to the header fields of a message: set replaces, add appends, remove drops.
struct HeaderEdits
{
    std::vector<HeaderField> set;
    std::vector<HeaderField> add;
    std::vector<std::string> remove;

    bool isEmpty() const { return set.empty() && add.empty() && remove.empty(); }
    bool operator==(const HeaderEdits&) const = default;
};

struct PathRewrite
{
    enum class Kind
    {
        ReplaceFullPath,
        ReplacePrefixMatch
    };
    Kind kind = Kind::ReplacePrefixMatch;
    std::string value;

    bool operator==(const PathRewrite&) const = default;
};

/// One condition set of a rule; all that is given must hold.
struct HttpMatch
{
    std::optional<PathMatch> path;
    std::optional<std::string> method;
    std::vector<FieldMatch> headers{};
    std::vector<FieldMatch> queryParams{};

    bool operator==(const HttpMatch&) const = default;
};

} // namespace causeway::model
