#pragma once

#include "engine/formats/node.h"

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace causeway::formats {

/// Puts the events of a parser together to a tree, and refuses what no document of ours may hold.
///
/// Errors: each function returns false once something was refused; problem() then says what.
class TreeBuilder
{
public:
    bool key(std::string key, std::size_t line = 0);
    bool value(Node node);
    bool open(Node node); // An empty list or map.
    bool close();
    bool refuse(std::string problem);

    bool isInMap() const { return !m_open.empty() && m_open.back().node.kind == Node::Kind::Map; }
    bool awaitsKey() const { return isInMap() && !m_open.back().key; }
    const std::string& problem() const { return m_problem; }
    Node take() { return std::move(m_root); }

private:
    struct Level
    {
        Node node;
        std::optional<std::string> key; // Of the value that comes next, in a map.
        std::size_t keyLine = 0;
        std::unordered_set<std::string> seen;
    };

    std::vector<Level> m_open;
    Node m_root;
    std::string m_problem;
};

} // namespace causeway::formats
