#include "app/controllers/link_controller.h"

#include "app/text/link_text.h"
#include "app/text/plane_text.h"
#include "app/text/traffic_text.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace causeway::app {

namespace {

using std::chrono::microseconds;

constexpr std::chrono::milliseconds betweenCommands{100};
constexpr std::chrono::milliseconds endOfStep{700};
constexpr double longestMs = 5000;
constexpr double mostMegabits = 10'000;
constexpr double mostLossPercent = 100;

double millisecondsOf(microseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

microseconds timeOf(double milliseconds)
{
    return microseconds(std::llround(std::clamp(milliseconds, 0.0, longestMs) * 1000));
}

const api::LinkView* findIn(const api::ClusterView& view, const std::string& id)
{
    const auto found = std::ranges::find(view.links, id, &api::LinkView::id);
    return found == view.links.end() ? nullptr : &*found;
}

} // namespace

LinkController::LinkController(ClusterBridge& bridge, Selection& selection, UndoController& undo, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_selection(selection)
    , m_undo(undo)
{
    m_pace.setSingleShot(true);
    m_pace.setInterval(betweenCommands);
    connect(&m_pace, &QTimer::timeout, this, &LinkController::send);
    m_rest.setSingleShot(true);
    m_rest.setInterval(endOfStep);
    connect(&m_rest, &QTimer::timeout, this, &LinkController::settle);
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &LinkController::takeView);
    connect(&m_selection, &Selection::linkIdChanged, this, [this] {
        settle();
        putDown();
        m_link = m_selection.linkId().toStdString();
        Q_EMIT changed();
    });
}

const api::LinkView* LinkController::find() const
{
    return findIn(*m_bridge.latest(), m_link);
}

QString LinkController::title() const
{
    const api::LinkView* link = find();
    return link ? text::title(*link) : QString();
}

QString LinkController::via() const
{
    const api::LinkView* link = find();
    return link ? QString::fromStdString(link->via) : QString();
}

Tone LinkController::tone() const
{
    const api::LinkView* link = find();
    return link ? text::toneOf(link->health) : Tone::Quiet;
}

QString LinkController::healthText() const
{
    const api::LinkView* link = find();
    return link ? text::state(*link) : QString();
}

QString LinkController::roundTripText() const
{
    const api::LinkView* link = find();
    return link ? asOf(*link, text::latency(link->roundTrip)) : QString();
}

QString LinkController::p99Text() const
{
    const api::LinkView* link = find();
    if (!link)
        return {};
    return link->samples > 0 && !link->roundTripP99 ? tr("too few") : asOf(*link, text::latency(link->roundTripP99));
}

QString LinkController::basisText() const
{
    const api::LinkView* link = find();
    return link ? text::basis(*link) : QString();
}

QString LinkController::throughputText() const
{
    const api::LinkView* link = find();
    return link ? asOf(*link, text::byteRate(link->bytesPerSecond)) : QString();
}

QString LinkController::asOf(const api::LinkView& link, const QString& figure) const
{
    const bool isOld = text::isCut(link) || m_bridge.latest()->problem;
    return isOld && link.samples > 0 ? tr("was %1").arg(figure) : figure;
}

void LinkController::setProtection(const Protection& protection)
{
    m_protection = protection;
    Q_EMIT changed();
}

bool LinkController::canShape() const
{
    const api::LinkView* link = find();
    return link && link->settings && m_bridge.capabilities().shapesLinks && !m_protection.isOn;
}

QString LinkController::shapingText() const
{
    if (m_protection.isOn)
        return tr("%1 is protected: its links are not shaped from here.").arg(m_protection.context);
    return canShape() ? tr("Set at once, in both directions. Ctrl Z takes a step back.")
                      : tr("This cluster does not shape the path between its zones.");
}

api::LinkSettings LinkController::settings() const
{
    const api::LinkView* link = find();
    return m_wanted.appliedTo(link && link->settings ? *link->settings : api::LinkSettings{});
}

double LinkController::delayMs() const
{
    return millisecondsOf(settings().delay);
}

double LinkController::jitterMs() const
{
    return millisecondsOf(settings().jitter);
}

double LinkController::megabitsPerSecond() const
{
    return settings().megabitsPerSecond;
}

double LinkController::lossPercent() const
{
    return settings().lossPercent;
}

bool LinkController::isCut() const
{
    return settings().isCut;
}

void LinkController::setDelay(double milliseconds)
{
    take({.delay = timeOf(milliseconds)});
}

void LinkController::setJitter(double milliseconds)
{
    take({.jitter = timeOf(milliseconds)});
}

void LinkController::setBandwidth(double megabitsPerSecond)
{
    take({.megabitsPerSecond = std::clamp(megabitsPerSecond, 0.0, mostMegabits)});
}

void LinkController::setLoss(double percent)
{
    take({.lossPercent = std::clamp(percent, 0.0, mostLossPercent)});
}

void LinkController::setCut(bool isCut)
{
    settle(); // Whatever moved before is no part of the cut.
    take({.isCut = isCut});
    settle();
}

void LinkController::take(const LinkChange& change)
{
    const api::LinkSettings now = settings();
    if (!canShape() || change.appliedTo(now) == now)
        return;
    m_before = change.valuesIn(now).with(m_before);
    m_wanted = m_wanted.with(change);
    m_isUnsent = true;
    m_rest.start();
    Q_EMIT changed();
    if (!m_pace.isActive())
        send();
}

void LinkController::send()
{
    if (!m_isUnsent)
        return;
    m_isUnsent = false;
    m_pace.start();
    submit(m_link, m_wanted, [](const auto&) {});
}

/// A step, or its way back. While the link is selected, its sliders follow at once and do not wait for the view.
void LinkController::redo(const std::string& link, const LinkChange& change, const LiveWay::Done& done)
{
    if (link != m_link)
        return submit(link, change, done);
    m_wanted = m_wanted.with(change);
    submit(link, m_wanted, done);
    Q_EMIT changed();
}

void LinkController::submit(const std::string& id, const LinkChange& change, const LiveWay::Done& done)
{
    const auto finish = [this, id, done](const Result<api::CommandDone>& result) {
        if (!result) {
            if (id == m_link)
                putDown();
            Q_EMIT changed();
            Q_EMIT failed(QString::fromStdString(result.error().message));
        }
        done(result);
    };
    const api::LinkView* link = findIn(*m_bridge.latest(), id);
    if (!link || !link->settings)
        return finish(failure(ErrorCode::NotFound, "{} is not there any more", id));
    ++m_unanswered;
    m_bridge.submit(api::SetLink{id, change.appliedTo(*link->settings)}, [this, finish](const auto& result) {
        --m_unanswered;
        finish(result);
    });
}

/// Nothing is in the hand any more: what is shown is what the cluster has.
void LinkController::putDown()
{
    m_wanted = {};
    m_isUnsent = false;
    m_pace.stop();
}

void LinkController::settle()
{
    m_rest.stop();
    if (m_isUnsent) {
        m_pace.stop();
        send();
    }
    const LinkChange before = std::exchange(m_before, {});
    const api::LinkSettings now = settings();
    const LinkChange after = before.valuesIn(now);
    const api::LinkView* link = find();
    if (!link || before == after)
        return;
    const auto wayTo = [this, id = m_link](const LinkChange& change) {
        return [this, id, change](const LiveWay::Done& done) { redo(id, change, done); };
    };
    m_undo.add({QStringLiteral("%1: %2").arg(text::title(*link), text::difference(before.appliedTo(now), now)),
                wayTo(before), wayTo(after)});
}

/// Once all is answered the view is right, though it may show what somebody else set meanwhile.
void LinkController::takeView()
{
    if (!find())
        putDown();
    else if (!m_isUnsent && m_unanswered == 0)
        m_wanted = {};
    Q_EMIT changed();
}

} // namespace causeway::app
