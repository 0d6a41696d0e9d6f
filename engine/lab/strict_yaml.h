#pragma once

#include "engine/base/result.h"

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace causeway::lab {

/// One YAML document, or the first error with its line. Refuses what lets a small file grow or mean two things:
/// anchors, aliases, deep nesting, duplicate keys. The only place where yaml-cpp's exceptions are caught.
///
/// Units: `firstLine` is the line of the text's beginning in its file, from 1.
Result<YAML::Node> parseStrictYaml(std::string_view text, std::string_view origin, std::size_t firstLine);

/// Reads a mapping key by key. The first error stays; whoever reads asks for it once, at the end, in finish().
///
/// Threads: one.
class MappingReader
{
public:
    /// `subject` names the mapping in errors: "service orders".
    MappingReader(const YAML::Node& node, std::string subject, std::string_view origin, std::size_t firstLine);

    /// A reader of a mapping inside of this one.
    MappingReader inner(const YAML::Node& node, std::string subject) const
    {
        return {node, std::move(subject), m_origin, m_firstLine};
    }

    bool has(const std::string& key) const;
    std::string text(const std::string& key);
    std::string text(const std::string& key, std::string fallback);
    /// RFC 1123 label: lower-case letters, digits and inner hyphens, at most 63.
    std::string name(const std::string& key);
    std::uint64_t integer(const std::string& key, std::uint64_t least, std::uint64_t most);
    std::uint64_t integer(const std::string& key, std::uint64_t least, std::uint64_t most, std::uint64_t fallback);
    double number(const std::string& key, double least, double most, double fallback);
    /// true or false.
    bool flag(const std::string& key, bool fallback);

    using Each = std::function<void(const YAML::Node&)>;
    /// Every item of a list; a missing list is an empty one.
    void list(const std::string& key, std::size_t most, const Each& each);
    YAML::Node mapping(const std::string& key);

    /// Renames the mapping in later errors, once its name is known.
    void setSubject(std::string subject) { m_subject = std::move(subject); }
    /// An error of this mapping, at the key's line.
    void refuse(const std::string& key, std::string_view why);
    void adopt(Result<> outcome);
    bool isSound() const { return m_outcome.has_value(); }
    /// The first error; an unknown key is one.
    Result<> finish();

private:
    YAML::Node take(const std::string& key);
    void refuseAt(const YAML::Node& node, std::string_view why);

    YAML::Node m_node;
    std::string m_subject;
    std::string m_origin;
    std::size_t m_firstLine;
    std::set<std::string> m_taken;
    Result<> m_outcome;
};

} // namespace causeway::lab
