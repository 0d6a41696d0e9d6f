#include "app/palette/palette_model.h"

#include "app/text/fuzzy_match.h"
#include "app/text/word_prefix.h"

#include <algorithm>
#include <map>

namespace causeway::app {

namespace {

constexpr std::size_t mostRows = 50;
constexpr qsizetype mostRecent = 5;
constexpr int titleWorth = 2;
constexpr int prefixLetterWorth = 10;
constexpr int mostOfAKind = 4; // Things that are offered before anything is typed.

QString keyOf(const PaletteItem& item)
{
    return QStringLiteral("%1/%2/%3").arg(static_cast<int>(item.kind)).arg(item.id, item.title);
}

/// One typed word against all that an item says; 0 when it does not fit. What stands beside the title counts only by
/// how its words begin: some letters in their order are in nearly every sentence.
int scoreOf(text::FuzzyMatcher& word, const PaletteItem& item, const QString& kind)
{
    const bool isBeside = text::hasWordPrefix(item.detail, word.typed()) || text::hasWordPrefix(kind, word.typed());
    const int beside = isBeside ? prefixLetterWorth * static_cast<int>(word.typed().size()) : 0;
    return std::max(titleWorth * word.score(item.title).value_or(0), beside);
}

bool isOfferedAtOnce(PaletteItem::Kind kind)
{
    return kind == PaletteItem::Kind::Route || kind == PaletteItem::Kind::Service || kind == PaletteItem::Kind::Gateway;
}

} // namespace

PaletteModel::PaletteModel(ClusterBridge& bridge, Selection& selection, QObject* parent)
    : QAbstractListModel(parent)
    , m_bridge(bridge)
    , m_selection(selection)
{
}

int PaletteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const PaletteItem& item = m_items[m_shown[static_cast<std::size_t>(index.row())].item];
    const QString keys = item.command ? item.command->keys() : QString();
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return item.title;
    case MarkedTitleRole:
        return markedTitle(item);
    case DetailRole:
        return item.command ? QString() : item.detail;
    case KindRole:
        return item.command ? item.detail : nameOf(item.kind); // Of commands it is all the same.
    case KeysRole:
        return keys;
    case Qt::AccessibleTextRole:
    case SpokenRole: {
        QStringList parts{item.title, nameOf(item.kind), item.detail, keys}; // A command's kind is heard, not seen.
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> PaletteModel::roleNames() const
{
    return {{TitleRole, "title"},   {MarkedTitleRole, "markedTitle"},
            {DetailRole, "detail"}, {KindRole, "kind"},
            {KeysRole, "keys"},     {SpokenRole, "spoken"}};
}

void PaletteModel::open(ActionTable* actions)
{
    beginResetModel();
    m_shown.clear();
    m_items = actions ? paletteItemsOf(*actions) : std::vector<PaletteItem>();
    std::vector<PaletteItem> things = paletteItemsOf(*m_bridge.latest());
    std::move(things.begin(), things.end(), std::back_inserter(m_items));
    endResetModel();
    m_words.clear();
    Q_EMIT wordsChanged();
    find();
}

void PaletteModel::setWords(const QString& words)
{
    if (m_words == words)
        return;
    m_words = words;
    Q_EMIT wordsChanged();
    find();
}

void PaletteModel::find()
{
    std::vector<Hit> found = m_words.trimmed().isEmpty() ? hitsWithoutWords() : hits();
    const std::size_t shown = std::min(mostRows, found.size());
    std::partial_sort(
        found.begin(), found.begin() + static_cast<std::ptrdiff_t>(shown), found.end(),
        [](const Hit& x, const Hit& y) { return x.score != y.score ? x.score > y.score : x.item < y.item; });
    m_hitCount = static_cast<int>(found.size());
    found.resize(shown);
    beginResetModel();
    m_shown = std::move(found);
    endResetModel();
    Q_EMIT hitsChanged();
}

std::vector<PaletteModel::Hit> PaletteModel::hits() const
{
    std::vector<text::FuzzyMatcher> words;
    for (const QString& word : m_words.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        words.emplace_back(word);

    std::vector<Hit> found;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const QString kind = nameOf(m_items[i].kind);
        int sum = 0;
        const bool fits = std::all_of(words.begin(), words.end(), [&](text::FuzzyMatcher& word) {
            const int score = scoreOf(word, m_items[i], kind);
            sum += score;
            return score > 0;
        });
        if (fits)
            found.push_back({i, sum});
    }
    return found;
}

/// What was chosen last, then a few things, then all commands.
std::vector<PaletteModel::Hit> PaletteModel::hitsWithoutWords() const
{
    std::vector<Hit> found;
    std::map<PaletteItem::Kind, int> offered;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const PaletteItem::Kind kind = m_items[i].kind;
        const auto place = m_recent.indexOf(keyOf(m_items[i]));
        if (place >= 0)
            found.push_back({i, static_cast<int>(1 + mostRecent - place)});
        else if (kind == PaletteItem::Kind::Command)
            found.push_back({i, 0});
        else if (isOfferedAtOnce(kind) && offered[kind]++ < mostOfAKind)
            found.push_back({i, 1});
    }
    return found;
}

QString PaletteModel::markedTitle(const PaletteItem& item) const
{
    std::vector<bool> isMarked(static_cast<std::size_t>(item.title.size()));
    for (const QString& word : m_words.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (const auto match = text::FuzzyMatcher(word).match(item.title)) {
            for (const qsizetype place : match->places)
                isMarked[static_cast<std::size_t>(place)] = true;
        }
    }
    QString marked;
    for (qsizetype i = 0; i < item.title.size(); ++i) {
        const QString letter = QString(item.title[i]).toHtmlEscaped();
        marked += isMarked[static_cast<std::size_t>(i)] ? QStringLiteral("<b>%1</b>").arg(letter) : letter;
    }
    return marked;
}

void PaletteModel::choose(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    const PaletteItem item = m_items[m_shown[static_cast<std::size_t>(row)].item];
    remember(item);
    if (item.command)
        item.command->trigger();
    else if (!item.id.isEmpty())
        m_selection.focusOn(item.id);
    if (item.revision > 0)
        Q_EMIT revisionWanted(item.revision);
}

void PaletteModel::remember(const PaletteItem& item)
{
    m_recent.removeAll(keyOf(item));
    m_recent.prepend(keyOf(item));
    m_recent = m_recent.mid(0, mostRecent);
}

} // namespace causeway::app
