#include "engine/formats/node.h"

#include "engine/base/assert.h"

#include <algorithm>

namespace causeway::formats {

Node Node::ofBoolean(bool value)
{
    Node node;
    node.kind = Kind::Boolean;
    node.boolean = value;
    return node;
}

Node Node::ofInteger(std::int64_t value)
{
    Node node;
    node.kind = Kind::Integer;
    node.integer = value;
    return node;
}

Node Node::ofText(std::string_view value)
{
    Node node;
    node.kind = Kind::Text;
    node.text = value;
    return node;
}

Node Node::list()
{
    Node node;
    node.kind = Kind::List;
    return node;
}

Node Node::map()
{
    Node node;
    node.kind = Kind::Map;
    return node;
}

const Node* Node::find(std::string_view key) const
{
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == key; });
    return found == members.end() ? nullptr : &found->value;
}

Node& Node::add(std::string_view key, Node value, std::size_t keyLine)
{
    members.push_back({std::string(key), std::move(value), keyLine});
    return members.back().value;
}

bool Node::operator==(const Node& other) const
{
    const auto sameMember = [](const Member& a, const Member& b) { return a.key == b.key && a.value == b.value; };
    return kind == other.kind && boolean == other.boolean && integer == other.integer && text == other.text &&
           items == other.items &&
           std::equal(members.begin(), members.end(), other.members.begin(), other.members.end(), sameMember);
}

std::string_view nameOf(Node::Kind kind)
{
    switch (kind) {
    case Node::Kind::Null:
        return "nothing";
    case Node::Kind::Boolean:
        return "true or false";
    case Node::Kind::Integer:
        return "a whole number";
    case Node::Kind::Decimal:
        return "a number";
    case Node::Kind::Text:
        return "a text";
    case Node::Kind::List:
        return "a list";
    case Node::Kind::Map:
        return "a map";
    }
    CAUSEWAY_ASSERT(false);
    return {};
}

} // namespace causeway::formats
