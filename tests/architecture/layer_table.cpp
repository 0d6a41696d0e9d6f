#include "tests/architecture/layer_table.h"

#include <QRegularExpression>

namespace causeway::architecture {

namespace {

QSet<QString> quotedWords(const QString& cell)
{
    static const QRegularExpression quoted(QStringLiteral("`([A-Za-z/]+)`"));
    QSet<QString> words;
    for (auto matches = quoted.globalMatch(cell); matches.hasNext();)
        words.insert(matches.next().captured(1));
    return words;
}

QSet<QString> listedWords(const QString& cell)
{
    QSet<QString> words;
    for (const QString& word : cell.split(QLatin1Char(','), Qt::SkipEmptyParts))
        words.insert(word.trimmed());
    words.remove(QStringLiteral("–"));
    return words;
}

LayerRule ruleOf(const QString& layers, const QString& libraries)
{
    LayerRule rule{quotedWords(layers), listedWords(libraries), layers.trimmed() == QStringLiteral("every layer")};
    rule.layers.insert(QStringLiteral("base"));
    rule.libraries.unite({QStringLiteral("fmt"), QStringLiteral("spdlog"), QStringLiteral("expected")});
    return rule;
}

} // namespace

QMap<QString, LayerRule> readLayerTable(const QString& markdown)
{
    static const QRegularExpression row(QStringLiteral(R"(^\| `([a-z]+)` \|[^|]*\|([^|]*)\|([^|]*)\|$)"),
                                        QRegularExpression::MultilineOption);
    QMap<QString, LayerRule> table;
    for (auto rows = row.globalMatch(markdown); rows.hasNext();) {
        const auto cells = rows.next();
        table.insert(cells.captured(1), ruleOf(cells.captured(2), cells.captured(3)));
    }
    return table;
}

QMap<QString, QSet<QString>> readPartTable(const QString& markdown)
{
    static const QRegularExpression row(QStringLiteral(R"(^\| `((?:app|qml)/[A-Za-z]+)` \|[^|]*\|([^|]*)\|$)"),
                                        QRegularExpression::MultilineOption);
    QMap<QString, QSet<QString>> table;
    for (auto rows = row.globalMatch(markdown); rows.hasNext();) {
        const auto cells = rows.next();
        table.insert(cells.captured(1), quotedWords(cells.captured(2)));
    }
    return table;
}

} // namespace causeway::architecture
