#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/protection.h"

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
    Q_PROPERTY(bool canChange READ canChange NOTIFY changed)
    Q_PROPERTY(QString whyNot READ whyNot NOTIFY changed) // Why it cannot be changed here; empty: it can.
    Q_PROPERTY(double target READ target NOTIFY changed)  // Requests per second.
    Q_PROPERTY(double maximum READ maximum NOTIFY changed)
    Q_PROPERTY(QString targetText READ targetText NOTIFY changed)
    Q_PROPERTY(QString measuredText READ measuredText NOTIFY changed) // What clients saw, with window and count.

public:
    explicit LoadController(ClusterBridge& bridge, QObject* parent = nullptr);

    void setProtection(const Protection& protection);

    bool isAvailable() const;
    bool canChange() const { return isAvailable() && !m_protection.isOn; }
    QString whyNot() const;
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
    void takeView();
    void putDown();

    ClusterBridge& m_bridge;
    QTimer m_pace;
    Protection m_protection;
    std::optional<double> m_wanted; // In the hand, until a view comes after the last answer.
    bool m_isUnsent = false;
    int m_unanswered = 0;
};

} // namespace causeway::app
