#include "engine/lab/strict_yaml.h"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <sstream>

namespace causeway::lab {

namespace {

constexpr int deepestNesting = 24;
constexpr std::size_t mostNodes = 500'000;

/// Goes over a document before anything is built from it.
class Guard final : public YAML::EventHandler
{
public:
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { count(mark, anchor); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        throw YAML::ParserException(mark, "aliases are not accepted");
    }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string&) override
    {
        count(mark, anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        enter(mark, anchor);
    }
    void OnSequenceEnd() override { --m_depth; }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        enter(mark, anchor);
    }
    void OnMapEnd() override { --m_depth; }

private:
    void count(const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        if (anchor != 0)
            throw YAML::ParserException(mark, "anchors are not accepted");
        if (++m_nodes > mostNodes)
            throw YAML::ParserException(mark, fmt::format("more than {} values", mostNodes));
    }
    void enter(const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        count(mark, anchor);
        if (++m_depth > deepestNesting)
            throw YAML::ParserException(mark, fmt::format("nested deeper than {}", deepestNesting));
    }

    int m_depth = 0;
    std::size_t m_nodes = 0;
};

std::size_t lineOf(const YAML::Mark& mark, std::size_t firstLine)
{
    return firstLine + static_cast<std::size_t>(std::max(mark.line, 0));
}

/// Nothing, or the second of two equal keys of one mapping.
std::optional<YAML::Node> findDuplicateKey(const YAML::Node& node)
{
    std::set<std::string> keys;
    for (const auto& child : node) {
        if (node.IsMap() && (!child.first.IsScalar() || !keys.insert(child.first.Scalar()).second))
            return child.first;
        const YAML::Node value = node.IsMap() ? child.second : YAML::Node(child);
        if (value.IsMap() || value.IsSequence())
            if (auto found = findDuplicateKey(value))
                return found;
    }
    return std::nullopt;
}

bool isLabel(std::string_view text)
{
    const auto isInner = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), isInner) &&
           text.front() != '-' && text.back() != '-';
}

} // namespace

Result<YAML::Node> parseStrictYaml(std::string_view text, std::string_view origin, std::size_t firstLine)
{
    try {
        const std::string owned(text);
        std::istringstream guarded(owned);
        YAML::Parser parser(guarded);
        Guard guard;
        while (parser.HandleNextDocument(guard)) {
        }
        const YAML::Node node = YAML::Load(owned);
        if (const auto duplicate = findDuplicateKey(node))
            return failure(ErrorCode::InvalidArgument, "{}:{}: key {} is given twice or is no plain text", origin,
                           lineOf(duplicate->Mark(), firstLine), duplicate->IsScalar() ? duplicate->Scalar() : "");
        return node;
    } catch (const YAML::Exception& problem) {
        return failure(ErrorCode::InvalidArgument, "{}:{}: {}", origin, lineOf(problem.mark, firstLine), problem.msg);
    }
}

MappingReader::MappingReader(const YAML::Node& node, std::string subject, std::string_view origin,
                             std::size_t firstLine)
    : m_node(node)
    , m_subject(std::move(subject))
    , m_origin(origin)
    , m_firstLine(firstLine)
{
    if (!m_node.IsMap()) {
        refuseAt(m_node, "must be a mapping of keys to values");
        m_node.reset(YAML::Node(YAML::NodeType::Map));
    }
}

bool MappingReader::has(const std::string& key) const
{
    const YAML::Node& node = m_node; // The constant form of [] adds nothing.
    return node[key].IsDefined();
}

YAML::Node MappingReader::take(const std::string& key)
{
    m_taken.insert(key);
    const YAML::Node& node = m_node;
    const YAML::Node value = node[key];
    return value.IsDefined() ? value : YAML::Node(YAML::NodeType::Undefined);
}

std::string MappingReader::text(const std::string& key)
{
    const YAML::Node value = take(key);
    if (value.IsDefined() && value.IsScalar() && !value.Scalar().empty())
        return value.Scalar();
    refuse(key, value.IsDefined() ? "must be a text that is not empty" : "is missing");
    return {};
}

std::string MappingReader::text(const std::string& key, std::string fallback)
{
    return has(key) ? text(key) : (m_taken.insert(key), std::move(fallback));
}

std::string MappingReader::name(const std::string& key)
{
    std::string value = text(key);
    if (!value.empty() && !isLabel(value))
        refuse(key, fmt::format("\"{}\" is no name: lower-case letters, digits and inner hyphens, at most 63", value));
    return value;
}

std::uint64_t MappingReader::integer(const std::string& key, std::uint64_t least, std::uint64_t most)
{
    const std::string value = text(key);
    std::uint64_t parsed = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (value.empty() || problem != std::errc() || end != value.data() + value.size() || parsed < least ||
        parsed > most) {
        refuse(key, fmt::format("must be a whole number from {} to {}", least, most));
        return least;
    }
    return parsed;
}

std::uint64_t MappingReader::integer(const std::string& key, std::uint64_t least, std::uint64_t most,
                                     std::uint64_t fallback)
{
    return has(key) ? integer(key, least, most) : (m_taken.insert(key), fallback);
}

double MappingReader::number(const std::string& key, double least, double most, double fallback)
{
    if (!has(key)) {
        m_taken.insert(key);
        return fallback;
    }
    const std::string value = text(key);
    double parsed = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    const bool isWhole = problem == std::errc() && end == value.data() + value.size();
    if (!isWhole || !std::isfinite(parsed) || parsed < least || parsed > most) {
        refuse(key, fmt::format("must be a number from {} to {}", least, most));
        return least;
    }
    return parsed;
}

bool MappingReader::flag(const std::string& key, bool fallback)
{
    const std::string value = text(key, fallback ? "true" : "false");
    if (value != "true" && value != "false")
        refuse(key, "must be true or false");
    return value == "true";
}

void MappingReader::list(const std::string& key, std::size_t most, const Each& each)
{
    const YAML::Node value = take(key);
    if (!value.IsDefined())
        return;
    if (!value.IsSequence())
        return refuse(key, "must be a list");
    if (value.size() > most)
        return refuse(key, fmt::format("has {} items; at most {} are accepted", value.size(), most));
    for (const YAML::Node& item : value)
        each(item);
}

YAML::Node MappingReader::mapping(const std::string& key)
{
    const YAML::Node value = take(key);
    if (value.IsDefined() && value.IsMap())
        return value;
    refuse(key, value.IsDefined() ? "must be a mapping of keys to values" : "is missing");
    return YAML::Node(YAML::NodeType::Map);
}

void MappingReader::refuse(const std::string& key, std::string_view why)
{
    for (const auto& pair : m_node)
        if (pair.first.Scalar() == key)
            return refuseAt(pair.first, fmt::format("{} {}", key, why));
    refuseAt(m_node, fmt::format("{} {}", key, why));
}

void MappingReader::refuseAt(const YAML::Node& node, std::string_view why)
{
    if (m_outcome)
        m_outcome = failure(ErrorCode::InvalidArgument, "{}:{}: {}: {}", m_origin, lineOf(node.Mark(), m_firstLine),
                            m_subject, why);
}

void MappingReader::adopt(Result<> outcome)
{
    if (m_outcome && !outcome)
        m_outcome = std::move(outcome);
}

Result<> MappingReader::finish()
{
    for (const auto& pair : m_node)
        if (!m_taken.contains(pair.first.Scalar()))
            refuseAt(pair.first, fmt::format("unknown key {}", pair.first.Scalar()));
    return m_outcome;
}

} // namespace causeway::lab
