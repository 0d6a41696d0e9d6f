#include "app/canvas/split/callout_placement.h"
#include "app/canvas/split/split_arc.h"

#include <algorithm>
#include <utility>

// The card beside the arc: what it lists, and where it stands.
namespace causeway::app::canvas {

namespace {

// The backends may be fewer already than those that the arms were made of.
bool isArmed(const std::vector<SplitController::Arm>& arms, const SplitBackendsModel& backends)
{
    const auto isThere = [&](std::size_t row) { return row < backends.backends().size(); };
    return std::ranges::all_of(
        arms, [&](const SplitController::Arm& arm) { return std::ranges::all_of(arm.backends, isThere); });
}

} // namespace

void SplitArc::setCalloutSize(const QSizeF& size)
{
    if (m_calloutSize == size)
        return;
    m_calloutSize = size;
    Q_EMIT calloutSizeChanged();
    placeSoon();
}

void SplitArc::setCalloutRows(const QRectF& rows)
{
    if (m_calloutRows == rows)
        return;
    m_calloutRows = rows;
    Q_EMIT calloutRowsChanged();
    redraw(0);
}

void SplitArc::componentComplete()
{
    DrawnItem::componentComplete();
    for (QQuickItem* item : std::as_const(m_keptFree)) {
        connect(item, &QQuickItem::xChanged, this, &SplitArc::placeSoon);
        connect(item, &QQuickItem::yChanged, this, &SplitArc::placeSoon);
        connect(item, &QQuickItem::widthChanged, this, &SplitArc::placeSoon);
        connect(item, &QQuickItem::heightChanged, this, &SplitArc::placeSoon);
        connect(item, &QQuickItem::visibleChanged, this, &SplitArc::placeSoon);
    }
    placeSoon();
}

// Once a frame, however much of what it depends on changes meanwhile.
void SplitArc::placeSoon()
{
    m_isPlaceStale = true;
    polish();
}

void SplitArc::updatePolish()
{
    if (std::exchange(m_isPlaceStale, false))
        place();
    DrawnItem::updatePolish();
}

void SplitArc::place()
{
    if (!isShown() || !m_canvas || !m_controller)
        return;
    const PlacedFor now{m_geometry.bounds(), QRectF(0, 0, width() - m_canvas->coveredRight(), height()), m_calloutSize};
    const bool isSame = m_placedFor == now;
    if (isSame && m_heldGrip >= 0)
        return; // Not while the eyes are on it.
    const api::RouteView* route = findRoute();
    const QString node = route ? QString::fromStdString(route->decidedBy) : QString();
    CalloutSurroundings around{now.view,
                               now.arc,
                               m_canvas->nodeRect(node),
                               m_canvas->wordRects(),
                               m_canvas->lineRects(m_controller->routeId()),
                               {}};
    for (const QQuickItem* item : std::as_const(m_keptFree)) {
        if (item->isVisible())
            around.tools.push_back(item->mapRectToItem(this, item->boundingRect()));
    }
    m_calloutPlace = placeCallout(m_calloutSize, around, isSame ? std::optional(m_calloutPlace) : std::nullopt);
    m_placedFor = now;
    redraw(0);
    Q_EMIT calloutPlaceChanged();
}

void SplitArc::takeRows()
{
    if (m_controller && isArmed(m_arms, *m_controller->backends()))
        m_rows.take(m_arms, *m_controller->backends());
}

} // namespace causeway::app::canvas
