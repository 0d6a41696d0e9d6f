#pragma once

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// What the user has chosen; the same for canvas, tree, inspector and plots.
///
/// Shape: an empty id is no choice. A route and a node can be chosen at the same time: the route is what the inspector
///        edits, the node what the picture outlines. A chosen link takes the route's place in the inspector until a
///        route or a node is chosen again, were it the same.
class Selection : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(QString routeId READ routeId WRITE setRouteId NOTIFY routeIdChanged)
    Q_PROPERTY(QString nodeId READ nodeId WRITE setNodeId NOTIFY nodeIdChanged)
    Q_PROPERTY(QString linkId READ linkId WRITE setLinkId NOTIFY linkIdChanged)

public:
    using QObject::QObject;

    const QString& routeId() const { return m_routeId; }
    void setRouteId(const QString& routeId);

    const QString& nodeId() const { return m_nodeId; }
    void setNodeId(const QString& nodeId);

    const QString& linkId() const { return m_linkId; }
    void setLinkId(const QString& linkId);

    Q_INVOKABLE void clear();

    /// Chooses and shows whatever has that id: a node, a route, a link, or a zone as "zone/<name>". The picture
    /// answers.
    Q_INVOKABLE void focusOn(const QString& id);

Q_SIGNALS:
    void routeIdChanged();
    void nodeIdChanged();
    void linkIdChanged();
    void focusWanted(const QString& id);

private:
    QString m_routeId;
    QString m_nodeId;
    QString m_linkId;
};

} // namespace causeway::app
