#pragma once

#include "app/bridge/cluster_bridge.h"

#include <QObject>
#include <QStringList>

#include <set>
#include <string>

namespace causeway::app {

/// What the user looks for on the picture and in the outline: what does not fit is faded here and left out there.
///
/// Shape: words in any order, each part of a name, zone, mesh, kind, plane or route; without words everything fits.
///        Nothing moves on the picture, so what was found stands where it always stands.
class ViewFilter : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(QString words READ words WRITE setWords NOTIFY changed)
    Q_PROPERTY(bool isActive READ isActive NOTIFY changed)
    Q_PROPERTY(QString countText READ countText NOTIFY changed) // "3 of 9"; empty without words.

public:
    explicit ViewFilter(ClusterBridge& bridge, QObject* parent = nullptr);

    const QString& words() const { return m_words; }
    void setWords(const QString& words);
    bool isActive() const { return !m_parts.isEmpty(); }
    QString countText() const;

    /// Whether all words are in it.
    bool fits(const QString& text) const;
    /// Ids of the nodes that fit: asked for once a view, not once a node.
    std::set<std::string> fittingIn(const api::ClusterView& view) const;

    /// Id of the first node that fits; empty when none does.
    Q_INVOKABLE QString firstFitting() const;

Q_SIGNALS:
    void changed();

private:
    ClusterBridge& m_bridge;
    QString m_words;
    QStringList m_parts;
};

} // namespace causeway::app
