#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace causeway::app::text {

/// Finds what people type of a name within names: its letters in their order, with others between them.
///
/// Shape:   best are letters that stand together and those that begin a word ("mo" of "card-monolith"), then short
///          names. Case does not matter. One matcher serves one typed word and any number of names.
/// Units:   scores say which of two names fits better and nothing else; above 0.
/// Threads: one at a time; it keeps its working memory between names.
class FuzzyMatcher
{
public:
    explicit FuzzyMatcher(QStringView typed);

    const QString& typed() const { return m_typed; } // Case folded.

    struct Match
    {
        int score = 0;
        std::vector<qsizetype> places; // Of the typed letters within the name, ascending.
    };

    /// Nothing when the name does not hold all letters in their order.
    std::optional<int> score(QStringView name);
    std::optional<Match> match(QStringView name);

private:
    bool holdsAll(QStringView name) const;
    int rate(QStringView name);
    void rateLetter(QStringView name, qsizetype letter);

    QString m_typed;                    // Case folded.
    std::vector<int> m_best;            // A row a typed letter, a column a letter of the name.
    std::vector<qsizetype> m_comesFrom; // Where the letter before stands in the best way that ends here.
};

} // namespace causeway::app::text
