#pragma once

#include "engine/formats/node.h"
#include "engine/model/resources.h"
#include "engine/model/violation.h"

#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace causeway::formats {

/// Reads the members of one map by name and keeps account of them: what is missing, of the wrong type or out of range,
/// and, at its end, what nobody asked for, becomes a violation. null counts as absent.
class FieldReader
{
public:
    /// `field` is the map's own place in the document; empty for the root.
    FieldReader(const Node& node, std::string field, model::Violations& violations);
    /// Names every member that no function below was called for.
    ~FieldReader();
    FieldReader(const FieldReader&) = delete;
    FieldReader& operator=(const FieldReader&) = delete;

    bool has(std::string_view key);
    /// The member's value; null when it is absent.
    const Node* take(std::string_view key);

    std::string requiredText(std::string_view key);
    std::optional<std::string> text(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t lowest, std::int64_t highest);
    std::optional<std::uint16_t> port(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    model::Labels labels(std::string_view key);
    using Each = std::function<void(const Node& item, const std::string& field)>;
    void each(std::string_view key, const Each& use);

    /// Known to others, not to us: present, it is a violation.
    void refuse(std::string_view key, std::string reason = "is not supported yet");
    /// Read by nobody on purpose.
    void ignore(std::string_view key) { m_known.emplace(key); }

    std::string fieldOf(std::string_view key) const;
    void complain(std::string_view key, std::string reason);

private:
    const Node* takeOf(std::string_view key, Node::Kind kind);

    const Node& m_node;
    std::string m_field;
    model::Violations& m_violations;
    std::set<std::string, std::less<>> m_known;
};

} // namespace causeway::formats
