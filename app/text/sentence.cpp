#include "app/text/sentence.h"

#include <algorithm>

namespace causeway::app::text {

namespace {

/// Names of planes and clusters often have others in them ("disputes-2"), and are written as they are.
bool beginsWithAWord(const QString& words)
{
    const QStringView first = QStringView(words).left(words.indexOf(QLatin1Char(' ')));
    return std::all_of(first.begin(), first.end(), [](QChar letter) { return letter.isLetter(); });
}

} // namespace

QString sentence(const QString& words)
{
    if (words.isEmpty())
        return words;
    const QString first = beginsWithAWord(words) ? words.left(1).toUpper() : words.left(1);
    return first + words.mid(1) + (words.back().isPunct() ? QString() : QStringLiteral("."));
}

} // namespace causeway::app::text
