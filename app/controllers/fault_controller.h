#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/protection.h"
#include "app/controllers/undo_controller.h"
#include "app/models/fault_offers_model.h"
#include "app/models/faults_model.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace causeway::app {

/// Breaks things where there is a lab, and mends them: each start and each end is a step that undo takes back. Links
/// that were cut by their own switch count as broken too.
///
/// Shape: a form of three choices (what, where, how much), filled by begin() with what is most likely meant and sent by
///        start(). Choices are kept within what the cluster offers.
class FaultController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool isAvailable READ isAvailable NOTIFY changed) // The cluster can, and there is something to break.
    Q_PROPERTY(bool canChange READ canChange NOTIFY changed)
    Q_PROPERTY(QString whyNot READ whyNot NOTIFY changed) // Why nothing is broken or mended here; empty: it can be.
    Q_PROPERTY(int runningCount READ runningCount NOTIFY changed)
    Q_PROPERTY(QString runningText READ runningText NOTIFY changed)   // "2 things broken"; empty when nothing is.
    Q_PROPERTY(int offer READ offer WRITE setOffer NOTIFY changed)    // Row of `offers`.
    Q_PROPERTY(int target READ target WRITE setTarget NOTIFY changed) // Of `targetNames`.
    Q_PROPERTY(double amount READ amount WRITE setAmount NOTIFY changed)
    Q_PROPERTY(QString detail READ detail NOTIFY changed)
    Q_PROPERTY(QStringList targetNames READ targetNames NOTIFY offerChanged)
    Q_PROPERTY(bool hasAmount READ hasAmount NOTIFY changed)
    Q_PROPERTY(QString amountText READ amountText NOTIFY changed) // "200 ms"
    Q_PROPERTY(double mostAmount READ mostAmount NOTIFY changed)
    Q_PROPERTY(causeway::app::FaultOffersModel* offers READ offers CONSTANT)
    Q_PROPERTY(causeway::app::FaultsModel* faults READ faults CONSTANT)

public:
    FaultController(ClusterBridge& bridge, UndoController& undo, QObject* parent = nullptr);

    void setProtection(const Protection& protection);

    bool isAvailable() const;
    bool canChange() const { return !m_protection.isOn; }
    QString whyNot() const;
    int runningCount() const;
    QString runningText() const;
    FaultOffersModel* offers() { return &m_offers; }
    FaultsModel* faults() { return &m_faults; }

    int offer() const { return m_offer; }
    void setOffer(int offer);
    int target() const { return m_target; }
    void setTarget(int target);
    double amount() const { return m_amount; }
    void setAmount(double amount);
    QString detail() const;
    QStringList targetNames() const;
    bool hasAmount() const;
    QString amountText() const;
    double mostAmount() const;

    /// `place` is what is chosen on the picture, the id of a node or a link: where something can be broken at it, that
    /// is chosen here.
    Q_INVOKABLE void begin(const QString& place);
    Q_INVOKABLE void start();
    Q_INVOKABLE void end(int id);
    Q_INVOKABLE void endAll();

Q_SIGNALS:
    void changed();
    void offerChanged();
    void failed(const QString& sentence);

private:
    void takeView();
    const api::FaultOffer* chosen() const;
    int targetAt(const std::string& place) const;
    const api::FaultView* lasting(api::FaultKind kind, const std::string& target) const;
    std::vector<api::FaultView> allLasting() const;
    /// What steps end and start anew: it has another id each time.
    using Fault = std::shared_ptr<api::FaultView>;
    using Done = LiveWay::Done;

    bool refuses();
    void submit(api::ClusterCommand command, const Done& done);
    void restart(const Fault& fault, const Done& done);
    void endOf(const Fault& fault, const Done& done);

    ClusterBridge& m_bridge;
    UndoController& m_undo;
    FaultOffersModel m_offers;
    FaultsModel m_faults;
    int m_offer = 0;
    int m_target = 0;
    double m_amount = 0;
    std::string m_place;
    Protection m_protection;
};

} // namespace causeway::app
