#include "engine/formats/yaml.h"

#include "engine/base/utf8.h"
#include "engine/formats/json.h"
#include "engine/formats/tree_builder.h"

#include <algorithm>
#include <charconv>
#include <istream>
#include <streambuf>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace causeway::formats {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// YAML 1.2.2 §10.3.2: [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool isDecimal(std::string_view text)
{
    const auto skipDigits = [&] {
        std::size_t count = 0;
        while (count < text.size() && isDigit(text[count]))
            ++count;
        text.remove_prefix(count);
        return count;
    };
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    std::size_t digits = skipDigits();
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        digits += skipDigits();
    }
    if (digits == 0)
        return false;
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('-') || text.starts_with('+'))
            text.remove_prefix(1);
        if (skipDigits() == 0)
            return false;
    }
    return text.empty();
}

/// Not in the grammar above, but numbers all the same: what nobody may take for text.
bool isSpecialNumber(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    return text == ".inf" || text == ".Inf" || text == ".INF" || text == ".nan" || text == ".NaN" || text == ".NAN";
}

Node plainValue(const std::string& text)
{
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
        return {};
    if (text == "true" || text == "True" || text == "TRUE")
        return Node::ofBoolean(true);
    if (text == "false" || text == "False" || text == "FALSE")
        return Node::ofBoolean(false);
    std::int64_t integer = 0;
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const auto [end, problem] = std::from_chars(begin, text.data() + text.size(), integer);
    if (problem == std::errc() && end == text.data() + text.size() && !text.starts_with("+-"))
        return Node::ofInteger(integer);
    Node node = Node::ofText(text);
    if (isDecimal(text) || isSpecialNumber(text))
        node.kind = Node::Kind::Decimal;
    return node;
}

/// Reads from memory that outlives it, without a copy.
class MemoryStream : private std::streambuf, public std::istream
{
public:
    explicit MemoryStream(std::string_view text)
        : std::istream(static_cast<std::streambuf*>(this))
    {
        char* begin = const_cast<char*>(text.data()); // A get area is never written to.
        setg(begin, begin, begin + text.size());
    }
};

/// Refusals leave by the library's own exception, which parseYaml catches.
class Events final : public YAML::EventHandler
{
public:
    void OnDocumentStart(const YAML::Mark& mark) override
    {
        // Where the library understands nothing more, it finds empty documents at one place without end.
        if (mark.pos <= m_documentsBegin)
            throw YAML::ParserException(mark, "text that belongs to no document");
        m_documentsBegin = mark.pos;
        m_tree = {};
    }
    void OnDocumentEnd() override { m_documents.push_back(m_tree.take()); }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        refuseAnchor(mark, anchor);
        add(mark, Node(), "");
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        throw YAML::ParserException(mark, "aliases are not supported; write the value out");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        refuseAnchor(mark, anchor);
        refuseTag(mark, tag);
        add(mark, tag == "!" ? Node::ofText(value) : plainValue(value), value);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(mark, tag, anchor, Node::list());
    }
    void OnSequenceEnd() override { m_tree.close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(mark, tag, anchor, Node::map());
    }
    void OnMapEnd() override { m_tree.close(); }

    std::vector<Node> takeDocuments() { return std::move(m_documents); }

private:
    static std::size_t lineOf(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.line) + 1; }
    static void refuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        if (anchor != YAML::NullAnchor)
            throw YAML::ParserException(mark, "anchors are not supported; write the value out");
    }
    static void refuseTag(const YAML::Mark& mark, const std::string& tag)
    {
        if (!tag.empty() && tag != "?" && tag != "!")
            throw YAML::ParserException(mark, "the tag " + tag + " is not supported");
    }
    void require(const YAML::Mark& mark, bool isDone) const
    {
        if (!isDone)
            throw YAML::ParserException(mark, m_tree.problem());
    }
    void add(const YAML::Mark& mark, Node node, const std::string& spelling)
    {
        if (m_tree.awaitsKey()) {
            if (node.isNull())
                throw YAML::ParserException(mark, "a key is missing");
            require(mark, m_tree.key(spelling, lineOf(mark)));
            return;
        }
        node.line = lineOf(mark);
        m_tree.value(std::move(node));
    }
    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node node)
    {
        refuseAnchor(mark, anchor);
        refuseTag(mark, tag);
        if (m_tree.awaitsKey())
            throw YAML::ParserException(mark, "a key must be a text");
        node.line = lineOf(mark);
        require(mark, m_tree.open(std::move(node)));
    }

    TreeBuilder m_tree;
    std::vector<Node> m_documents;
    int m_documentsBegin = -1; // The last one's place in the text.
};

/// Whether a reader of YAML would take the bare text for this very text and nothing else.
bool isSafeBare(const std::string& text)
{
    static constexpr std::string_view calm =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+ ()<>=;~$^";
    static constexpr std::string_view calmStart = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_.";
    static constexpr std::string_view words[] = {
        "yes", "no",  "on", "off", "y",   "n",  "Yes", "No",
        "On",  "Off", "Y",  "N",   "YES", "NO", "ON",  "OFF"}; // Booleans to YAML 1.1 readers.
    if (text.empty() || calmStart.find(text.front()) == std::string_view::npos || text.back() == ' ')
        return false;
    for (const std::string_view word : words)
        if (text == word)
            return false;
    const bool looksLikeNumber = isDigit(text.front()) && text.find_first_of("_xob") != std::string::npos;
    if (looksLikeNumber) // 0x1F, 0o17, 1_000: numbers to one version of YAML or the other.
        return false;
    return text.find_first_not_of(calm) == std::string::npos && plainValue(text).kind == Node::Kind::Text;
}

/// Text that cannot stand bare is written as JSON writes it, which YAML reads alike.
std::string scalarText(const Node& node)
{
    if (node.kind == Node::Kind::Text && isSafeBare(node.text))
        return node.text;
    return toJson(node);
}

bool isInline(const Node& node)
{
    return node.items.empty() && node.members.empty();
}

void write(std::string& out, const Node& node, std::size_t indent);

/// What follows "key:" or "-".
void writeValue(std::string& out, const Node& node, std::size_t indent)
{
    if (isInline(node)) {
        out += ' ' + scalarText(node) + '\n';
        return;
    }
    out += '\n';
    write(out, node, indent);
}

void writeItem(std::string& out, const Node& item, std::size_t indent)
{
    out.append(indent, ' ');
    if (isInline(item) || item.kind == Node::Kind::List) {
        out += '-';
        writeValue(out, item, indent + 2);
        return;
    }
    // The first member of a map stands behind the dash.
    const std::size_t start = out.size();
    write(out, item, indent + 2);
    out.replace(start, indent + 2, "- ");
}

void write(std::string& out, const Node& node, std::size_t indent)
{
    if (isInline(node)) {
        out += scalarText(node) + '\n';
        return;
    }
    for (const Node& item : node.items)
        writeItem(out, item, indent);
    for (const Member& member : node.members) {
        out.append(indent, ' ');
        out += scalarText(Node::ofText(member.key)) + ':';
        writeValue(out, member.value, indent + 2);
    }
}

/// YAML 1.2 §5.1, c-printable: the library takes them, and reads them as other things elsewhere.
bool isForbiddenControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

} // namespace

Result<std::vector<Node>> parseYaml(std::string_view text)
{
    if (!isValidUtf8(text))
        return failure(ErrorCode::InvalidArgument, "not valid YAML: it is not UTF-8");
    const auto control = std::find_if(text.begin(), text.end(), isForbiddenControl);
    if (control != text.end())
        return failure(ErrorCode::InvalidArgument,
                       "not valid YAML: line {}: a control character; write it as \"\\x{:02x}\"",
                       std::count(text.begin(), control, '\n') + 1, static_cast<unsigned char>(*control));
    Events events;
    try {
        MemoryStream stream(text);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(events)) {
        }
    } catch (const YAML::Exception& error) {
        return failure(ErrorCode::InvalidArgument, "not valid YAML: line {}: {}", error.mark.line + 1, error.msg);
    }
    return events.takeDocuments();
}

std::string toYaml(const Node& node)
{
    std::string out;
    write(out, node, 0);
    return out;
}

} // namespace causeway::formats
