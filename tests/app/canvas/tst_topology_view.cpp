#include "tests/app/canvas/sample_views.h"
#include "tests/app/canvas/topology_window.h"

#include <QAccessible>
#include <QTest>

using namespace causeway;
using namespace causeway::tests;

namespace {

/// The weights of the last split that was sent, by service.
std::map<std::string, std::uint32_t> sentWeights(const testing::FakeCluster& cluster)
{
    std::map<std::string, std::uint32_t> weights;
    if (cluster.received.empty())
        return weights;
    for (const auto& weight : std::get<api::SetSplit>(cluster.received.back()).weights)
        weights[weight.service] = weight.weight;
    return weights;
}

QImage pictureOf(TopologyWindow& window)
{
    QTest::qWait(120); // A frame or two; nothing tells when the last one is on the screen.
    return window.window().grabWindow();
}

} // namespace

/// The topology as a user has it: real window, real mouse and key events, the real controller, a cluster in the hand.
class TopologyViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<TopologyWindow>(samples::smallLab());
        m_window->cluster.answersAtOnce = true;
        m_window->show();
        m_window->selection.setRouteId(QStringLiteral("r1"));
        QTRY_VERIFY(m_window->find(QStringLiteral("splitGrip0")));
    }
    void cleanup() { m_window.reset(); }

    void dragsAWeightAndSendsItOnRelease()
    {
        const QPoint start = grip();
        QTest::mousePress(&window(), Qt::LeftButton, {}, start);
        QTest::mouseMove(&window(), placeAt(0.6));
        QTest::mouseMove(&window(), placeAt(0.5));
        QTRY_COMPARE(m_window->controller.newShareText(), QStringLiteral("50%"));
        QVERIFY(m_window->cluster.received.empty());

        QTest::mouseRelease(&window(), Qt::LeftButton, {}, placeAt(0.5));

        QTRY_COMPARE(m_window->cluster.received.size(), std::size_t{1});
        QCOMPARE(sentWeights(m_window->cluster).at("monolith"), 50U);
        QCOMPARE(sentWeights(m_window->cluster).at("disputes"), 50U);
        QTRY_VERIFY((QPointF(grip()) - QPointF(placeAt(0.5))).manhattanLength() < 4);
    }

    void reachesBothEnds()
    {
        for (const double position : {0.0, 1.0, 0.0}) {
            drag(grip(), placeAt(position < 0.5 ? -0.08 : 1.08));
            const auto wanted = static_cast<std::uint32_t>(position < 0.5 ? 0 : 100);
            QTRY_COMPARE(sentWeights(m_window->cluster)["monolith"], wanted);
            QTRY_COMPARE(m_window->controller.state(), app::SplitController::State::Idle);
            const QRectF node = m_window->canvas().nodeRect(QStringLiteral("gateway"));
            QVERIFY(!node.contains(grip()));
            QVERIFY(m_window->window().contentItem()->contains(grip()));
        }
    }

    void movesATenthAsFarWithShift()
    {
        QTest::mousePress(&window(), Qt::LeftButton, Qt::ShiftModifier, grip());
        move(placeAt(0.62), Qt::ShiftModifier); // 10 % up: 1 % less for the old side.
        QTRY_COMPARE(m_window->controller.newShareText(), QStringLiteral("29%"));
        QTest::mouseRelease(&window(), Qt::LeftButton, Qt::ShiftModifier, placeAt(0.62));
        QTRY_COMPARE(m_window->cluster.received.size(), std::size_t{1});
    }

    void putsBackOnEscapeAndSendsNothing()
    {
        QTest::mousePress(&window(), Qt::LeftButton, {}, grip());
        move(placeAt(0.3));
        QTRY_VERIFY(m_window->controller.newShare() > 0.6);

        QTest::keyClick(&window(), Qt::Key_Escape);
        move(placeAt(0.2));
        QTest::mouseRelease(&window(), Qt::LeftButton, {}, placeAt(0.2));

        QCOMPARE(m_window->controller.newShareText(), QStringLiteral("28%"));
        QVERIFY(m_window->cluster.received.empty());
    }

    void putsBackWhenTheFocusGoesAway()
    {
        QTest::mousePress(&window(), Qt::LeftButton, {}, grip());
        move(placeAt(0.3));
        QTRY_VERIFY(m_window->controller.newShare() > 0.6);

        m_window->canvas().forceActiveFocus();

        QCOMPARE(m_window->controller.newShareText(), QStringLiteral("28%"));
        QTest::mouseRelease(&window(), Qt::LeftButton, {}, placeAt(0.3));
        QVERIFY(m_window->cluster.received.empty());
    }

    void movesByKeysAndSendsOneChange()
    {
        m_window->find(QStringLiteral("splitGrip0"))->forceActiveFocus();
        for (int press = 0; press < 3; ++press)
            QTest::keyClick(&window(), Qt::Key_Up);
        QTest::keyClick(&window(), Qt::Key_PageUp);

        QTRY_COMPARE(m_window->cluster.received.size(), std::size_t{1});
        QCOMPARE(sentWeights(m_window->cluster).at("disputes"), 41U);
    }

    void turnsTheArmsWhenTheRouteNamesItsBackendsFromTheBottomUp()
    {
        api::ClusterView view = samples::twoZones(); // The monolith's zone is the upper one.
        std::ranges::reverse(view.routes.front().backends);
        m_window = std::make_unique<TopologyWindow>(view, QSize(1160, 756));
        m_window->cluster.answersAtOnce = true;
        m_window->show();
        m_window->selection.setRouteId(QStringLiteral("r1"));
        QTRY_VERIFY(m_window->find(QStringLiteral("splitGrip0")));

        QCOMPARE(m_window->arc().gripName(0), QStringLiteral("Boundary between monolith and disputes"));
        drag(grip(), placeAt(0.4));

        QTRY_COMPARE(m_window->cluster.received.size(), std::size_t{1});
        QCOMPARE(sentWeights(m_window->cluster).at("monolith"), 40U);
        QCOMPARE(sentWeights(m_window->cluster).at("disputes"), 60U);
    }

    void movesOneBoundaryOfFiveBackends()
    {
        m_window = std::make_unique<TopologyWindow>(samples::generated(3, 60), QSize(1160, 756));
        m_window->cluster.answersAtOnce = true;
        m_window->show();
        m_window->selection.setRouteId(QStringLiteral("r1"));
        QTRY_COMPARE(m_window->arc().gripCount(), 4);

        drag(m_window->middleOf(QStringLiteral("splitGrip0")), placeAt(0.6));

        QTRY_COMPARE(m_window->cluster.received.size(), std::size_t{1});
        const auto weights = sentWeights(m_window->cluster);
        QCOMPARE(weights.size(), std::size_t{5});
        QVERIFY(weights.at("service-0-000") > 57 && weights.at("service-0-000") < 63);
        QCOMPARE(weights.at("service-0-000") + weights.at("service-0-001"), 74U);
        QCOMPARE(weights.at("service-0-004"), 4U);
    }

    void tellsAssistiveTechnologyWhatAGripIs()
    {
        QAccessibleInterface* grip =
            QAccessible::queryAccessibleInterface(m_window->find(QStringLiteral("splitGrip0")));

        QVERIFY(grip);
        QCOMPARE(grip->role(), QAccessible::Slider);
        QCOMPARE(grip->text(QAccessible::Name), QStringLiteral("Boundary between monolith and disputes"));
        QVERIFY(grip->valueInterface());
        QCOMPARE(qRound(grip->valueInterface()->currentValue().toDouble()), 72);
    }

    void keepsTheCardOffTheArcAndInTheWindow()
    {
        QQuickItem* card = m_window->find(QStringLiteral("splitCallout"));
        const QRectF rect(card->position(), card->size());

        QVERIFY(QRectF(QPointF(), m_window->canvas().size()).contains(rect));
        QVERIFY(!rect.intersects(m_window->arc().geometry().bounds()));
    }

    void tellsTheWindowAndTheCountOfWhatIsUnderThePointer()
    {
        const QRectF node = m_window->canvas().nodeRect(QStringLiteral("gateway"));

        QTest::mouseMove(&window(), node.center().toPoint());

        QTRY_VERIFY(m_window->canvas().hoveredText().contains(QStringLiteral("requests, last")));
        QVERIFY(m_window->canvas().hoveredText().startsWith(QStringLiteral("gateway")));
    }

    void selectsWhatIsClicked()
    {
        m_window->selection.clear();
        QTest::mouseClick(&window(), Qt::LeftButton, {}, nodeMiddle("monolith"));
        QCOMPARE(m_window->selection.nodeId(), QStringLiteral("monolith"));

        const QPointF from = nodeMiddle("gateway");
        const QPointF to = nodeMiddle("disputes");
        QTest::mouseClick(&window(), Qt::LeftButton, {}, ((from + to) / 2).toPoint());
        QCOMPARE(m_window->selection.routeId(), QStringLiteral("r1"));
    }

    void pansAndZoomsAndShowsEverythingAgain()
    {
        const QRectF before = m_window->canvas().nodeRect(QStringLiteral("gateway"));
        drag(QPoint(40, 500), QPoint(140, 450));
        QCOMPARE(m_window->canvas().nodeRect(QStringLiteral("gateway")).topLeft(),
                 before.topLeft() + QPointF(100, -50));

        QTest::keyClick(&window(), Qt::Key_Plus);
        QVERIFY(m_window->canvas().zoom() > 1);
        QTest::keyClick(&window(), Qt::Key_0);
        QCOMPARE(m_window->canvas().nodeRect(QStringLiteral("gateway")), before);
    }

    void drawsOnThisBackend()
    {
        const QImage picture = pictureOf(*m_window);
        const QRect card = m_window->canvas().nodeRect(QStringLiteral("monolith")).toRect();

        QCOMPARE(picture.pixelColor(card.left() + 1, card.center().y()), m_window->canvas().theme()->from);
        QCOMPARE(picture.pixelColor(card.right() - 8, card.top() + 8), m_window->canvas().theme()->card);
    }

    void movesItsDashesOnlyWhileTrafficFlowsAndTheViewIsNotFrozen()
    {
        QVERIFY(m_window->canvas().isMoving());

        m_window->bridge.setFrozen(true);
        QVERIFY(!m_window->canvas().isMoving());
        m_window->bridge.setFrozen(false);
        QVERIFY(m_window->canvas().isMoving());

        for (api::EdgeView& edge : m_window->cluster.view.edges)
            edge.traffic = {};
        m_window->cluster.show();
        QTRY_VERIFY(!m_window->canvas().isMoving());
    }

    void staysCalmWhenTheClusterGoesAway()
    {
        m_window->cluster.view = {};
        m_window->cluster.show();

        QTRY_VERIFY(m_window->canvas().isEmpty());
        QTRY_VERIFY(!m_window->arc().isShown());
    }

private:
    QQuickView& window() { return m_window->window(); }
    QPoint grip() { return m_window->middleOf(QStringLiteral("splitGrip0")); }
    QPoint nodeMiddle(const char* id)
    {
        return m_window->canvas().nodeRect(QString::fromLatin1(id)).center().toPoint();
    }
    /// Where a boundary at `position` would lie on the arc.
    QPoint placeAt(double position)
    {
        return m_window->arc().geometry().pointAt(app::canvas::ArcGeometry::angleOf(position)).toPoint();
    }
    void move(const QPoint& to, Qt::KeyboardModifiers modifiers = {})
    {
        QMouseEvent event(QEvent::MouseMove, to, window().mapToGlobal(to), Qt::NoButton, Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(&window(), &event);
    }
    void drag(const QPoint& from, const QPoint& to)
    {
        QTest::mousePress(&window(), Qt::LeftButton, {}, from);
        move((from + to) / 2);
        move(to);
        QTest::mouseRelease(&window(), Qt::LeftButton, {}, to);
    }

    std::unique_ptr<TopologyWindow> m_window;
};

QTEST_MAIN(TopologyViewTest)
#include "tst_topology_view.moc"
