#include "app/protection_of.h"
#include "tests/app/screen_stage.h"

#include <QApplication>
#include <QClipboard>
#include <QQuickItem>
#include <QRegularExpression>
#include <QtTest>

using namespace causeway;
using testing::ScreenStage;

namespace {

const QSize wide(1600, 1000);

/// A route over seven backends.
api::ClusterView sevenBackends()
{
    api::ClusterView view = testing::wideScenario(3, 60);
    api::RouteView& route = view.routes.front();
    const std::vector<std::uint32_t> weights{40, 20, 15, 10, 8, 5, 2};
    while (route.backends.size() < weights.size()) {
        api::BackendView backend;
        backend.service = fmt::format("service-{}", route.backends.size() + 1);
        backend.node = "service/" + backend.service;
        route.backends.push_back(backend);
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
        route.backends[i].weight = weights[i];
        route.backends[i].desiredShare = weights[i] / 100.0;
    }
    return view;
}

api::PlaneProgressView progress(const std::string& plane, api::PlaneProgressView::State state,
                                const std::string& reason = {}, std::optional<Duration> took = std::nullopt)
{
    return {plane, state, reason, took};
}

QPoint placeIn(QQuickItem& item, double x, double y)
{
    return item.mapToScene({item.width() * x, item.height() * y}).toPoint();
}

/// What the panel around the plot reads off it.
QString readingOf(const QQuickItem& plot)
{
    const QQuickItem* panel = &plot;
    while (panel && !panel->property("reading").isValid())
        panel = panel->parentItem();
    return panel ? panel->property("reading").toString() : QString();
}

} // namespace

/// The inspector and the time line in each of their states over a cluster in the hand, with a picture of each.
class InspectorScreensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("qrc:|QQmlComponent"))); }

    void givesEachOfManyBackendsARowWithALock()
    {
        ScreenStage stage(sevenBackends(), wide);
        stage.split().setLocked(1, true);

        stage.split().begin();
        stage.split().setShareOf(0, 30);

        QCOMPARE(stage.split().backends()->count(), 7);
        QVERIFY(stage.save(QStringLiteral("inspector-seven-backends")));
    }

    void saysHowFarEachDataPlaneIs()
    {
        using State = api::PlaneProgressView::State;
        ScreenStage stage(testing::cardScenario(), wide);
        stage.cluster.change(testing::cardRoute, {72, 28}, "you");
        api::PropagationView& spread = stage.cluster.view.recentRevisions.front().propagation;
        spread = {};
        spread.isKnown = true;
        spread.concerned = 6;
        spread.applied = 3;
        spread.planes = {progress("gateway-1", State::Applied, {}, std::chrono::microseconds(1900)),
                         progress("gateway-1-sidecar", State::Applied, {}, std::chrono::microseconds(2200)),
                         progress("monolith-1", State::Applied, {}, std::chrono::microseconds(2400)),
                         progress("disputes-1", State::Sent),
                         progress("disputes-2", State::Waiting, "waits for ingress-cloud"),
                         progress("gw-cloud-1", State::Offline, "offline since 12:01:22")};
        spread.offline = {"gw-cloud-1"};
        stage.cluster.show();

        QTRY_VERIFY(stage.shown().route()->isApplying());
        QCOMPARE(stage.shown().route()->changePlanes()->count(), 6);
        QVERIFY(stage.save(QStringLiteral("inspector-applying")));
    }

    void saysWhoRefusedAndWhatEachSideServes()
    {
        using State = api::PlaneProgressView::State;
        ScreenStage stage(testing::cardScenario(), wide);
        stage.cluster.change(testing::cardRoute, {72, 28}, "you");
        for (api::PlaneView& plane : stage.cluster.view.planes)
            plane.servedRevision = 214;
        api::PlaneView& refuser = stage.cluster.view.planes.back();
        refuser.servedRevision = 213;
        refuser.state = api::PlaneState::Refused;
        api::PropagationView& spread = stage.cluster.view.recentRevisions.front().propagation;
        spread.applied = 4;
        spread.acknowledged.reset();
        spread.refusedBy = {refuser.name + ": the route needs path regex, which this plane (0.9.4) does not know"};
        spread.planes = {progress("gateway-1", State::Applied, {}, std::chrono::microseconds(1900)),
                         progress(refuser.name, State::Refused,
                                  "The route needs path regex, which this plane (0.9.4) does not know.")};
        stage.cluster.show();

        QTRY_COMPARE(stage.shown().route()->refusal(), QStringLiteral("disputes-2 refused revision 214"));
        QVERIFY(stage.save(QStringLiteral("inspector-refused")));
    }

    void stagesForAProtectedClusterAndAppliesByEnter()
    {
        ScreenStage stage(testing::cardScenario(), wide);
        stage.split().setProtection({true, 0.3, QStringLiteral("prod-global")});
        stage.split().applyQuick(45);
        QVERIFY(stage.split().isStaged());
        QVERIFY(stage.save(QStringLiteral("inspector-staged")));

        stage.key(Qt::Key_Return);

        QTRY_COMPARE(stage.cluster.route(testing::cardRoute).backends[1].weight, 45U);
    }

    void bringsForwardWhatIsStaged()
    {
        ScreenStage stage(testing::cardScenario(), wide);
        stage.split().setProtection({true, 0.3, QStringLiteral("prod-global")});
        QObject* const inspector = stage.window().findChild<QObject*>(QStringLiteral("inspector"));
        QVERIFY(inspector);
        inspector->setProperty("showsRevisions", true);

        stage.split().applyQuick(45);

        QTRY_VERIFY(!inspector->property("showsRevisions").toBool());
        stage.key(Qt::Key_Return);
        QTRY_COMPARE(stage.cluster.route(testing::cardRoute).backends[1].weight, 45U);
    }

    void enterAppliesNothingThatIsNotSeenOrMeant()
    {
        ScreenStage stage(testing::cardScenario(), wide);
        stage.split().setProtection({true, 0.3, QStringLiteral("prod-global")});
        stage.split().applyQuick(45);
        QVERIFY(stage.split().isStaged());
        QQuickItem* plot = nullptr;
        for (QQuickItem* each : stage.window().findChildren<QQuickItem*>())
            if (each->property("takesEnterItself").toBool() && each->isVisible() && !plot)
                plot = each;
        QVERIFY(plot);
        plot->forceActiveFocus();

        stage.key(Qt::Key_Return);

        stage.settle();
        QVERIFY(stage.split().isStaged());
        QCOMPARE(stage.cluster.route(testing::cardRoute).backends[1].weight, 20U);
    }

    void asksBeforeAChangeOfAProtectedClusterIsTakenBack()
    {
        ScreenStage stage(testing::cardScenario(), wide);
        stage.shown().setProtection({true, 0.3, QStringLiteral("prod-global")});
        stage.cluster.change(testing::cardRoute, {72, 28}, "you");
        stage.show();

        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(stage.shows(QStringLiteral("prod-global is protected")));
        QCOMPARE(stage.cluster.route(testing::cardRoute).backends[1].weight, 28U);
        QVERIFY(stage.save(QStringLiteral("inspector-protected-undo")));
        stage.shown().undo()->confirm();

        QTRY_COMPARE(stage.cluster.route(testing::cardRoute).backends[1].weight, 20U);
    }

    void saysThatAChangeOnItsWayCannotBeTakenBackYet()
    {
        ScreenStage stage(testing::cardScenario(), wide);
        stage.cluster.change(testing::cardRoute, {72, 28}, "you");
        stage.show();
        stage.cluster.answersAtOnce = false;
        stage.split().applyQuick(45);

        stage.key(Qt::Key_Z, Qt::ControlModifier);

        QTRY_VERIFY(stage.shown().notice().contains(QStringLiteral("still on its way")));
        QCOMPARE(stage.cluster.received.size(), std::size_t(1));
    }

    void breaksNothingOnAProtectedCluster()
    {
        ScreenStage stage(testing::twoZoneScenario(), wide);
        stage.shown().setProtection({true, 0.3, QStringLiteral("prod-global")});

        stage.key(Qt::Key_F9);
        QTRY_VERIFY(stage.find(QStringLiteral("startFault")));
        QVERIFY(!stage.find(QStringLiteral("startFault"))->isEnabled());
        QVERIFY(stage.shows(QStringLiteral("prod-global is protected")));
        QVERIFY(!stage.find(QStringLiteral("loadSlider"))->isEnabled());
        QVERIFY(stage.save(QStringLiteral("inspector-protected-faults")));
    }

    void anAddressOfAProtectedContextIsProtected_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isOn");
        QTest::newRow("the same") << QStringLiteral("https://mesh.example:5682") << true;
        QTest::newRow("other letters") << QStringLiteral("https://Mesh.Example:5682") << true;
        QTest::newRow("another port") << QStringLiteral("https://mesh.example:5683") << false;
    }

    void anAddressOfAProtectedContextIsProtected()
    {
        QFETCH(QString, address);
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("contexts.ini")), QSettings::IniFormat);
        app::ClusterContexts contexts(settings);
        const QUrl kept(QStringLiteral("https://mesh.example:5682"));
        contexts.save({QStringLiteral("readers"), kept, {}, false, 10});
        contexts.save({QStringLiteral("bold"), kept, {}, true, 40});
        contexts.save({QStringLiteral("careful"), kept, {}, true, 5});

        const app::Protection protection = app::protectionOf(QUrl(address), contexts);

        QTEST(protection.isOn, "isOn");
        QCOMPARE(protection.largestStep, protection.isOn ? 0.05 : 1.0);
        QCOMPARE(protection.context, protection.isOn ? QStringLiteral("careful") : QString());
    }

    void asksBeforeAJumpPastTheAllowedStep()
    {
        ScreenStage stage(testing::cardScenario(), wide);
        stage.split().setProtection({true, 0.1, QStringLiteral("prod-global")});
        stage.split().applyQuick(80);

        stage.split().applyStaged();

        QVERIFY(stage.save(QStringLiteral("inspector-jump")));
        stage.key(Qt::Key_Escape);
        QTRY_VERIFY(stage.split().isStaged() && !stage.split().isAskingJump());
        stage.key(Qt::Key_Escape);
        QTRY_COMPARE(stage.split().state(), app::SplitController::State::Idle);
        QVERIFY(stage.cluster.received.empty());
    }

    void listsRevisionsAndGoesBackToOne()
    {
        ScreenStage stage(testing::cardScenario(), wide);
        for (const std::uint32_t share : {5U, 10U, 15U, 25U, 40U})
            stage.cluster.change(testing::cardRoute, {100 - share, share}, share == 15 ? "ops@example.com" : "you");
        stage.cluster.view.recentRevisions[1].reason = "second step of the rehearsal";
        stage.cluster.show();
        QTRY_COMPARE(stage.shown().revisions()->revisions()->count(), 5);
        stage.key(Qt::Key_H, Qt::ControlModifier);
        stage.shown().revisions()->setChosen(216);
        QVERIFY(stage.save(QStringLiteral("inspector-revisions")));

        stage.shown().revert()->ask(215);
        QTRY_VERIFY(stage.shown().revert()->isAsking());
        QVERIFY(stage.save(QStringLiteral("inspector-revert")));
        stage.shown().revert()->confirm();

        QTRY_COMPARE(stage.cluster.route(testing::cardRoute).backends[1].weight, 10U);
    }

    void copiesTheRouteByAKey()
    {
        ScreenStage stage(testing::cardScenario(), wide);

        stage.key(Qt::Key_Y, Qt::ControlModifier | Qt::ShiftModifier);

        QTRY_COMPARE(QGuiApplication::clipboard()->text(),
                     QString::fromStdString(testing::cardRoute) + QStringLiteral(" as YAML"));
        QTRY_COMPARE(stage.shown().copy()->done(), QStringLiteral("Copied as YAML"));
    }

    void listsTheRoutesAtAChosenNode()
    {
        api::ClusterView view = testing::cardScenario();
        for (const char* path : {"/card/limits", "/card/statement", "/login"}) {
            api::RouteView another = view.routes.front();
            another.id += path;
            another.label = path;
            view.routes.push_back(another);
        }
        ScreenStage stage(view, wide);

        stage.shown().selection()->setNodeId(QStringLiteral("gateway/gateway"));

        QTRY_COMPARE(stage.shown().choice()->routes()->count(), 4);
        QVERIFY(stage.save(QStringLiteral("inspector-routes")));
    }

    void takesARangeOutOfThePlotAndReturns()
    {
        api::ClusterView view = testing::cardScenario();
        api::FaultView fault;
        fault.id = 1;
        fault.title = "disputes answers 200 ms later";
        fault.since = WallTime(std::chrono::seconds(ScreenStage::now - 220));
        fault.until = WallTime(std::chrono::seconds(ScreenStage::now - 150));
        view.faults = {fault};
        ScreenStage stage(view, wide);
        stage.cluster.view.time = WallTime(std::chrono::seconds(ScreenStage::now - 320));
        stage.cluster.change(testing::cardRoute, {72, 28}, "you");
        stage.cluster.view.time = WallTime(std::chrono::seconds(ScreenStage::now));
        stage.cluster.show();
        QQuickItem* const plot = stage.find(QStringLiteral("ratePlot"));
        QVERIFY(plot);
        app::TimeWindow& time = *stage.shown().time();

        QTest::mouseClick(&stage.window(), Qt::LeftButton, {}, placeIn(*plot, 0.2, 0.5));
        QVERIFY(time.hasPins());
        QTest::mousePress(&stage.window(), Qt::LeftButton, {}, placeIn(*plot, 0.6, 0.5));
        QTest::mouseMove(&stage.window(), placeIn(*plot, 0.65, 0.5));
        QTest::mouseMove(&stage.window(), placeIn(*plot, 0.75, 0.5));
        QTest::mouseRelease(&stage.window(), Qt::LeftButton, {}, placeIn(*plot, 0.75, 0.5));
        QTRY_VERIFY(time.hasRange());
        QVERIFY(stage.split().backends()->window().contains(QStringLiteral(" – ")));
        const QQuickItem* const note = stage.find(QStringLiteral("pictureSpan"));
        QVERIFY(note && note->isVisible());
        QVERIFY(stage.shown().picture()->isOfRange());
        QVERIFY(stage.save(QStringLiteral("timeline-range")));

        stage.key(Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(time.isLive());
        QVERIFY(!note->isVisible());
        QCOMPARE(stage.split().backends()->window(), QStringLiteral("last 60 s"));
    }

    void readsWhatIsDrawnNow()
    {
        ScreenStage stage(testing::twoZoneScenario(), wide);
        stage.shown().selection()->setRouteId(QString::fromStdString(testing::cardRoute));
        QQuickItem* const plot = stage.find(QStringLiteral("ratePlot"));
        QVERIFY(plot);
        stage.settle();
        QTest::mouseMove(&stage.window(), placeIn(*plot, 0.6, 0.5));
        QTest::mouseMove(&stage.window(), placeIn(*plot, 0.62, 0.5));
        QTRY_VERIFY(!readingOf(*plot).isEmpty());
        const QString before = readingOf(*plot);
        QVERIFY2(before.contains(QStringLiteral("disputes")), qPrintable(before));

        stage.key(Qt::Key_Down, Qt::ControlModifier); // Another route, the pointer where it was.

        QTRY_VERIFY(!readingOf(*plot).isEmpty() && !readingOf(*plot).contains(QStringLiteral("disputes")));
    }

    void readsThePlotByKeys()
    {
        ScreenStage stage(testing::cardScenario(), wide);
        app::TimeWindow& time = *stage.shown().time();
        QQuickItem* const plot = stage.find(QStringLiteral("ratePlot"));
        QTest::mouseClick(&stage.window(), Qt::LeftButton, {}, placeIn(*plot, 0.5, 0.5));
        QVERIFY(time.escape()); // The pin.

        for (int i = 0; i < 3; ++i)
            stage.key(Qt::Key_PageUp);
        stage.key(Qt::Key_Left, Qt::ShiftModifier);
        stage.key(Qt::Key_Plus);

        QCOMPARE(time.cursor(), static_cast<double>(ScreenStage::now - 91));
        QVERIFY(time.hasRange());
        QVERIFY(!time.isLive());
        QVERIFY(stage.save(QStringLiteral("timeline-keys")));
        stage.key(Qt::Key_End);
        QVERIFY(time.isLive());
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    app::ConsoleWindow::prepareApplication();
    InspectorScreensTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_inspector_screens.moc"
