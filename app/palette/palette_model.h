#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/selection.h"
#include "app/palette/palette_item.h"

#include <QAbstractListModel>

#include <vector>

namespace causeway::app {

/// What fits to what was typed into the palette, best first: everything the cluster has and the program can do.
///
/// Shape:   open() takes what there is at that moment, so that rows stand still under the eyes. Words may come in any
///          order and each must fit: the title by its letters, or the detail or the kind by how a word of it begins.
///          Without words: what was chosen last, a few routes, services and gateways, then all commands. At most 50
///          rows; `hitCount` tells how many there would be.
/// Threads: the GUI thread's; 10,000 things are looked through within a frame.
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(QString words READ words WRITE setWords NOTIFY wordsChanged)
    Q_PROPERTY(int count READ count NOTIFY hitsChanged)
    Q_PROPERTY(int hitCount READ hitCount NOTIFY hitsChanged)
    Q_PROPERTY(int itemCount READ itemCount NOTIFY hitsChanged)

public:
    enum Role
    {
        TitleRole = Qt::UserRole + 1,
        MarkedTitleRole, // StyledText: the letters that fit are bold.
        DetailRole,
        KindRole, // "service"; of a command the heading that it stands under.
        KeysRole, // Of a command.
        SpokenRole
    };
    Q_ENUM(Role)

    PaletteModel(ClusterBridge& bridge, Selection& selection, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    const QString& words() const { return m_words; }
    void setWords(const QString& words);
    int count() const { return rowCount(); }
    int hitCount() const { return m_hitCount; }
    int itemCount() const { return static_cast<int>(m_items.size()); }

    Q_INVOKABLE void open(causeway::app::ActionTable* actions);
    /// Goes to what stands in that row, or runs it.
    Q_INVOKABLE void choose(int row);

Q_SIGNALS:
    void wordsChanged();
    void hitsChanged();
    /// A revision was chosen; where it changed a route, that route is gone to as well.
    void revisionWanted(quint64 number);

private:
    struct Hit
    {
        std::size_t item = 0;
        int score = 0;
    };

    void find();
    std::vector<Hit> hits() const;
    std::vector<Hit> hitsWithoutWords() const;
    QString markedTitle(const PaletteItem& item) const;
    void remember(const PaletteItem& item);

    ClusterBridge& m_bridge;
    Selection& m_selection;
    std::vector<PaletteItem> m_items;
    QString m_words;
    std::vector<Hit> m_shown;
    int m_hitCount = 0;
    QStringList m_recent; // Keys of what was chosen, newest first.
};

} // namespace causeway::app
