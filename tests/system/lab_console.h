#pragma once

#include "app/canvas/split/split_arc.h"
#include "app/cluster_chooser.h"
#include "app/console_window.h"
#include "engine/runtime/lab_engine.h"

#include <QSize>
#include <QStringList>
#include <QTemporaryDir>

namespace causeway::test {

/// The split route's requests, as the sample services counted them.
struct RouteCounts
{
    std::uint64_t monolith = 0;
    std::uint64_t disputes = 0;

    std::uint64_t sum() const { return monolith + disputes; }
};

/// The console over its lab, of the same parts as the program; only this lab can be looked into.
///
/// Threads: the GUI thread's.
class LabConsole
{
public:
    explicit LabConsole(runtime::LocalLabOptions options, QSize size = {1280, 800});
    /// A start that fails like this, for what cannot be brought about on every machine.
    LabConsole(Error failure, QSize size);

    /// Shows the window and begins to start the lab; false when the window does not come to the front.
    bool open();
    /// Whether a view with traffic has come, and the split of its route can be taken hold of.
    bool isLive();
    /// Whether the newest revision is applied by all planes that it concerns, as the console sees it.
    bool isApplied();

    runtime::LabEngine& lab() { return *m_lab; }
    app::Startup& startup() { return m_startup; }
    app::Console& console() { return *m_startup.console(); }
    app::SplitController& split() { return *console().split(); }
    app::ConsoleWindow& consoleWindow() { return m_window; }
    QQuickWindow& window() { return *m_window.window(); }

    std::uint64_t headRevision();
    /// Of the selected route, as the cluster has it; 0 when it has no such backend.
    std::uint32_t weightOf(const std::string& service);
    RouteCounts counted() const;
    std::uint64_t underWay() const { return m_lab->statistics().underWay; }
    std::uint64_t clientFailures() const { return m_lab->statistics().total.counts.failures(); }

    QQuickItem* find(const QString& objectName);
    QQuickItem* findNamed(const QString& accessibleName);
    /// Whether a visible text of the window has this in it.
    bool shows(const QString& part);

    QPoint grip();
    QPoint middleOf(const QQuickItem& item) const;
    /// Where a boundary at `position` lies on the arc.
    QPoint placeAt(double position);
    void press(const QPoint& point);
    void move(const QPoint& point);
    void letGo(const QPoint& point);
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});

    /// Writes what the window shows to the screenshots of the build folder.
    bool save(const QString& name);

private:
    const api::ClusterView& view() { return *console().bridge()->latest(); }
    const api::RouteView* route();
    Result<std::unique_ptr<app::RunningCluster>> startLab(const app::Startup::Progress& progress);

    app::StartTarget target();

    const runtime::LocalLabOptions m_options;
    std::optional<Error> m_failure;
    runtime::LabEngine* m_lab = nullptr; // The startup's; written by its thread, read after that ended.
    app::Startup m_startup;
    QTemporaryDir m_folder; // Of the contexts, of which there are none.
    QSettings m_contexts{m_folder.filePath(QStringLiteral("contexts.ini")), QSettings::IniFormat};
    app::ClusterChooser m_clusters;
    app::ConsoleWindow m_window;
};

} // namespace causeway::test
