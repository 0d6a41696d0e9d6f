#include "app/console_window.h"

#include "app/icon_provider.h"

#include <QApplication>
#include <QFont>
#include <QQuickStyle>
#include <QScreen>
#include <QtQml/QQmlExtensionPlugin>

Q_IMPORT_QML_PLUGIN(Causeway_AppPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_CanvasPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_ThemePlugin)
Q_IMPORT_QML_PLUGIN(Causeway_TopologyPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_StylePlugin)
Q_IMPORT_QML_PLUGIN(Causeway_ConnectPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_ControlsPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_InspectorPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_OutlinePlugin)
Q_IMPORT_QML_PLUGIN(Causeway_TimelinePlugin)
Q_IMPORT_QML_PLUGIN(Causeway_TopologyScreenPlugin)
Q_IMPORT_QML_PLUGIN(Causeway_ShellPlugin)

namespace causeway::app {

namespace {

constexpr int bodyPixels = 13;
const char geometryKey[] = "window/geometry";
const char maximizedKey[] = "window/maximized";

} // namespace

void ConsoleWindow::prepareApplication()
{
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(bodyPixels);
    QApplication::setFont(font);
    QQuickStyle::setStyle(QStringLiteral("Causeway.Style"));
    QQuickStyle::setFallbackStyle(QStringLiteral("Basic"));
}

ConsoleWindow::ConsoleWindow(Startup& startup, ClusterChooser& clusters, QSettings* settings)
    : m_startup(startup)
    , m_settings(settings)
    , m_appearance(settings)
{
    m_engine.addImportPath(QStringLiteral("qrc:/qt/qml")); // Not on the path by itself before Qt 6.5.
    m_engine.addImageProvider(QStringLiteral("icon"), new IconProvider);
    m_engine.setInitialProperties({{QStringLiteral("startup"), QVariant::fromValue(&startup)},
                                   {QStringLiteral("appearance"), QVariant::fromValue(&m_appearance)},
                                   {QStringLiteral("clusters"), QVariant::fromValue(&clusters)}});
    m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Causeway/Shell/Main.qml")));
    if (m_engine.rootObjects().isEmpty())
        return;
    m_window = qobject_cast<QQuickWindow*>(m_engine.rootObjects().constFirst());
    m_window->installEventFilter(this);
    connect(m_window, &QWindow::visibilityChanged, this, &ConsoleWindow::tellWhetherSeen);
    connect(&startup, &Startup::stateChanged, this, &ConsoleWindow::tellWhetherSeen);
    restore();
    if (!m_window->isVisible())
        m_window->show();
}

ConsoleWindow::~ConsoleWindow() = default;

void ConsoleWindow::restore()
{
    if (!m_settings)
        return;
    const QRect place = m_settings->value(geometryKey).toRect();
    const QScreen* screen = place.isValid() ? QGuiApplication::screenAt(place.center()) : nullptr;
    if (screen) // A screen that is gone must not take the window with it.
        m_window->setGeometry(place.intersected(screen->availableGeometry()));
    if (m_settings->value(maximizedKey).toBool())
        m_window->showMaximized();
}

bool ConsoleWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Expose || event->type() == QEvent::Hide)
        QMetaObject::invokeMethod(this, &ConsoleWindow::tellWhetherSeen,
                                  Qt::QueuedConnection); // It takes effect first.
    return QObject::eventFilter(watched, event);
}

/// What nobody sees is kept up to date at a slower pace: a console in the background costs next to nothing.
void ConsoleWindow::tellWhetherSeen()
{
    if (Console* console = m_startup.console())
        console->bridge()->setSeen(m_window->isExposed() && m_window->visibility() != QWindow::Minimized);
}

void ConsoleWindow::remember()
{
    if (!m_settings || !m_window)
        return;
    const bool isMaximized = m_window->visibility() == QWindow::Maximized;
    m_settings->setValue(maximizedKey, isMaximized);
    if (!isMaximized)
        m_settings->setValue(geometryKey, m_window->geometry());
}

void ConsoleWindow::comeToFront()
{
    m_window->show();
    m_window->raise();
    m_window->requestActivate();
}

} // namespace causeway::app
