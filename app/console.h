#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/controllers/cluster_status.h"
#include "app/controllers/copy_controller.h"
#include "app/controllers/fault_controller.h"
#include "app/controllers/link_controller.h"
#include "app/controllers/load_controller.h"
#include "app/controllers/picture.h"
#include "app/controllers/revert_controller.h"
#include "app/controllers/revision_history.h"
#include "app/controllers/route_choice.h"
#include "app/controllers/route_details.h"
#include "app/controllers/selection.h"
#include "app/controllers/split_controller.h"
#include "app/controllers/undo_controller.h"
#include "app/models/planes_model.h"
#include "app/models/time_window.h"
#include "app/models/topology_tree_model.h"
#include "app/models/traffic_history.h"
#include "app/models/view_filter.h"
#include "app/palette/palette_model.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace causeway::app {

/// All that the screens of one cluster share, wired: what QML gets handed and passes on.
class Console : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made when a cluster is there.")
    Q_PROPERTY(causeway::app::ClusterBridge* bridge READ bridge CONSTANT)
    Q_PROPERTY(causeway::app::ClusterStatus* status READ status CONSTANT)
    Q_PROPERTY(causeway::app::Selection* selection READ selection CONSTANT)
    Q_PROPERTY(causeway::app::SplitController* split READ split CONSTANT)
    Q_PROPERTY(causeway::app::UndoController* undo READ undo CONSTANT)
    Q_PROPERTY(causeway::app::LoadController* load READ load CONSTANT)
    Q_PROPERTY(causeway::app::LinkController* link READ link CONSTANT)
    Q_PROPERTY(causeway::app::FaultController* faults READ faults CONSTANT)
    Q_PROPERTY(causeway::app::RouteDetails* route READ route CONSTANT)
    Q_PROPERTY(causeway::app::TopologyTreeModel* outline READ outline CONSTANT)
    Q_PROPERTY(causeway::app::PlanesModel* planes READ planes CONSTANT)
    Q_PROPERTY(causeway::app::ViewFilter* filter READ filter CONSTANT)
    Q_PROPERTY(causeway::app::PaletteModel* palette READ palette CONSTANT)
    Q_PROPERTY(causeway::app::TrafficHistory* history READ history CONSTANT)
    Q_PROPERTY(causeway::app::TimeWindow* time READ time CONSTANT)
    Q_PROPERTY(causeway::app::Picture* picture READ picture CONSTANT)
    Q_PROPERTY(causeway::app::RevisionHistory* revisions READ revisions CONSTANT)
    Q_PROPERTY(causeway::app::RevertController* revert READ revert CONSTANT)
    Q_PROPERTY(causeway::app::CopyController* copy READ copy CONSTANT)
    Q_PROPERTY(causeway::app::RouteChoice* choice READ choice CONSTANT)
    Q_PROPERTY(QString entrance READ entrance CONSTANT)         // Where the gateway takes requests.
    Q_PROPERTY(QString layoutFolder READ layoutFolder CONSTANT) // Where pictures keep what was moved by hand.
    Q_PROPERTY(QString notice READ notice NOTIFY noticeChanged) // What went wrong last; empty when it was put away.

public:
    Console(api::ClusterPort& port, std::string author, QString entrance = {}, QObject* parent = nullptr);

    /// How carefully this cluster is changed, by whatever hand.
    void setProtection(const Protection& protection);

    ClusterBridge* bridge() { return &m_bridge; }
    ClusterStatus* status() { return &m_status; }
    Selection* selection() { return &m_selection; }
    SplitController* split() { return &m_split; }
    UndoController* undo() { return &m_undo; }
    LoadController* load() { return &m_load; }
    LinkController* link() { return &m_link; }
    FaultController* faults() { return &m_faults; }
    RouteDetails* route() { return &m_route; }
    TopologyTreeModel* outline() { return &m_outline; }
    PlanesModel* planes() { return &m_planes; }
    ViewFilter* filter() { return &m_filter; }
    PaletteModel* palette() { return &m_palette; }
    TrafficHistory* history() { return &m_history; }
    TimeWindow* time() { return &m_time; }
    Picture* picture() { return &m_picture; }
    RevisionHistory* revisions() { return &m_revisions; }
    RevertController* revert() { return &m_revert; }
    CopyController* copy() { return &m_copy; }
    RouteChoice* choice() { return &m_choice; }
    const QString& entrance() const { return m_entrance; }
    QString layoutFolder() const;
    const QString& notice() const { return m_notice; }

    /// One key for all: what is still in the hand is put back, else what is staged, else the last change is.
    Q_INVOKABLE void takeBack();
    /// Puts back what was taken back last.
    Q_INVOKABLE void redo();
    Q_INVOKABLE void dismissNotice();
    Q_INVOKABLE void tell(const QString& sentence); // As a notice.
    Q_INVOKABLE void copyEntrance() const;
    /// The next or previous route that can be split.
    Q_INVOKABLE void selectNextRoute(int step);

Q_SIGNALS:
    void noticeChanged();

private:
    void takeView();
    void showOutline();
    bool isChangeUnderWay();
    void suggestRoute(const api::ClusterView& view);

    ClusterBridge m_bridge; // First, for all others hold it.
    ClusterStatus m_status{m_bridge};
    Selection m_selection;
    QString m_suggestedRoute;
    bool m_isSuggesting = true; // Until the user chose, or the busiest route is known.
    TrafficHistory m_history{m_bridge};
    TimeWindow m_time{m_history};
    Picture m_picture{m_bridge, m_history, m_time};
    SplitController m_split{m_bridge};
    UndoController m_undo{m_bridge};
    LoadController m_load{m_bridge};
    LinkController m_link{m_bridge, m_selection, m_undo};
    FaultController m_faults{m_bridge, m_undo};
    RouteDetails m_route{m_bridge, m_selection};
    TopologyTreeModel m_outline;
    PlanesModel m_planes;
    RevisionHistory m_revisions{m_bridge, m_selection};
    RevertController m_revert{m_bridge};
    CopyController m_copy{m_bridge};
    RouteChoice m_choice{m_bridge, m_selection};
    ViewFilter m_filter{m_bridge};
    PaletteModel m_palette{m_bridge, m_selection};
    QString m_entrance;
    QString m_notice;
};

} // namespace causeway::app
