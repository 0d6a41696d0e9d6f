#pragma once

#include "app/appearance/appearance.h"
#include "app/cluster_chooser.h"
#include "app/startup.h"

#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QSettings>

#include <memory>

namespace causeway::app {

/// The main window, built from QML; it remembers where it stood.
///
/// Errors: window() is null when the QML could not be loaded; the engine has said why on stderr.
class ConsoleWindow : public QObject
{
    Q_OBJECT

public:
    /// Fonts, style and names that must stand before the first window. Once, after the QApplication.
    static void prepareApplication();

    /// `settings` may be null: then nothing is remembered.
    ConsoleWindow(Startup& startup, ClusterChooser& clusters, QSettings* settings = nullptr);
    ~ConsoleWindow() override;

    QQuickWindow* window() const { return m_window; }
    void remember();
    void comeToFront();
    Appearance& appearance() { return m_appearance; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void restore();
    void tellWhetherSeen();

    Startup& m_startup;
    QSettings* m_settings;
    Appearance m_appearance; // Before the engine, so that it outlives the QML that holds it.
    QQmlApplicationEngine m_engine;
    QQuickWindow* m_window = nullptr; // The engine's.
};

} // namespace causeway::app
