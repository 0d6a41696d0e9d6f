#include "app/text/fuzzy_match.h"

#include <algorithm>

namespace causeway::app::text {

namespace {

constexpr int perLetter = 10;
constexpr int together = 14;
constexpr int wordBegins = 12;
constexpr int nameBegins = 8;
constexpr int perGap = 3;
constexpr qsizetype dearestStart = 6;  // Each letter before the first costs one, up to this.
constexpr qsizetype dearestLength = 9; // Each eight letters of the name cost one, up to this.
constexpr qsizetype longest = 128;     // Letters beyond are not looked at.
constexpr int impossible = -1'000'000;

bool beginsWord(QStringView name, qsizetype place)
{
    if (place == 0)
        return true;
    const QChar before = name[place - 1];
    const QChar here = name[place];
    return !before.isLetterOrNumber() || (here.isUpper() && before.isLower()) || (here.isDigit() && !before.isDigit());
}

int worthOf(QStringView name, qsizetype place)
{
    return perLetter + (beginsWord(name, place) ? wordBegins : 0) + (place == 0 ? nameBegins : 0);
}

} // namespace

FuzzyMatcher::FuzzyMatcher(QStringView typed)
    : m_typed(typed.toString().toCaseFolded().left(longest))
{
}

std::optional<int> FuzzyMatcher::score(QStringView name)
{
    name = name.left(longest);
    if (!holdsAll(name))
        return std::nullopt;
    return m_typed.isEmpty() ? 1 : rate(name);
}

std::optional<FuzzyMatcher::Match> FuzzyMatcher::match(QStringView name)
{
    name = name.left(longest);
    const auto score = this->score(name);
    if (!score)
        return std::nullopt;
    Match match{*score, std::vector<qsizetype>(static_cast<std::size_t>(m_typed.size()))};
    if (m_typed.isEmpty())
        return match;

    const auto width = name.size();
    const auto lastRow = m_best.begin() + (m_typed.size() - 1) * width;
    qsizetype place = std::max_element(lastRow, lastRow + width) - lastRow;
    for (qsizetype letter = m_typed.size() - 1; letter >= 0; --letter) {
        match.places[static_cast<std::size_t>(letter)] = place;
        place = m_comesFrom[static_cast<std::size_t>(letter * width + place)];
    }
    return match;
}

bool FuzzyMatcher::holdsAll(QStringView name) const
{
    qsizetype found = 0;
    for (qsizetype place = 0; place < name.size() && found < m_typed.size(); ++place)
        found += name[place].toCaseFolded() == m_typed[found];
    return found == m_typed.size();
}

int FuzzyMatcher::rate(QStringView name)
{
    const qsizetype width = name.size();
    m_best.assign(static_cast<std::size_t>(m_typed.size() * width), impossible);
    m_comesFrom.assign(m_best.size(), 0);
    for (qsizetype letter = 0; letter < m_typed.size(); ++letter)
        rateLetter(name, letter);
    const int length = static_cast<int>(std::min(width / 8, dearestLength));
    return std::max(1, *std::max_element(m_best.end() - width, m_best.end()) - length);
}

void FuzzyMatcher::rateLetter(QStringView name, qsizetype letter)
{
    const qsizetype width = name.size();
    const auto before = m_best.begin() + (letter - 1) * width; // Not looked at for the first letter.
    int apart = impossible;                                    // Best way to the letter before that leaves a gap.
    qsizetype apartFrom = 0;
    for (qsizetype place = letter; place < width; ++place) {
        if (letter > 0 && place > 1 && before[place - 2] > apart) {
            apart = before[place - 2];
            apartFrom = place - 2;
        }
        if (name[place].toCaseFolded() != m_typed[letter])
            continue;
        const auto cell = static_cast<std::size_t>(letter * width + place);
        const int worth = worthOf(name, place);
        if (letter == 0) {
            m_best[cell] = worth - static_cast<int>(std::min(place, dearestStart));
            continue;
        }
        const int beside = before[place - 1] + together;
        m_best[cell] = std::max(beside, apart - perGap) + worth;
        m_comesFrom[cell] = beside >= apart - perGap ? place - 1 : apartFrom;
    }
}

} // namespace causeway::app::text
