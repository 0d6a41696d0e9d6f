#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/undo_controller.h"
#include "app/models/fault_offers_model.h"
#include "app/models/faults_model.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// Breaks things where there is a lab, and mends them: each start and each end is a step that undo takes back.
class FaultController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool isAvailable READ isAvailable NOTIFY changed) // The cluster can, and there is something to break.
    Q_PROPERTY(int runningCount READ runningCount NOTIFY changed)
    Q_PROPERTY(QString runningText READ runningText NOTIFY changed) // "2 faults last"; empty when none does.
    Q_PROPERTY(causeway::app::FaultOffersModel* offers READ offers CONSTANT)
    Q_PROPERTY(causeway::app::FaultsModel* faults READ faults CONSTANT)

public:
    FaultController(ClusterBridge& bridge, UndoController& undo, QObject* parent = nullptr);

    bool isAvailable() const;
    int runningCount() const;
    QString runningText() const;
    FaultOffersModel* offers() { return &m_offers; }
    FaultsModel* faults() { return &m_faults; }

    /// The target of that offer that is drawn at that node, edge or link; 0, the first, where none is.
    Q_INVOKABLE int targetAt(int offer, const QString& place) const;

    Q_INVOKABLE void start(int offer, int target, double amount);
    Q_INVOKABLE void end(qulonglong fault);
    Q_INVOKABLE void endAll();

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    void takeView();
    const api::FaultView* lasting(api::FaultKind kind, const std::string& target) const;
    std::vector<api::FaultView> allLasting() const;
    void submit(api::ClusterCommand command, std::function<void()> whenDone = {});
    void restart(const api::FaultView& fault);
    void endOf(api::FaultKind kind, const std::string& target);

    ClusterBridge& m_bridge;
    UndoController& m_undo;
    FaultOffersModel m_offers;
    FaultsModel m_faults;
};

} // namespace causeway::app
