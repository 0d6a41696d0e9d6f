#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/text/tone.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace causeway::app {

/// What the frame of every screen says about the cluster: its name above, its state below.
class ClusterStatus : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(QString planesText READ planesText NOTIFY changed)
    Q_PROPERTY(causeway::app::tone::Value planesTone READ planesTone NOTIFY changed)
    Q_PROPERTY(causeway::app::tone::Value tone READ tone NOTIFY changed) // Of the worst there is: planes, nodes, links.
    Q_PROPERTY(QString propagationText READ propagationText NOTIFY changed) // "last change applied everywhere in"
    Q_PROPERTY(QString propagationTime READ propagationTime NOTIFY changed) // "3.8 ms"; empty when the text is all.
    Q_PROPERTY(QString propagationDetail READ propagationDetail NOTIFY changed)
    Q_PROPERTY(QString revision READ revision NOTIFY changed) // "214"; empty: none was made yet.
    Q_PROPERTY(QString saved READ saved NOTIFY changed)       // "saved · you, 14:02:11"
    Q_PROPERTY(QString problem READ problem NOTIFY changed)   // Why the cluster does not answer; empty when it does.
    Q_PROPERTY(QString numbersTime READ numbersTime NOTIFY changed) // "14:02:11": all that is drawn is from then.
    Q_PROPERTY(QString staleness READ staleness NOTIFY changed)     // "Numbers are from 14:02:11, 38 s ago. …"
    Q_PROPERTY(QString retryText READ retryText NOTIFY changed) // "Trying again in 4 s"; empty when nothing is tried.
    Q_PROPERTY(QString lastKnown READ lastKnown NOTIFY changed) // What the cluster was like when it last answered.
    Q_PROPERTY(QString trustText READ trustText NOTIFY changed) // "mTLS strict"
    Q_PROPERTY(causeway::app::tone::Value trustTone READ trustTone NOTIFY changed)
    Q_PROPERTY(QString rotationText READ rotationText NOTIFY changed) // "certificates rotate in 19 h"; may be empty.
    Q_PROPERTY(QString trustDetail READ trustDetail NOTIFY changed)   // Roots and rotations, a line each.
    Q_PROPERTY(bool isKnown READ isKnown NOTIFY changed)              // A view has come.
    Q_PROPERTY(bool isEmpty READ isEmpty NOTIFY changed)              // It came, and holds nothing to draw.

public:
    explicit ClusterStatus(ClusterBridge& bridge, std::unique_ptr<const Clock> clock = std::make_unique<SystemClock>(),
                           QObject* parent = nullptr);

    QString name() const;
    QString summary() const;
    QString planesText() const;
    Tone planesTone() const;
    Tone tone() const;
    QString propagationText() const;
    QString propagationTime() const;
    QString propagationDetail() const;
    QString revision() const;
    QString saved() const;
    QString problem() const;
    QString numbersTime() const;
    QString staleness() const;
    QString retryText() const;
    QString lastKnown() const;
    QString trustText() const;
    Tone trustTone() const;
    QString rotationText() const;
    QString trustDetail() const;
    bool isKnown() const;
    bool isEmpty() const;

Q_SIGNALS:
    void changed();

private:
    const api::RevisionView* newest() const;
    void noteArrival();
    /// Of what is shown, by this machine's clock alone: the cluster's may be set otherwise.
    Duration age() const;

    ClusterBridge& m_bridge;
    std::unique_ptr<const Clock> m_clock;
    WallTime m_arrivedTime;  // The cluster's time of the newest numbers,
    MonotonicTime m_arrived; // and when they came, by both of this machine's clocks.
    WallTime m_arrivedWall;
    QTimer m_seconds; // While the cluster does not answer nothing else makes the age grow on the screen.
};

} // namespace causeway::app
