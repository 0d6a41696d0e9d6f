#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace causeway {

/// How much of a text an expression must cover.
enum class RegexReach
{
    Whole, // From the first character to the last.
    Start, // From the first character on, any length.
    Part,  // Anything within.
};

/// A regular expression that came with configuration: whatever it says, matching takes time in proportion to the text.
///
/// Shape:   matching allocates nothing once the expression's automaton has seen such texts.
/// Errors:  InvalidArgument for a syntax error, look-around, back-references, and for what would grow too large.
/// Threads: immutable; any thread.
/// Source:  RE2's syntax, in UTF-8; (?<name>…) is taken for (?P<name>…), as Rust's and PCRE's expressions write it.
class Regex
{
public:
    static constexpr std::size_t patternLimit = 4096;

    static Result<Regex> create(std::string_view pattern, RegexReach reach);
    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;
    ~Regex();

    bool matches(std::string_view text) const;
    /// How much of the text its first match takes, from the beginning; for Whole and Start.
    std::optional<std::size_t> matchedLength(std::string_view text) const;
    /// Whether \0 to \9 in `substitution` all name groups that there are, and no other escape but \\ is in it.
    Result<> checkSubstitution(std::string_view substitution) const;
    /// Appends the text with the first match replaced; false, and nothing appended, when there is none.
    bool appendReplaced(std::string& out, std::string_view text, std::string_view substitution) const;

private:
    Regex(std::unique_ptr<const re2::RE2> expression, RegexReach reach);

    std::unique_ptr<const re2::RE2> m_expression;
    RegexReach m_reach;
};

/// Many expressions as one automaton: how long a search takes does not depend on their number.
///
/// Threads: immutable; any thread.
class RegexSet
{
public:
    struct Entry
    {
        std::string_view pattern; // One that Regex::create() took.
        RegexReach reach = RegexReach::Whole;
    };

    /// Errors: ResourceExhausted when together they are too large for one automaton.
    static Result<RegexSet> create(std::span<const Entry> entries);
    RegexSet(RegexSet&&) noexcept;
    RegexSet& operator=(RegexSet&&) noexcept;
    ~RegexSet();

    /// Fills in the numbers of all that match, in no order; false when the automaton ran out of its memory over this
    /// text, and nothing is known.
    bool find(std::string_view text, std::vector<int>& found) const;

private:
    struct Automaton;
    explicit RegexSet(std::unique_ptr<const Automaton> automaton);

    std::unique_ptr<const Automaton> m_automaton;
};

} // namespace causeway
