#include "app/controllers/selection.h"

namespace causeway::app {

void Selection::setRouteId(const QString& routeId)
{
    if (!routeId.isEmpty())
        setLinkId({});
    if (m_routeId == routeId)
        return;
    m_routeId = routeId;
    Q_EMIT routeIdChanged();
}

void Selection::setNodeId(const QString& nodeId)
{
    if (!nodeId.isEmpty())
        setLinkId({});
    if (m_nodeId == nodeId)
        return;
    m_nodeId = nodeId;
    if (!m_nodeId.isEmpty())
        setEdgeId({});
    Q_EMIT nodeIdChanged();
}

void Selection::setLinkId(const QString& linkId)
{
    if (m_linkId == linkId)
        return;
    m_linkId = linkId;
    Q_EMIT linkIdChanged();
}

void Selection::setEdgeId(const QString& edgeId)
{
    if (!edgeId.isEmpty())
        setLinkId({});
    if (m_edgeId == edgeId)
        return;
    m_edgeId = edgeId;
    if (!m_edgeId.isEmpty())
        setNodeId({});
    Q_EMIT edgeIdChanged();
}

void Selection::clear()
{
    setRouteId({});
    setNodeId({});
    setLinkId({});
    setEdgeId({});
}

void Selection::focusOn(const QString& id)
{
    Q_EMIT focusWanted(id);
}

} // namespace causeway::app
