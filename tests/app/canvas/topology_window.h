#pragma once

#include "app/bridge/cluster_bridge.h"
#include "app/canvas/split/split_arc.h"
#include "app/controllers/selection.h"
#include "app/controllers/split_controller.h"
#include "app/controllers/undo_controller.h"
#include "tests/support/fake_cluster.h"

#include <QQuickView>

namespace causeway::tests {

/// A real window with the real topology in it, over a cluster that the test holds.
class TopologyWindow
{
public:
    /// What is moved by hand is kept in `layoutFolder`; empty: nowhere.
    explicit TopologyWindow(const api::ClusterView& view, QSize size = {840, 560}, const QString& layoutFolder = {});

    /// Shows the cluster's view and waits until it is drawn.
    void show();
    bool save(const QString& name); // A picture of the window in the folder of the build.

    app::canvas::TopologyCanvas& canvas() { return *m_view.rootObject()->findChild<app::canvas::TopologyCanvas*>(); }
    app::canvas::SplitArc& arc() { return *m_view.rootObject()->findChild<app::canvas::SplitArc*>(); }
    QQuickItem* find(const QString& objectName);
    QPoint middleOf(const QString& objectName); // In the window.
    QQuickView& window() { return m_view; }

    testing::FakeCluster cluster;
    app::ClusterBridge bridge;
    app::Selection selection;
    app::SplitController controller;
    app::UndoController undo;

private:
    QQuickView m_view;
};

} // namespace causeway::tests
