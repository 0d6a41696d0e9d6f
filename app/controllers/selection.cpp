#include "app/controllers/selection.h"

namespace causeway::app {

void Selection::setRouteId(const QString& routeId)
{
    if (m_routeId == routeId)
        return;
    m_routeId = routeId;
    Q_EMIT routeIdChanged();
}

void Selection::setNodeId(const QString& nodeId)
{
    if (m_nodeId == nodeId)
        return;
    m_nodeId = nodeId;
    Q_EMIT nodeIdChanged();
}

void Selection::clear()
{
    setRouteId({});
    setNodeId({});
}

} // namespace causeway::app
