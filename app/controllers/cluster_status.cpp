#include "app/controllers/cluster_status.h"

#include "app/text/change_text.h"
#include "app/text/plane_text.h"
#include "app/text/traffic_text.h"

namespace causeway::app {

ClusterStatus::ClusterStatus(ClusterBridge& bridge, QObject* parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    // Not of the frozen view: whether planes are in sync is no drawing.
    connect(&m_bridge, &ClusterBridge::latestChanged, this, &ClusterStatus::changed);
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
    return text::sync(m_bridge.latest()->planes);
}

Tone ClusterStatus::planesTone() const
{
    return m_bridge.latest()->problem ? Tone::Warn : text::syncTone(m_bridge.latest()->planes);
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
    return QString::number(m_bridge.latest()->headRevision);
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
    return QString::fromStdString(m_bridge.latest()->problem.value_or(""));
}

QString ClusterStatus::staleness() const
{
    return tr("Numbers are from %1. Traffic goes on: data planes serve their last configuration.")
        .arg(text::clockTime(m_bridge.latest()->time));
}

} // namespace causeway::app
