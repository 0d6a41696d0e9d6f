#pragma once

#include "app/cluster_chooser.h"
#include "app/console_window.h"
#include "app/lab_words.h"
#include "tests/support/fake_cluster.h"

#include <QSemaphore>
#include <QTemporaryDir>

namespace causeway::testing {

/// The real window over a cluster that the test holds in its hand.
class ScreenStage
{
public:
    static constexpr std::int64_t now = 1'795'269'731; // Of the cluster.

    /// Opened on its cluster, and settled.
    explicit ScreenStage(api::ClusterView view, QSize size = {1280, 800});
    /// A start that fails like this.
    explicit ScreenStage(Error error, QSize size = {1280, 800});

    enum class Before
    {
        Begin, // Nothing was asked for yet.
        End    // The lab goes on starting until the stage ends.
    };
    explicit ScreenStage(Before before, QSize size = {1280, 800});
    ~ScreenStage();

    QQuickWindow& window() { return *console.window(); }
    app::Console& shown() { return *startup.console(); }
    app::SplitController& split() { return *shown().split(); }

    /// Shows the cluster's view as it is now, and waits until the console has it.
    void show();
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    /// Null when nothing that is seen has the name.
    QQuickItem* find(const QString& objectName);
    void click(const QString& objectName);
    /// Whether a visible text of the window has this in it.
    bool shows(const QString& part);
    /// A few frames, so that what was asked for is laid out and drawn.
    void settle();
    /// Leaves a picture in the build folder.
    bool save(const QString& name);

    FakeCluster cluster;
    std::optional<Error> failure;
    QTemporaryDir folder;
    QSettings contexts{folder.filePath(QStringLiteral("contexts.ini")), QSettings::IniFormat};
    QSemaphore starting; // Released when the lab may have started.
    app::Startup startup{target(), "you"};
    app::ConnectionForm::Answer found; // What trying a connection comes to.
    app::ClusterChooser clusters{startup, contexts, places()};
    app::ConsoleWindow console{startup, clusters};

    /// The cluster in the test's hand, once it may start.
    Result<std::unique_ptr<app::RunningCluster>> lend(const app::Startup::Progress& progress);

private:
    void open(QSize size);
    app::StartTarget target();
    app::ClusterChooser::Places places();
};

} // namespace causeway::testing
