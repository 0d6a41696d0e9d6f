#pragma once

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// What the user has chosen; the same for canvas, tree, inspector and plots.
///
/// Shape: an empty id is no choice. A route and a node can be chosen at the same time: the route is what the inspector
///        edits, the node what the picture outlines.
class Selection : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(QString routeId READ routeId WRITE setRouteId NOTIFY routeIdChanged)
    Q_PROPERTY(QString nodeId READ nodeId WRITE setNodeId NOTIFY nodeIdChanged)

public:
    using QObject::QObject;

    const QString& routeId() const { return m_routeId; }
    void setRouteId(const QString& routeId);

    const QString& nodeId() const { return m_nodeId; }
    void setNodeId(const QString& nodeId);

    Q_INVOKABLE void clear();

Q_SIGNALS:
    void routeIdChanged();
    void nodeIdChanged();

private:
    QString m_routeId;
    QString m_nodeId;
};

} // namespace causeway::app
