#include "engine/formats/json.h"

#include "engine/formats/tree_builder.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace causeway::formats {

namespace {

using Json = nlohmann::json;

/// Turns the library's events into our tree; the library does not recurse while it sends them.
class Events final : public nlohmann::json_sax<Json>
{
public:
    bool null() override { return m_tree.value(Node()); }
    bool boolean(bool value) override { return m_tree.value(Node::ofBoolean(value)); }
    bool number_integer(number_integer_t value) override { return m_tree.value(Node::ofInteger(value)); }
    bool number_unsigned(number_unsigned_t value) override
    {
        if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
            return decimal(std::to_string(value));
        return m_tree.value(Node::ofInteger(static_cast<std::int64_t>(value)));
    }
    bool number_float(number_float_t, const string_t& spelling) override { return decimal(spelling); }
    bool string(string_t& value) override { return m_tree.value(Node::ofText(value)); }
    bool binary(binary_t&) override { return m_tree.refuse("it holds binary values"); }
    bool start_object(std::size_t) override { return m_tree.open(Node::map()); }
    bool key(string_t& value) override { return m_tree.key(value); }
    bool end_object() override { return m_tree.close(); }
    bool start_array(std::size_t) override { return m_tree.open(Node::list()); }
    bool end_array() override { return m_tree.close(); }
    bool parse_error(std::size_t, const std::string&, const Json::exception& error) override
    {
        // "[json.exception.parse_error.101] parse error at line 1, …": people need what follows the bracket.
        const std::string_view text = error.what();
        const std::size_t bracket = text.find("] ");
        return m_tree.refuse(std::string(bracket == std::string_view::npos ? text : text.substr(bracket + 2)));
    }

    TreeBuilder& tree() { return m_tree; }

private:
    bool decimal(std::string spelling)
    {
        Node node;
        node.kind = Node::Kind::Decimal;
        node.text = std::move(spelling);
        return m_tree.value(std::move(node));
    }

    TreeBuilder m_tree;
};

void writeText(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void write(std::string& out, const Node& node)
{
    switch (node.kind) {
    case Node::Kind::Null:
        out += "null";
        return;
    case Node::Kind::Boolean:
        out += node.boolean ? "true" : "false";
        return;
    case Node::Kind::Integer:
        out += std::to_string(node.integer);
        return;
    case Node::Kind::Decimal:
        out += node.text;
        return;
    case Node::Kind::Text:
        writeText(out, node.text);
        return;
    case Node::Kind::List:
        out += '[';
        for (const Node& item : node.items) {
            if (&item != &node.items.front())
                out += ',';
            write(out, item);
        }
        out += ']';
        return;
    case Node::Kind::Map:
        out += '{';
        for (const Member& member : node.members) {
            if (&member != &node.members.front())
                out += ',';
            writeText(out, member.key);
            out += ':';
            write(out, member.value);
        }
        out += '}';
        return;
    }
}

} // namespace

Result<Node> parseJson(std::string_view text)
{
    Events events;
    // A byte order mark is not part of a JSON text (RFC 8259 §8.1).
    if (text.starts_with("\xEF\xBB\xBF"))
        return failure(ErrorCode::InvalidArgument, "not valid JSON: it begins with a byte order mark");
    if (!Json::sax_parse(text.begin(), text.end(), &events, Json::input_format_t::json, true, false))
        return failure(ErrorCode::InvalidArgument, "not valid JSON: {}", events.tree().problem());
    return events.tree().take();
}

std::string toJson(const Node& node)
{
    std::string out;
    write(out, node);
    return out;
}

} // namespace causeway::formats
