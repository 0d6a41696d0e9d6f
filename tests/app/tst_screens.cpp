#include "tests/app/console_stage.h"

#include <QApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QtTest>

using namespace causeway;
using app::Startup;
using testing::Stage;

namespace {

constexpr std::int64_t now = Stage::now;

} // namespace

/// Opens the real screens over a cluster in the hand, and leaves a picture of each state in the build folder.
class ScreensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("qrc:"))); }

    void opensTheTopologyOnItsFirstSplitRoute()
    {
        Stage stage(testing::cardScenario());
        stage.cluster.change(testing::cardRoute, {72, 28}, "you");
        testing::addTraffic(stage.cluster.view, 1240, now);
        stage.cluster.show();
        QTRY_COMPARE(stage.split().newShareText(), QStringLiteral("28%"));

        stage.write(QStringLiteral("topology-1280"));
        stage.window.window()->resize(1600, 1000);
        QTRY_COMPARE(stage.window.window()->size(), QSize(1600, 1000));
        stage.write(QStringLiteral("topology-1600"));
    }

    void showsWhatIsInTheHandBesideWhatWasCounted()
    {
        Stage stage(testing::cardScenario());

        stage.split().begin();
        stage.split().setNewShare(45);

        stage.write(QStringLiteral("dragging"));
    }

    void asksBeforeItWritesOverAForeignChange()
    {
        Stage stage(testing::cardScenario());
        stage.split().begin();
        stage.split().setNewShare(45);
        stage.cluster.change(testing::cardRoute, {65, 35}, "ops@example.com");
        stage.cluster.show();
        QTRY_VERIFY(!stage.split().foreignChange().isEmpty());
        stage.write(QStringLiteral("foreign-change"));

        stage.split().release();

        QVERIFY(stage.split().isAsking());
        stage.write(QStringLiteral("conflict"));
    }

    void editsFiveBackendsInTheInspector()
    {
        Stage stage(testing::wideScenario(3, 60), {1600, 1000});

        stage.write(QStringLiteral("five-backends"));
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
        Stage stage(testing::twoZoneScenario(), size);
        stage.window.appearance().setScheme(isDark ? app::Appearance::Scheme::Dark : app::Appearance::Scheme::Light);
        const QString end = QStringLiteral("-%1-%2").arg(size.width()).arg(isDark ? "dark" : "light");
        app::Console& console = *stage.startup.console();
        stage.write(QStringLiteral("two-zones") + end);

        console.selection()->setLinkId(QString::fromStdString(testing::zoneLink));
        stage.write(QStringLiteral("link") + end);
        console.link()->setCut(true);
        console.faults()->begin(QStringLiteral("service/accounts"));
        console.faults()->start();
        api::ClusterView& view = stage.cluster.view;
        view.refusals = {{view.time, "monolith-1", "service/monolith", "spiffe://default/legacy-batch",
                          "RBAC: access denied", 12, std::chrono::seconds(60)}};
        stage.cluster.show();
        QTRY_COMPARE(console.faults()->runningCount(), 1);
        QTest::qWait(300); // The picture takes figures up four times a second.
        stage.write(QStringLiteral("broken") + end);

        QObject* const popup = stage.window.window()->findChild<QObject*>(QStringLiteral("faultPopup"));
        QVERIFY(popup && QMetaObject::invokeMethod(popup, "open"));
        QTRY_VERIFY(popup->property("opened").toBool());
        stage.write(QStringLiteral("break-something") + end);
    }

    void cutsALinkByItsButtonAndTakesItBackByKey()
    {
        Stage stage(testing::twoZoneScenario());
        stage.startup.console()->selection()->setLinkId(QString::fromStdString(testing::zoneLink));
        const api::LinkSettings& settings = *stage.cluster.view.links.front().settings;

        stage.click(QStringLiteral("cutLink"));
        QTRY_VERIFY(settings.isCut);

        QTest::keyClick(stage.window.window(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!settings.isCut);
    }

    void breaksAServiceByKeysAndMendsItByUndo()
    {
        Stage stage(testing::twoZoneScenario());
        app::FaultController& faults = *stage.startup.console()->faults();
        QTest::keyClick(stage.window.window(), Qt::Key_F9);
        QObject* const popup = stage.window.window()->findChild<QObject*>(QStringLiteral("faultPopup"));
        QTRY_VERIFY(popup->property("opened").toBool());

        QTest::keyClick(stage.window.window(), Qt::Key_Down);
        QCOMPARE(faults.offer(), 1);
        stage.click(QStringLiteral("startFault"));
        QTRY_COMPARE(faults.runningCount(), 1);
        QCOMPARE(stage.cluster.view.faults.front().kind, api::FaultKind::ErrorRate);
        QTRY_VERIFY(!popup->property("visible").toBool());

        QTest::keyClick(stage.window.window(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(faults.runningCount(), 0);
    }

    void offersNothingToBreakWhereTheClusterCannot()
    {
        Stage stage(testing::cardScenario());

        const QQuickItem* button = stage.find(QStringLiteral("breakSomething"));
        QVERIFY(button && !button->isVisible());
    }

    void saysWhyItDidNotStartAndWhatHelps()
    {
        Stage stage(makeError(ErrorCode::AlreadyExists, "/var/lib/causeway is used by process 4711 since 14:02:11"));

        QCOMPARE(stage.startup.state(), Startup::State::Failed);
        QVERIFY(stage.startup.canAttach());
        stage.write(QStringLiteral("start-folder-in-use"));
    }

    void drawsTheSameInLight()
    {
        Stage stage(testing::cardScenario());

        stage.window.appearance().setScheme(app::Appearance::Scheme::Light);

        stage.write(QStringLiteral("topology-light"));
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
