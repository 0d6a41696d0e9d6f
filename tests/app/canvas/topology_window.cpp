#include "tests/app/canvas/topology_window.h"

#include <QCoreApplication>
#include <QDir>
#include <QQmlEngine>
#include <QTest>
#include <QtQml/QQmlExtensionPlugin>

Q_IMPORT_QML_PLUGIN(Causeway_AppPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_CanvasPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_ThemePlugin)
Q_IMPORT_QML_PLUGIN(Causeway_TopologyPlugin)

namespace causeway::tests {

TopologyWindow::TopologyWindow(const api::ClusterView& view, QSize size, const QString& layoutFolder)
    : bridge(cluster, "tester")
    , controller(bridge)
    , undo(bridge)
{
    cluster.view = view;
    QObject::connect(&selection, &app::Selection::routeIdChanged, &controller,
                     [this] { controller.setRouteId(selection.routeId()); });
    m_view.engine()->addImportPath(QStringLiteral("qrc:/qt/qml"));
    m_view.setInitialProperties({{"bridge", QVariant::fromValue(&bridge)},
                                 {"selection", QVariant::fromValue(&selection)},
                                 {"undo", QVariant::fromValue(&undo)},
                                 {"layoutFolder", layoutFolder},
                                 {"splitController", QVariant::fromValue(&controller)}});
    m_view.setResizeMode(QQuickView::SizeRootObjectToView);
    m_view.resize(size);
    m_view.setSource(QUrl(QStringLiteral("qrc:/qt/qml/Causeway/Topology/TopologyView.qml")));
}

void TopologyWindow::show()
{
    m_view.show();
    m_view.requestActivate();
    if (!QTest::qWaitForWindowActive(&m_view))
        qWarning("The window does not become active.");
    cluster.show();
    if (!QTest::qWaitFor([this] { return canvas().isEmpty() == cluster.view.nodes.empty(); }))
        qWarning("The canvas does not take the view.");
}

bool TopologyWindow::save(const QString& name)
{
    const QDir folder(QCoreApplication::applicationDirPath());
    folder.mkpath(QStringLiteral("pictures"));
    return m_view.grabWindow().save(folder.filePath(QStringLiteral("pictures/%1.png").arg(name)));
}

QQuickItem* TopologyWindow::find(const QString& objectName)
{
    const auto visit = [&](const auto& self, QQuickItem* item) -> QQuickItem* {
        if (item->objectName() == objectName)
            return item;
        for (QQuickItem* child : item->childItems()) {
            if (QQuickItem* found = self(self, child))
                return found;
        }
        return nullptr;
    };
    return visit(visit, m_view.rootObject());
}

QPoint TopologyWindow::middleOf(const QString& objectName)
{
    const QQuickItem* item = find(objectName);
    return item ? item->mapToScene(QPointF(item->width() / 2, item->height() / 2)).toPoint() : QPoint();
}

} // namespace causeway::tests
