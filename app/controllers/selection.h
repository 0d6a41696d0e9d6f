#pragma once

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// What the user has chosen; the same for canvas, tree, inspector and plots.
///
/// Shape: an empty id is no choice. A route and a node or an edge can be chosen at the same time: the route is what the
///        inspector edits, the node or edge what the picture outlines, and choosing one of these two ends the other's
///        choice. Where several routes belong to it, the inspector lists them. A chosen link takes the route's place in
///        the inspector until a route or a node is chosen again, were it the same.
class Selection : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(QString routeId READ routeId WRITE setRouteId NOTIFY routeIdChanged)
    Q_PROPERTY(QString nodeId READ nodeId WRITE setNodeId NOTIFY nodeIdChanged)
    Q_PROPERTY(QString linkId READ linkId WRITE setLinkId NOTIFY linkIdChanged)
    Q_PROPERTY(QString edgeId READ edgeId WRITE setEdgeId NOTIFY edgeIdChanged)

public:
    using QObject::QObject;

    const QString& routeId() const { return m_routeId; }
    void setRouteId(const QString& routeId);

    /// What the program picks while the user has not: no reason to open anything.
    void suggestRoute(const QString& routeId);

    const QString& nodeId() const { return m_nodeId; }
    void setNodeId(const QString& nodeId);

    const QString& linkId() const { return m_linkId; }
    void setLinkId(const QString& linkId);

    const QString& edgeId() const { return m_edgeId; }
    void setEdgeId(const QString& edgeId);

    Q_INVOKABLE void clear();

    /// Chooses and shows whatever has that id: a node, a route, a link, or a zone as "zone/<name>". The picture
    /// answers.
    Q_INVOKABLE void focusOn(const QString& id);

Q_SIGNALS:
    void routeIdChanged();
    void nodeIdChanged();
    void linkIdChanged();
    void edgeIdChanged();
    void chosen(); // By the user; also what was chosen already.
    void focusWanted(const QString& id);

private:
    QString m_routeId;
    QString m_nodeId;
    QString m_linkId;
    QString m_edgeId;
};

} // namespace causeway::app
