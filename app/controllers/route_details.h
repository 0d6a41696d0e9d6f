#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/selection.h"
#include "app/models/diff_model.h"
#include "app/models/facts_model.h"
#include "app/models/revisions_model.h"
#include "app/text/tone.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// The selected route in words, and the last change that was made to its split.
class RouteDetails : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The console makes it.")
    Q_PROPERTY(bool exists READ exists NOTIFY changed)
    Q_PROPERTY(QString label READ label NOTIFY changed) // "/card/dispute"
    Q_PROPERTY(QString mesh READ mesh NOTIFY changed)
    Q_PROPERTY(QString kind READ kind NOTIFY changed)
    Q_PROPERTY(QString resource READ resource NOTIFY changed)
    Q_PROPERTY(QString decidedBy READ decidedBy NOTIFY changed) // "gateway"

    Q_PROPERTY(bool hasChange READ hasChange NOTIFY changed)
    Q_PROPERTY(int changeRevision READ changeRevision NOTIFY changed)
    Q_PROPERTY(QString changeTitle READ changeTitle NOTIFY changed)     // "/card/dispute 20 → 28%"
    Q_PROPERTY(bool isCreation READ isCreation NOTIFY changed)          // It made what holds the route.
    Q_PROPERTY(QString changeOrigin READ changeOrigin NOTIFY changed)   // "you, 14:02:11 · set in the console"
    Q_PROPERTY(QString changeApplied READ changeApplied NOTIFY changed) // "applied by 8 of 8 in 3.8 ms"; may be empty.
    Q_PROPERTY(causeway::app::tone::Value changeTone READ changeTone NOTIFY changed)
    Q_PROPERTY(double changeProgress READ changeProgress NOTIFY changed) // 0..1 of the planes concerned.
    Q_PROPERTY(QString changeTimes READ changeTimes NOTIFY changed)
    Q_PROPERTY(
        bool isApplying READ isApplying NOTIFY changed)     // Not everybody who is online has it, and nobody refused.
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed) // "accounts-1 refused revision 215"; empty: nobody did.
    Q_PROPERTY(QString refusalReason READ refusalReason NOTIFY changed)
    Q_PROPERTY(QString refusalEffect READ refusalEffect NOTIFY changed)            // What is served instead.
    Q_PROPERTY(causeway::app::FactsModel* changePlanes READ changePlanes CONSTANT) // How far each concerned plane is.
    Q_PROPERTY(causeway::app::FactsModel* served READ served CONSTANT)             // What each side serves.
    Q_PROPERTY(causeway::app::DiffModel* diff READ diff CONSTANT)            // Of the resource that holds the route.
    Q_PROPERTY(causeway::app::RevisionsModel* history READ history CONSTANT) // Changes of this route, newest first.

public:
    RouteDetails(ClusterBridge& bridge, Selection& selection, QObject* parent = nullptr);

    bool exists() const { return m_route != nullptr; }
    QString label() const;
    QString mesh() const;
    QString kind() const;
    QString resource() const;
    QString decidedBy() const;

    bool hasChange() const { return m_change != nullptr; }
    int changeRevision() const;
    QString changeTitle() const;
    bool isCreation() const { return m_isCreation; }
    QString changeOrigin() const;
    QString changeApplied() const;
    Tone changeTone() const;
    double changeProgress() const;
    QString changeTimes() const;
    bool isApplying() const;
    QString refusal() const;
    QString refusalReason() const;
    QString refusalEffect() const;
    FactsModel* changePlanes() { return &m_planes; }
    FactsModel* served() { return &m_served; }
    DiffModel* diff() { return &m_diff; }
    RevisionsModel* history() { return &m_history; }

Q_SIGNALS:
    void changed();

private:
    void takeView();
    void takeRefusers();
    void addRefuser(const std::string& name, const std::string& reason);
    void takeProgress();
    void takeServed();

    ClusterBridge& m_bridge;
    Selection& m_selection;
    ClusterBridge::View m_view; // Keeps what the two pointers point into.
    const api::RouteView* m_route = nullptr;
    const api::RevisionView* m_change = nullptr;
    bool m_isCreation = false; // Of the resource, by m_change.
    DiffModel m_diff;
    FactsModel m_planes;
    FactsModel m_served;
    std::vector<api::PlaneView> m_refusers; // Of the last change.
    RevisionsModel m_history;
};

} // namespace causeway::app
