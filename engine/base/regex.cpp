#include "engine/base/regex.h"

#include "engine/base/assert.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>

namespace causeway {

namespace {

constexpr std::int64_t memoryOfOne = 1 << 20;
constexpr std::int64_t memoryOfMany = 64 << 20;

re2::RE2::Options optionsWith(std::int64_t memory)
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory);
    return options;
}

/// (?<name> becomes (?P<name>; look-behind, which begins alike, is left for the refusal.
std::string withNamedGroups(std::string_view pattern)
{
    std::string text;
    bool isInClass = false;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const std::string_view rest = pattern.substr(at);
        text += pattern[at];
        if (pattern[at] == '\\' && rest.size() > 1) {
            text += pattern[++at];
        } else if (isInClass) {
            isInClass = pattern[at] != ']';
        } else if (pattern[at] == '[') {
            isInClass = true;
        } else if (rest.starts_with("(?<") && !rest.starts_with("(?<=") && !rest.starts_with("(?<!")) {
            text += "?P";
            ++at;
        }
    }
    return text;
}

re2::RE2::Anchor anchorOf(RegexReach reach)
{
    switch (reach) {
    case RegexReach::Whole:
        return re2::RE2::ANCHOR_BOTH;
    case RegexReach::Start:
        return re2::RE2::ANCHOR_START;
    case RegexReach::Part:
        return re2::RE2::UNANCHORED;
    }
    return re2::RE2::ANCHOR_BOTH;
}

/// A set anchors all of its expressions alike: at neither end.
std::string anchored(const RegexSet::Entry& entry)
{
    std::string group = "(?:" + withNamedGroups(entry.pattern) + ")";
    switch (entry.reach) {
    case RegexReach::Whole:
        return group + "\\z";
    case RegexReach::Start:
        return group;
    case RegexReach::Part:
        return "(?s:.*)" + group;
    }
    return group;
}

} // namespace

Result<Regex> Regex::create(std::string_view pattern, RegexReach reach)
{
    if (pattern.empty() || pattern.size() > patternLimit)
        return failure(ErrorCode::InvalidArgument, "a regular expression must have 1 to {} characters", patternLimit);
    auto expression = std::make_unique<re2::RE2>(withNamedGroups(pattern), optionsWith(memoryOfOne));
    if (!expression->ok())
        return failure(ErrorCode::InvalidArgument, "'{}' is not a regular expression that can be used: {}",
                       pattern.substr(0, 200), expression->error());
    return Regex(std::move(expression), reach);
}

Regex::Regex(std::unique_ptr<const re2::RE2> expression, RegexReach reach)
    : m_expression(std::move(expression))
    , m_reach(reach)
{
}

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::matches(std::string_view text) const
{
    return m_expression->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), anchorOf(m_reach), nullptr,
                               0);
}

std::optional<std::size_t> Regex::matchedLength(std::string_view text) const
{
    re2::StringPiece match;
    const re2::StringPiece input(text.data(), text.size());
    if (!m_expression->Match(input, 0, text.size(), anchorOf(m_reach), &match, 1))
        return std::nullopt;
    return static_cast<std::size_t>(match.data() + match.size() - text.data());
}

Result<> Regex::checkSubstitution(std::string_view substitution) const
{
    std::string problem;
    if (!m_expression->CheckRewriteString(re2::StringPiece(substitution.data(), substitution.size()), &problem))
        return failure(ErrorCode::InvalidArgument, "the substitution '{}' does not fit: {}",
                       substitution.substr(0, 200), problem);
    return {};
}

bool Regex::appendReplaced(std::string& out, std::string_view text, std::string_view substitution) const
{
    constexpr int groupLimit = 10;
    std::array<re2::StringPiece, groupLimit> groups;
    const int wanted = std::min(groupLimit, 1 + re2::RE2::MaxSubmatch({substitution.data(), substitution.size()}));
    const re2::StringPiece input(text.data(), text.size());
    if (!m_expression->Match(input, 0, text.size(), anchorOf(m_reach), groups.data(), wanted))
        return false;
    const std::size_t begin = static_cast<std::size_t>(groups[0].data() - text.data());
    out += text.substr(0, begin);
    for (std::size_t at = 0; at < substitution.size(); ++at) {
        if (substitution[at] != '\\' || at + 1 == substitution.size()) {
            out += substitution[at];
        } else if (const char next = substitution[++at]; next >= '0' && next <= '9') {
            const re2::StringPiece& group = groups.at(static_cast<std::size_t>(next - '0'));
            out.append(group.data() != nullptr ? group.data() : "", group.size());
        } else {
            out += next;
        }
    }
    out += text.substr(begin + groups[0].size());
    return true;
}

struct RegexSet::Automaton
{
    re2::RE2::Set set{optionsWith(memoryOfMany), re2::RE2::ANCHOR_START};
};

Result<RegexSet> RegexSet::create(std::span<const Entry> entries)
{
    auto automaton = std::make_unique<Automaton>();
    for (const Entry& entry : entries) {
        std::string problem;
        if (automaton->set.Add(anchored(entry), &problem) < 0)
            return failure(ErrorCode::InvalidArgument, "'{}' is not a regular expression that can be used: {}",
                           entry.pattern.substr(0, 200), problem);
    }
    if (!automaton->set.Compile())
        return failure(ErrorCode::ResourceExhausted, "{} regular expressions are too large together", entries.size());
    return RegexSet(std::move(automaton));
}

RegexSet::RegexSet(std::unique_ptr<const Automaton> automaton)
    : m_automaton(std::move(automaton))
{
}

RegexSet::RegexSet(RegexSet&&) noexcept = default;
RegexSet& RegexSet::operator=(RegexSet&&) noexcept = default;
RegexSet::~RegexSet() = default;

bool RegexSet::find(std::string_view text, std::vector<int>& found) const
{
    found.clear();
    re2::RE2::Set::ErrorInfo outcome{};
    return m_automaton->set.Match({text.data(), text.size()}, &found, &outcome) ||
           outcome.kind == re2::RE2::Set::kNoError;
}

} // namespace causeway
