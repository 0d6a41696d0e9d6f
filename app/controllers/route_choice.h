#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/selection.h"
#include "app/models/routes_model.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// The routes that belong to what is chosen on the picture, where there is more than one to choose from: those that may
/// send along an edge, that a node decides, or that lead to it.
class RouteChoice : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(causeway::app::RoutesModel* routes READ routes CONSTANT)
    Q_PROPERTY(QString place READ place NOTIFY changed) // "gateway", "gateway → orders"

public:
    RouteChoice(ClusterBridge& bridge, Selection& selection, QObject* parent = nullptr);

    RoutesModel* routes() { return &m_routes; }
    const QString& place() const { return m_place; }

Q_SIGNALS:
    void changed();

private:
    void takeView();

    ClusterBridge& m_bridge;
    Selection& m_selection;
    RoutesModel m_routes;
    QString m_place;
};

} // namespace causeway::app
