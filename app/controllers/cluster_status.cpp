#include "app/controllers/cluster_status.h"

#include "app/text/age_text.h"
#include "app/text/change_text.h"
#include "app/text/plane_text.h"
#include "app/text/sentence.h"
#include "app/text/traffic_text.h"

#include <algorithm>

namespace causeway::app {

namespace {

constexpr std::size_t shownOfFingerprint = 16; // Enough to tell two apart; the mesh API has all of it.

} // namespace

ClusterStatus::ClusterStatus(ClusterBridge& bridge, std::unique_ptr<const Clock> clock, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_clock(std::move(clock))
{
    m_seconds.setInterval(std::chrono::seconds(1));
    connect(&m_seconds, &QTimer::timeout, this, &ClusterStatus::changed);
    connect(&m_bridge, &ClusterBridge::latestChanged, this, [this] {
        noteArrival();
        if (!m_bridge.latest()->problem)
            m_seconds.stop();
        else if (!m_seconds.isActive())
            m_seconds.start();
    });
    // Not of the frozen view: whether planes are in sync is no drawing.
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &ClusterStatus::changed);
}

void ClusterStatus::noteArrival()
{
    if (m_bridge.latest()->time == m_arrivedTime) // The same numbers, told to be stale.
        return;
    m_arrivedTime = m_bridge.latest()->time;
    m_arrived = m_clock->now();
    m_arrivedWall = m_clock->wallNow();
}

Duration ClusterStatus::age() const
{
    // One clock stands still while the machine sleeps, the other may be set meanwhile.
    return std::max<Duration>(m_clock->now() - m_arrived, m_clock->wallNow() - m_arrivedWall);
}

const api::RevisionView* ClusterStatus::newest() const
{
    const auto& revisions = m_bridge.latest()->recentRevisions;
    return revisions.empty() ? nullptr : &revisions.front();
}

QString ClusterStatus::name() const
{
    return QString::fromStdString(m_bridge.latest()->name);
}

QString ClusterStatus::summary() const
{
    return QString::fromStdString(m_bridge.latest()->summary);
}

QString ClusterStatus::planesText() const
{
    const api::ClusterView& view = *m_bridge.latest();
    const QString sync = text::sync(view.planes);
    return view.problem ? tr("%1 at %2").arg(sync, text::clockTime(view.time)) : sync;
}

Tone ClusterStatus::planesTone() const
{
    return m_bridge.latest()->problem ? Tone::Warn : text::syncTone(m_bridge.latest()->planes);
}

Tone ClusterStatus::tone() const
{
    const api::ClusterView& view = *m_bridge.latest();
    Tone worst = planesTone();
    for (const api::NodeView& node : view.nodes)
        worst = std::max(worst, text::toneOf(node.health));
    for (const api::LinkView& link : view.links)
        worst = std::max(worst, text::toneOf(link.health));
    return view.problem ? Tone::Warn : worst; // How it is now nobody knows.
}

QString ClusterStatus::propagationText() const
{
    const api::RevisionView* revision = newest();
    if (!revision)
        return tr("no change yet");
    const api::PropagationView& propagation = revision->propagation;
    if (!propagation.isKnown)
        return tr("no change since the start");
    if (propagation.concerned == 0)
        return tr("last change concerned no data plane");
    if (!text::isApplied(propagation) || !propagation.acknowledged)
        return tr("last change %1").arg(text::propagation(propagation));
    return propagation.offline.empty() ? tr("last change applied everywhere in")
                                       : tr("last change applied by all connected planes in");
}

QString ClusterStatus::propagationTime() const
{
    const api::RevisionView* revision = newest();
    if (!revision || revision->propagation.concerned == 0 || !text::isApplied(revision->propagation) ||
        !revision->propagation.acknowledged)
        return {};
    return text::duration(*revision->propagation.acknowledged);
}

QString ClusterStatus::propagationDetail() const
{
    const api::RevisionView* revision = newest();
    return revision ? text::timesOf(revision->propagation) : QString();
}

QString ClusterStatus::revision() const
{
    const std::uint64_t head = m_bridge.latest()->headRevision;
    return head > 0 ? QString::number(head) : QString();
}

QString ClusterStatus::saved() const
{
    const api::RevisionView* revision = newest();
    if (!revision)
        return {};
    return tr("saved · %1, %2").arg(text::authorOf(*revision, m_bridge.author()), text::clockTime(revision->time));
}

QString ClusterStatus::problem() const
{
    return text::sentence(QString::fromStdString(m_bridge.latest()->problem.value_or("")));
}

QString ClusterStatus::numbersTime() const
{
    return text::clockTime(m_bridge.latest()->time);
}

QString ClusterStatus::staleness() const
{
    const QString ago = text::span(age());
    return tr("Numbers are from %1, %2 ago. Traffic goes on: data planes serve their last configuration.")
        .arg(numbersTime(), ago);
}

QString ClusterStatus::retryText() const
{
    const api::ClusterView& view = *m_bridge.latest();
    if (!view.problem || !view.nextAttempt)
        return {};
    const auto left = *view.nextAttempt - m_clock->wallNow();
    return left > Duration::zero() ? tr("Trying again in %1").arg(text::span(left)) : tr("Trying again now");
}

QString ClusterStatus::lastKnown() const
{
    return tr("When it last answered: revision %1, %2.").arg(revision(), text::sync(m_bridge.latest()->planes));
}

QString ClusterStatus::trustText() const
{
    return m_bridge.latest()->trust.isMutualTls ? tr("mTLS strict") : tr("mTLS not strict");
}

Tone ClusterStatus::trustTone() const
{
    return m_bridge.latest()->trust.isMutualTls ? Tone::Good : Tone::Quiet;
}

QString ClusterStatus::rotationText() const
{
    const auto& next = m_bridge.latest()->trust.nextRotation;
    if (!next)
        return {};
    const auto left = *next - m_bridge.latest()->time - age();
    return left > Duration::zero() ? tr("certificates rotate in %1").arg(text::span(left))
                                   : tr("certificates rotate now");
}

QString ClusterStatus::trustDetail() const
{
    const api::TrustView& trust = m_bridge.latest()->trust;
    QStringList lines;
    if (trust.rotations > 0)
        lines << tr("%1 certificates were renewed since the control plane started").arg(text::integer(trust.rotations));
    if (trust.rootsFingerprints.size() > 1)
        lines << tr("The root is being changed: both are trusted");
    for (const std::string& root : trust.rootsFingerprints)
        lines << tr("root %1").arg(QString::fromStdString(root.substr(0, shownOfFingerprint)));
    return lines.join(QLatin1Char('\n'));
}

bool ClusterStatus::isKnown() const
{
    return m_bridge.latest()->time.time_since_epoch().count() != 0;
}

bool ClusterStatus::isEmpty() const
{
    return isKnown() && m_bridge.latest()->nodes.empty();
}

} // namespace causeway::app
