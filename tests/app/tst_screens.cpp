#include "app/remote_start.h"
#include "tests/app/screen_stage.h"

#include <QApplication>
#include <QQuickItem>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QtTest>

using namespace causeway;
using app::Startup;
using testing::ScreenStage;

namespace {

constexpr std::int64_t now = ScreenStage::now;

} // namespace

/// Opens the real screens over a cluster in the hand, and leaves a picture of each state in the build folder.
class ScreensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("qrc:|QQmlComponent"))); }

    void opensTheTopologyOnItsFirstSplitRoute()
    {
        ScreenStage stage(testing::cardScenario());
        stage.cluster.change(testing::cardRoute, {72, 28}, "you");
        testing::addTraffic(stage.cluster.view, 1240, now);
        stage.cluster.show();
        QTRY_COMPARE(stage.split().newShareText(), QStringLiteral("28%"));

        QVERIFY(stage.save(QStringLiteral("topology-1280")));
        stage.window().resize(1600, 1000);
        QTRY_COMPARE(stage.window().size(), QSize(1600, 1000));
        QVERIFY(stage.save(QStringLiteral("topology-1600")));
    }

    void showsWhatIsInTheHandBesideWhatWasCounted()
    {
        ScreenStage stage(testing::cardScenario());

        stage.split().begin();
        stage.split().setNewShare(45);

        QVERIFY(stage.save(QStringLiteral("dragging")));
    }

    void takesViewsSlowlyWhileNobodySeesIt()
    {
        ScreenStage stage(testing::cardScenario());
        const auto isShown = [&](const char* name) { return stage.shown().bridge()->latest()->name == name; };
        const auto show = [&](const char* name) {
            stage.cluster.view.name = name;
            stage.cluster.show();
        };
        stage.window().hide();
        QTRY_VERIFY(!stage.window().isExposed());
        stage.settle();
        show("first");
        QTRY_VERIFY(isShown("first"));

        QElapsedTimer waiting;
        waiting.start();
        show("second");
        QTRY_VERIFY(isShown("second"));
        QCOMPARE_GT(waiting.elapsed(), 300);

        stage.window().show();
        QTRY_VERIFY(stage.window().isExposed());
        stage.settle();
        waiting.restart();
        for (const char* name : {"third", "fourth", "fifth"}) { // Three seconds, at the other pace.
            show(name);
            QTRY_VERIFY(isShown(name));
        }
        QCOMPARE_LT(waiting.elapsed(), 2'000);
    }

    void asksBeforeItWritesOverAForeignChange()
    {
        ScreenStage stage(testing::cardScenario());
        stage.split().begin();
        stage.split().setNewShare(45);
        stage.cluster.change(testing::cardRoute, {65, 35}, "ops@example.com");
        stage.cluster.show();
        QTRY_VERIFY(!stage.split().foreignChange().isEmpty());
        QVERIFY(stage.save(QStringLiteral("foreign-change")));

        stage.split().release();

        QVERIFY(stage.split().isAsking());
        QVERIFY(stage.save(QStringLiteral("conflict")));
    }

    void editsFiveBackendsInTheInspector()
    {
        ScreenStage stage(testing::wideScenario(3, 60), {1600, 1000});

        QVERIFY(stage.save(QStringLiteral("five-backends")));
    }

    void drawsTwoZonesTheirLinkAndWhatIsBroken_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("isDark");
        for (const QSize size : {QSize(1600, 1000), QSize(1280, 800), QSize(1024, 700)}) {
            QTest::addRow("%d, dark", size.width()) << size << true;
            QTest::addRow("%d, light", size.width()) << size << false;
        }
    }
    void drawsTwoZonesTheirLinkAndWhatIsBroken()
    {
        QFETCH(QSize, size);
        QFETCH(bool, isDark);
        ScreenStage stage(testing::twoZoneScenario(), size);
        stage.console.appearance().setScheme(isDark ? app::Appearance::Scheme::Dark : app::Appearance::Scheme::Light);
        const QString end = QStringLiteral("-%1-%2").arg(size.width()).arg(isDark ? "dark" : "light");
        app::Console& console = stage.shown();
        QVERIFY(stage.save(QStringLiteral("two-zones") + end));

        console.selection()->setLinkId(QString::fromStdString(testing::zoneLink));
        QVERIFY(stage.save(QStringLiteral("link") + end));
        console.link()->setCut(true);
        console.faults()->begin(QStringLiteral("service/accounts"));
        console.faults()->start();
        api::ClusterView& view = stage.cluster.view;
        view.refusals = {{view.time, "monolith-1", "service/monolith", "spiffe://default/legacy-batch",
                          "RBAC: access denied", 12, std::chrono::seconds(60)}};
        stage.cluster.show();
        QTRY_COMPARE(console.faults()->runningCount(), 2); // The link too.
        QTest::qWait(300);                                 // The picture takes figures up four times a second.
        QVERIFY(stage.save(QStringLiteral("broken") + end));

        QObject* const popup = stage.window().findChild<QObject*>(QStringLiteral("faultPopup"));
        QVERIFY(popup && QMetaObject::invokeMethod(popup, "open"));
        QTRY_VERIFY(popup->property("opened").toBool());
        QVERIFY(stage.save(QStringLiteral("break-something") + end));
    }

    void cutsALinkByItsButtonAndTakesItBackByKey()
    {
        ScreenStage stage(testing::twoZoneScenario());
        stage.shown().selection()->setLinkId(QString::fromStdString(testing::zoneLink));
        const api::LinkSettings& settings = *stage.cluster.view.links.front().settings;

        stage.click(QStringLiteral("cutLink"));
        QTRY_VERIFY(settings.isCut);

        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!settings.isCut);
    }

    void breaksAServiceByKeysAndMendsItByUndo()
    {
        ScreenStage stage(testing::twoZoneScenario());
        app::FaultController& faults = *stage.shown().faults();
        stage.key(Qt::Key_F9);
        QObject* const popup = stage.window().findChild<QObject*>(QStringLiteral("faultPopup"));
        QTRY_VERIFY(popup->property("opened").toBool());

        stage.key(Qt::Key_Down);
        QCOMPARE(faults.offer(), 1);
        stage.click(QStringLiteral("startFault"));
        QTRY_COMPARE(faults.runningCount(), 1);
        QCOMPARE(stage.cluster.view.faults.front().kind, api::FaultKind::ErrorRate);
        QTRY_VERIFY(!popup->property("visible").toBool());

        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(faults.runningCount(), 0);
    }

    void offersNothingToBreakWhereTheClusterCannot()
    {
        ScreenStage stage(testing::cardScenario());

        QVERIFY(!stage.find(QStringLiteral("breakSomething")));
    }

    void saysWhyItDidNotStartAndWhatHelps()
    {
        ScreenStage stage(
            makeError(ErrorCode::AlreadyExists, "/var/lib/causeway is used by process 4711 since 14:02:11"));

        QCOMPARE(stage.startup.state(), Startup::State::Failed);
        QVERIFY(stage.startup.canAttach());
        QVERIFY(stage.save(QStringLiteral("start-folder-in-use")));
    }

    void opensTheLocalLabAfterAnotherClusterWasClosed()
    {
        ScreenStage stage(testing::cardScenario());
        int starts = 0;
        stage.startup.switchTo({[&](const auto&) -> Result<std::unique_ptr<app::RunningCluster>> {
                                    ++starts;
                                    return failure(ErrorCode::Unavailable, "it is far away");
                                },
                                QStringLiteral("Connecting."),
                                [](const Error&) {
                                    return app::StartTarget::Words{QStringLiteral("Not reached"), {}};
                                }});
        QTRY_VERIFY(stage.startup.state() == app::Startup::State::Failed);
        stage.starting.release();
        stage.clusters.openLocal();
        QTRY_VERIFY(stage.startup.state() == app::Startup::State::Running);
        stage.startup.switchTo({[&](const auto& progress) {
                                    ++starts;
                                    return stage.lend(progress);
                                },
                                QStringLiteral("Connecting."),
                                [](const Error&) {
                                    return app::StartTarget::Words{QStringLiteral("Not reached"), {}};
                                }});
        stage.starting.release();
        QTRY_VERIFY(stage.startup.state() == app::Startup::State::Running);
        QCOMPARE(starts, 2);
        stage.startup.close();
        QTRY_VERIFY(stage.startup.state() == app::Startup::State::Idle);

        stage.starting.release();
        stage.key(Qt::Key_R, Qt::ControlModifier);

        QTRY_VERIFY(stage.startup.state() == app::Startup::State::Running);
        QCOMPARE(starts, 2);
    }

    /// Two actions of the same keys would be two too many: then neither is done.
    void keepsItsKeysWhenAnotherClusterIsShown()
    {
        ScreenStage stage(testing::twoZoneScenario());
        stage.settle();
        stage.startup.switchTo(
            {[&](const auto& progress) { return stage.lend(progress); }, QStringLiteral("again"), {}});
        stage.starting.release();
        QTRY_VERIFY(stage.startup.state() == Startup::State::Running);
        stage.settle();

        stage.key(Qt::Key_K, Qt::ControlModifier);

        QTRY_VERIFY(stage.find("paletteField"));
    }

    void offersNoConnectionThatIsForgotten()
    {
        ScreenStage stage(testing::twoZoneScenario());
        app::ClusterContexts contexts(stage.contexts);
        app::ConnectionForm& form = *stage.clusters.form();
        for (const char* name : {"harbour", "quay"})
            contexts.save({QLatin1String(name), QUrl(QStringLiteral("https://bank.example:5682")), {}, false, 20});
        form.begin(QStringLiteral("quay"));
        form.forget();
        stage.settle();

        stage.key(Qt::Key_K, Qt::ControlModifier);
        app::PaletteModel& palette = *stage.shown().palette();
        palette.setWords(QStringLiteral("show harbour"));
        QTRY_COMPARE(palette.rowCount(), 1);
        form.begin(QStringLiteral("harbour"));
        form.forget();
        stage.settle();
        stage.key(Qt::Key_Escape);
        stage.key(Qt::Key_K, Qt::ControlModifier);
        palette.setWords(QStringLiteral("show harbour"));

        QTRY_COMPARE(palette.rowCount(), 0);
    }

    void looksForTheTokenAgainWhenItIsToTryAgain()
    {
        ScreenStage stage(testing::cardScenario());
        app::ClusterContexts(stage.contexts)
            .save({QStringLiteral("quay"), QUrl(QStringLiteral("https://127.0.0.1:1")), {}, false, 20});
        stage.clusters.open(QStringLiteral("quay"));
        QTRY_COMPARE(stage.startup.problem(), QStringLiteral("The token cannot be read"));

        app::TokenStore tokens(stage.folder.filePath(QStringLiteral("tokens")));
        bool isKept = false;
        tokens.write(QStringLiteral("quay"), "cwa_abc", [&](const auto& place) { isKept = place.has_value(); });
        QTRY_VERIFY(isKept);
        stage.key(Qt::Key_R, Qt::ControlModifier);

        QTRY_COMPARE(stage.startup.problem(),
                     QStringLiteral("The cluster cannot be reached")); // It had a token to go with.
    }

    void takesNoWordsOfTheClusterForMarkup()
    {
        ScreenStage stage(testing::twoZoneScenario());
        stage.settle();
        int texts = 0;
        for (const QQuickItem* item : stage.window().findChildren<QQuickItem*>())
            if (item->inherits("QQuickText")) {
                ++texts;
                QVERIFY2(item->property("textFormat").toInt() != Qt::AutoText,
                         qPrintable(item->property("text").toString()));
            }
        QVERIFY(texts > 20);
    }

    void givesAConnectionUpThatNobodyAnswers()
    {
        ScreenStage stage(ScreenStage::Before::Begin);
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        app::RemoteTarget target;
        target.url = QUrl(QStringLiteral("https://127.0.0.1:%1").arg(silent.serverPort()));
        target.token = "cwa_secret";
        stage.startup.switchTo(app::remoteStart(target, "test"));
        QTRY_VERIFY(stage.find(QStringLiteral("cancelStart")));
        QTRY_VERIFY(silent.hasPendingConnections() || silent.waitForNewConnection(100));
        QVERIFY(stage.save(QStringLiteral("start-connecting")));

        stage.key(Qt::Key_Escape);

        QTRY_VERIFY(stage.startup.state() == app::Startup::State::Failed);
        QTRY_VERIFY(stage.shows(QStringLiteral("Not connected")));
    }

    void drawsTheSameInLight()
    {
        ScreenStage stage(testing::cardScenario());

        stage.console.appearance().setScheme(app::Appearance::Scheme::Light);

        QVERIFY(stage.save(QStringLiteral("topology-light")));
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    app::ConsoleWindow::prepareApplication();
    ScreensTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_screens.moc"
