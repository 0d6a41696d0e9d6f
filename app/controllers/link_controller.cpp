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
        m_wanted.reset();
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

bool LinkController::canShape() const
{
    const api::LinkView* link = find();
    return link && link->settings && m_bridge.capabilities().shapesLinks;
}

api::LinkSettings LinkController::settings() const
{
    const api::LinkView* link = find();
    return m_wanted.value_or(link && link->settings ? *link->settings : api::LinkSettings{});
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
    api::LinkSettings wanted = settings();
    wanted.delay = timeOf(milliseconds);
    take(wanted);
}

void LinkController::setJitter(double milliseconds)
{
    api::LinkSettings wanted = settings();
    wanted.jitter = timeOf(milliseconds);
    take(wanted);
}

void LinkController::setBandwidth(double megabitsPerSecond)
{
    api::LinkSettings wanted = settings();
    wanted.megabitsPerSecond = std::clamp(megabitsPerSecond, 0.0, mostMegabits);
    take(wanted);
}

void LinkController::setLoss(double percent)
{
    api::LinkSettings wanted = settings();
    wanted.lossPercent = std::clamp(percent, 0.0, mostLossPercent);
    take(wanted);
}

void LinkController::setCut(bool isCut)
{
    settle(); // Whatever moved before is no part of the cut.
    api::LinkSettings wanted = settings();
    wanted.isCut = isCut;
    take(wanted);
    settle();
}

void LinkController::take(const api::LinkSettings& wanted)
{
    if (!canShape() || wanted == settings())
        return;
    if (!m_before)
        m_before = settings();
    m_wanted = wanted;
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
    submit(m_link, *m_wanted);
}

void LinkController::submit(const std::string& link, const api::LinkSettings& settings)
{
    m_bridge.submit(api::SetLink{link, settings}, [this, link](const auto& result) {
        if (result)
            return;
        if (link == m_link)
            m_wanted.reset();
        Q_EMIT changed();
        Q_EMIT failed(QString::fromStdString(result.error().message));
    });
}

void LinkController::settle()
{
    m_rest.stop();
    if (m_isUnsent) {
        m_pace.stop();
        send();
    }
    if (!m_before)
        return;
    const api::LinkSettings before = *std::exchange(m_before, std::nullopt);
    const api::LinkSettings after = settings();
    const api::LinkView* link = find();
    if (!link || before == after)
        return;
    // Undone while the link is selected, its sliders follow at once and do not wait for the view.
    const auto set = [this, id = m_link](const api::LinkSettings& wanted) {
        if (id == m_link)
            m_wanted = wanted;
        submit(id, wanted);
        Q_EMIT changed();
    };
    m_undo.add({QStringLiteral("%1: %2").arg(text::title(*link), text::difference(before, after)),
                [set, before] { set(before); }, [set, after] { set(after); }});
}

void LinkController::takeView()
{
    const api::LinkView* link = find();
    if (!m_isUnsent && m_wanted && link && link->settings && *link->settings == *m_wanted)
        m_wanted.reset();
    if (!link)
        m_wanted.reset();
    Q_EMIT changed();
}

} // namespace causeway::app
