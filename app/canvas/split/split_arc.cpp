#include "app/canvas/split/split_arc.h"

#include "app/text/traffic_text.h"

#include <algorithm>

namespace causeway::app::canvas {

namespace {

constexpr double smallestZoom = 0.16; // Below it there are no cards to draw an arc around.

} // namespace

SplitArc::SplitArc(QQuickItem* parent)
    : DrawnItem(1, parent)
{
}

void SplitArc::setCanvas(TopologyCanvas* canvas)
{
    if (m_canvas == canvas)
        return;
    if (m_canvas)
        m_canvas->disconnect(this);
    m_canvas = canvas;
    if (canvas) {
        connect(canvas, &TopologyCanvas::viewportChanged, this, [this] {
            rebuild();
            placeSoon();
        });
        connect(canvas, &TopologyCanvas::sceneChanged, this, [this] {
            takeLabel();
            rebuild();
            placeSoon();
        });
        connect(canvas->theme(), &CanvasTheme::changed, this, [this] { redraw(0); });
    }
    Q_EMIT canvasChanged();
    rebuild();
}

void SplitArc::setController(SplitController* controller)
{
    if (m_controller == controller)
        return;
    if (m_controller) {
        m_controller->disconnect(this);
        m_controller->backends()->disconnect(this);
    }
    m_controller = controller;
    if (controller) {
        connect(controller->backends(), &SplitBackendsModel::dataChanged, this, &SplitArc::takeRows);
        connect(controller->backends(), &SplitBackendsModel::figuresChanged, this, &SplitArc::takeRows);
        connect(controller, &SplitController::sharesChanged, this, &SplitArc::rebuild);
        connect(controller, &SplitController::routeChanged, this, &SplitArc::rebuild);
        connect(controller, &SplitController::routeIdChanged, this, [this] {
            takeLabel();
            rebuild();
        });
        connect(controller, &SplitController::stateChanged, this, [this] {
            if (!m_controller->isDragging())
                hold(-1);
            redraw(0);
        });
    }
    Q_EMIT controllerChanged();
    rebuild();
}

const api::RouteView* SplitArc::findRoute() const
{
    if (!m_canvas || !m_canvas->bridge() || !m_controller)
        return nullptr;
    const auto& routes = m_canvas->bridge()->view()->routes;
    const auto found = std::ranges::find(routes, m_controller->routeId().toStdString(), &api::RouteView::id);
    return found == routes.end() ? nullptr : &*found;
}

// Edges leave in the order of what they lead to on the picture; where the route names its backends the other way round,
// the arms are turned, or they would cross the edges.
bool SplitArc::isMirrored() const
{
    const auto placeOf = [&](const Arm& arm) {
        const std::string& node = m_controller->backends()->backends()[arm.backends.front()].node;
        return m_canvas->nodeRect(QString::fromStdString(node));
    };
    const auto& arms = m_controller->arms();
    const std::size_t named = arms.size() - (arms.back().isRest ? 1 : 0); // The rest is nowhere on the picture.
    const QRectF first = placeOf(arms.front());
    const QRectF last = placeOf(arms[named - 1]);
    return !first.isEmpty() && !last.isEmpty() && first.center().y() > last.center().y();
}

void SplitArc::takeArms()
{
    m_arms = m_controller->arms();
    m_isMirrored = !m_arms.empty() && isMirrored();
    if (m_isMirrored)
        std::ranges::reverse(m_arms);
    takeRows();
}

void SplitArc::rebuild()
{
    m_geometry = {};
    const api::RouteView* route = m_controller && m_controller->canChange() ? findRoute() : nullptr;
    const QRectF node = route ? m_canvas->nodeRect(QString::fromStdString(route->decidedBy)) : QRectF();
    if (!node.isEmpty() && m_canvas->zoom() >= smallestZoom) {
        takeArms();
        std::vector<double> shares;
        for (const Arm& arm : m_arms)
            shares.push_back(arm.share);
        const QPointF centre(node.right(), node.center().y());
        const double pixels = m_canvas->zoom() * m_canvas->unit();
        m_geometry =
            ArcGeometry(centre, ArcGeometry::radiusAt(pixels, shares.size(), metric::splitGap * pixels), shares);
        if (!m_geometry.bounds().intersects(QRectF(QPointF(), size())))
            m_geometry = {};
    }
    if (isShown() && (!m_placedFor || m_placedFor->arc != m_geometry.bounds()))
        placeSoon();
    if (m_canvas)
        m_canvas->keepWordsOff(isShown() ? m_geometry.bounds() : QRectF());
    redraw(0);
    Q_EMIT arcChanged();
}

void SplitArc::takeLabel()
{
    const api::RouteView* route = findRoute();
    if (!route)
        return;
    m_routeLabel = QString::fromStdString(route->label);
    Q_EMIT routeLabelChanged();
}

QPointF SplitArc::gripPlace(int grip) const
{
    return grip >= 0 && grip < gripCount() ? m_geometry.gripPlace(static_cast<std::size_t>(grip)) : QPointF();
}

QString SplitArc::gripName(int grip) const
{
    if (grip < 0 || grip >= gripCount())
        return {};
    const auto arm = static_cast<std::size_t>(grip);
    return tr("Boundary between %1 and %2").arg(m_arms[arm].name, m_arms[arm + 1].name);
}

QString SplitArc::gripShares(int grip) const
{
    if (grip < 0 || grip >= gripCount())
        return {};
    const Arm& above = m_arms[static_cast<std::size_t>(grip)];
    const Arm& below = m_arms[static_cast<std::size_t>(grip) + 1];
    return tr("%1 %2, %3 %4").arg(above.name, text::share(above.share), below.name, text::share(below.share));
}

double SplitArc::positionOfGrip(int grip) const
{
    double position = 0;
    for (std::size_t arm = 0; arm <= static_cast<std::size_t>(grip); ++arm)
        position += m_arms[arm].share;
    return position;
}

double SplitArc::gripPercent(int grip) const
{
    return grip >= 0 && grip < gripCount() ? positionOfGrip(grip) * 100 : 0;
}

int SplitArc::boundaryOf(int grip) const
{
    return m_isMirrored ? static_cast<int>(m_arms.size()) - 2 - grip : grip;
}

void SplitArc::hold(int grip)
{
    if (m_heldGrip == grip)
        return;
    m_heldGrip = grip;
    Q_EMIT heldGripChanged();
}

bool SplitArc::grab(int grip, const QPointF& point)
{
    if (!m_controller || grip < 0 || grip >= gripCount())
        return false;
    m_controller->begin();
    if (!m_controller->isDragging())
        return false;
    m_pointerPosition = m_geometry.positionOf(point);
    m_heldPosition = positionOfGrip(grip);
    hold(grip);
    return true;
}

void SplitArc::dragTo(const QPointF& point, bool isFine)
{
    if (m_heldGrip < 0 || !m_controller || !m_controller->isDragging())
        return;
    constexpr double fineShare = 0.1;
    const double position = m_geometry.positionOf(point);
    m_heldPosition += (position - m_pointerPosition) * (isFine ? fineShare : 1);
    m_pointerPosition = position;
    const double wanted = std::clamp(m_heldPosition, 0.0, 1.0);
    m_controller->moveBoundary(boundaryOf(m_heldGrip), m_isMirrored ? 1 - wanted : wanted, isFine);
}

void SplitArc::drop()
{
    if (m_heldGrip < 0)
        return;
    hold(-1);
    if (m_controller)
        m_controller->release();
}

void SplitArc::cancel()
{
    hold(-1);
    if (m_controller)
        m_controller->cancel();
}

void SplitArc::nudge(int grip, double percent)
{
    if (m_controller && grip >= 0 && grip < gripCount())
        m_controller->nudge(boundaryOf(grip), m_isMirrored ? -percent : percent);
}

} // namespace causeway::app::canvas
