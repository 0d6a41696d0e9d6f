#include "app/controllers/selection.h"

namespace causeway::app {

void Selection::setRouteId(const QString& routeId)
{
    if (!routeId.isEmpty())
        setLinkId({});
    if (m_routeId != routeId) {
        m_routeId = routeId;
        Q_EMIT routeIdChanged();
    }
    if (!routeId.isEmpty())
        Q_EMIT chosen();
}

void Selection::suggestRoute(const QString& routeId)
{
    if (m_routeId == routeId)
        return;
    m_routeId = routeId;
    Q_EMIT routeIdChanged();
}

void Selection::setNodeId(const QString& nodeId)
{
    if (!nodeId.isEmpty())
        setLinkId({});
    if (m_nodeId != nodeId) {
        m_nodeId = nodeId;
        if (!m_nodeId.isEmpty())
            setEdgeId({});
        Q_EMIT nodeIdChanged();
    }
    if (!nodeId.isEmpty())
        Q_EMIT chosen();
}

void Selection::setLinkId(const QString& linkId)
{
    if (m_linkId != linkId) {
        m_linkId = linkId;
        Q_EMIT linkIdChanged();
    }
    if (!linkId.isEmpty())
        Q_EMIT chosen();
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
