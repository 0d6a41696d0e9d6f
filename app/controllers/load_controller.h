#pragma once

#include "app/bridge/cluster_bridge.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <optional>

namespace causeway::app {

/// The lab's load generator. While a slider moves, at most ten commands a second are sent and the last always is.
class LoadController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool isAvailable READ isAvailable NOTIFY changed)
    Q_PROPERTY(double target READ target NOTIFY changed) // Requests per second.
    Q_PROPERTY(double maximum READ maximum NOTIFY changed)
    Q_PROPERTY(QString targetText READ targetText NOTIFY changed)
    Q_PROPERTY(QString measuredText READ measuredText NOTIFY changed) // What clients saw, with window and count.

public:
    explicit LoadController(ClusterBridge& bridge, QObject* parent = nullptr);

    bool isAvailable() const;
    double target() const;
    double maximum() const;
    QString targetText() const;
    QString measuredText() const;

    Q_INVOKABLE void setTarget(double requestsPerSecond);

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    void send();

    ClusterBridge& m_bridge;
    QTimer m_pace;
    std::optional<double> m_wanted; // In the hand, until the view shows it.
    bool m_isUnsent = false;
};

} // namespace causeway::app
