#pragma once

#include "app/bridge/cluster_bridge.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// Puts a route on the clipboard: as YAML, or as the command that writes it.
class CopyController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(QString done READ done NOTIFY doneChanged) // What was copied, for a moment; then empty.

public:
    explicit CopyController(ClusterBridge& bridge, QObject* parent = nullptr);

    const QString& done() const { return m_done; }

    Q_INVOKABLE void copyYaml(const QString& routeId);
    Q_INVOKABLE void copyCurl(const QString& routeId);

Q_SIGNALS:
    void doneChanged();
    void failed(const QString& sentence);

private:
    void copy(const QString& routeId, api::TextForm form, const QString& sentence);
    void tell(const QString& sentence);

    ClusterBridge& m_bridge;
    QTimer m_forget;
    QString m_done;
};

} // namespace causeway::app
