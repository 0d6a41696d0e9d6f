#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/text/tone.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

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
    Q_PROPERTY(QString propagationText READ propagationText NOTIFY changed) // "last change applied everywhere in"
    Q_PROPERTY(QString propagationTime READ propagationTime NOTIFY changed) // "3.8 ms"; empty when the text is all.
    Q_PROPERTY(QString propagationDetail READ propagationDetail NOTIFY changed)
    Q_PROPERTY(QString revision READ revision NOTIFY changed)
    Q_PROPERTY(QString saved READ saved NOTIFY changed)         // "saved · you, 14:02:11"
    Q_PROPERTY(QString problem READ problem NOTIFY changed)     // Why the cluster does not answer; empty when it does.
    Q_PROPERTY(QString staleness READ staleness NOTIFY changed) // "Numbers are from 14:02:11."

public:
    explicit ClusterStatus(ClusterBridge& bridge, QObject* parent = nullptr);

    QString name() const;
    QString summary() const;
    QString planesText() const;
    Tone planesTone() const;
    QString propagationText() const;
    QString propagationTime() const;
    QString propagationDetail() const;
    QString revision() const;
    QString saved() const;
    QString problem() const;
    QString staleness() const;

Q_SIGNALS:
    void changed();

private:
    const api::RevisionView* newest() const;

    ClusterBridge& m_bridge;
};

} // namespace causeway::app
