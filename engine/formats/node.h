#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::formats {

struct Member;

/// One value of a JSON or YAML document, before anyone asks what it means.
///
/// Shape: members keep their order and no key stands twice. A number that is no 64-bit integer is a Decimal and keeps
///        its spelling, so that a message can quote it.
struct Node
{
    enum class Kind
    {
        Null,
        Boolean,
        Integer,
        Decimal,
        Text,
        List,
        Map
    };

    Kind kind = Kind::Null;
    std::size_t line = 0; // Where it begins, from 1; 0 when not known.
    bool boolean = false;
    std::int64_t integer = 0;
    std::string text; // Of Text; the spelling of a Decimal.
    std::vector<Node> items;
    std::vector<Member> members;

    static Node ofBoolean(bool value);
    static Node ofInteger(std::int64_t value);
    static Node ofText(std::string_view value);
    static Node list();
    static Node map();

    bool isNull() const { return kind == Kind::Null; }
    const Node* find(std::string_view key) const;
    /// Appends a member and returns it; the key must be new.
    Node& add(std::string_view key, Node value, std::size_t keyLine = 0);

    /// Lines do not count.
    bool operator==(const Node& other) const;
};

struct Member
{
    std::string key;
    Node value;
    std::size_t line = 0; // Of the key, from 1; 0 when not known.
};

/// "a map", "a text" … for messages.
std::string_view nameOf(Node::Kind kind);

} // namespace causeway::formats
