#include "tests/app/canvas/sample_views.h"
#include "tests/app/canvas/topology_window.h"

#include <QAccessible>
#include <QTemporaryDir>
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
class TopologyPictureTest : public QObject
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

        // The hand moves a grip from where it stands, which its neighbours may have pushed off its boundary.
        const double start = m_window->arc().geometry().positionOf(m_window->arc().gripPlace(0));
        drag(m_window->middleOf(QStringLiteral("splitGrip0")), placeAt(start + 0.08));

        QTRY_COMPARE(m_window->cluster.received.size(), std::size_t{1});
        const auto weights = sentWeights(m_window->cluster);
        QCOMPARE(weights.size(), std::size_t{5});
        QVERIFY(weights.at("service-0-000") > 57 && weights.at("service-0-000") < 63);
        QCOMPARE(weights.at("service-0-000") + weights.at("service-0-001"), 74U);
        QCOMPARE(weights.at("service-0-004"), 4U);
    }

    void listsTheArmsWithThoseThatAreTooManyAsOne()
    {
        api::ClusterView view = samples::generated(3, 60);
        std::vector<api::BackendView>& backends = view.routes.front().backends;
        for (const char* service : {"service-0-005", "service-0-006"})
            backends.push_back({service, service, 1, 0.01, 0.01, {}});
        m_window = std::make_unique<TopologyWindow>(view, QSize(1160, 756));
        m_window->show();
        m_window->selection.setRouteId(QStringLiteral("r1"));
        QTRY_COMPARE(m_window->arc().gripCount(), 4);

        const app::canvas::ArmRows& rows = *m_window->arc().rows();
        const QModelIndex last = rows.index(4);
        QCOMPARE(rows.count(), 5);
        QCOMPARE(rows.data(last, app::canvas::ArmRows::ServiceRole).toString(), QStringLiteral("3 others"));
        QCOMPARE(rows.data(last, app::canvas::ArmRows::ColourIndexRole).toInt(), -1);
        QCOMPARE(rows.data(rows.index(0), app::canvas::ArmRows::ServiceRole).toString(),
                 QStringLiteral("service-0-000"));
    }

    void keepsEveryCardOffTheButtonsWhenAllIsShown()
    {
        m_window = std::make_unique<TopologyWindow>(samples::generated(3, 20), QSize(1160, 500));
        m_window->show();

        for (const api::NodeView& node : m_window->cluster.view.nodes)
            QVERIFY(
                !m_window->canvas().tools().intersects(m_window->canvas().nodeRect(QString::fromStdString(node.id))));
    }

    void showsAllBesideWhatLiesOverThePicture()
    {
        constexpr double covered = 300;
        m_window->canvas().panBy(10, 0); // Moved by hand: it stays.
        const QRectF before = m_window->canvas().nodeRect(QStringLiteral("monolith"));
        m_window->window().rootObject()->setProperty("coveredRight", covered);
        QCOMPARE(m_window->canvas().nodeRect(QStringLiteral("monolith")), before);

        m_window->canvas().fit();
        for (const api::NodeView& node : m_window->cluster.view.nodes)
            QVERIFY(m_window->canvas().nodeRect(QString::fromStdString(node.id)).right() <
                    m_window->canvas().width() - covered);
        const QQuickItem* card = m_window->find(QStringLiteral("splitCallout"));
        QTRY_VERIFY(card->x() + card->width() < m_window->canvas().width() - covered);
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
        const auto rect = [card] { return QRectF(card->position(), card->size()); };

        QTRY_VERIFY(QRectF(QPointF(), m_window->canvas().size()).contains(rect()));
        QTRY_VERIFY(!rect().intersects(m_window->arc().geometry().bounds()));
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

    void movesACardByHandAndTakesItBack()
    {
        const QRectF before = m_window->canvas().nodeRect(QStringLiteral("disputes"));
        drag(before.center().toPoint(), before.center().toPoint() + QPoint(60, 24));

        const QRectF moved = m_window->canvas().nodeRect(QStringLiteral("disputes"));
        QVERIFY((moved.topLeft() - before.topLeft() - QPointF(60, 24)).manhattanLength() < 14);
        QVERIFY(m_window->canvas().isArranged());
        QCOMPARE(m_window->undo.undoText(), QStringLiteral("Undo moving disputes"));

        m_window->undo.undo();
        QCOMPARE(m_window->canvas().nodeRect(QStringLiteral("disputes")).size(), before.size());
        QVERIFY(!m_window->canvas().isArranged());
    }

    void doesNotPutACardUponAnother()
    {
        const QPoint start = nodeMiddle("disputes");
        drag(start, nodeMiddle("monolith"));

        QVERIFY(!m_window->canvas()
                     .nodeRect(QStringLiteral("disputes"))
                     .intersects(m_window->canvas().nodeRect(QStringLiteral("monolith"))));
    }

    void movesTheChosenCardByKeysAsOneStep()
    {
        m_window->selection.setNodeId(QStringLiteral("disputes"));
        m_window->canvas().forceActiveFocus();
        const QRectF before = m_window->canvas().nodeRect(QStringLiteral("disputes"));
        QTest::keyClick(&window(), Qt::Key_Right, Qt::AltModifier);
        QTest::keyClick(&window(), Qt::Key_Right, Qt::AltModifier);

        QVERIFY(m_window->canvas().nodeRect(QStringLiteral("disputes")).left() > before.left() + 10);
        m_window->undo.undo();
        QVERIFY(!m_window->canvas().isArranged());
        QVERIFY(!m_window->undo.canUndo());
    }

    void putsACardBackOnEscape()
    {
        const QPoint start = nodeMiddle("disputes");
        QTest::mousePress(&window(), Qt::LeftButton, {}, start);
        move(start + QPoint(80, 0));
        QVERIFY(m_window->canvas().isArranged());

        QTest::keyClick(&window(), Qt::Key_Escape);
        move(start + QPoint(160, 0));
        QTest::mouseRelease(&window(), Qt::LeftButton, {}, start + QPoint(160, 0));

        QVERIFY(!m_window->canvas().isArranged());
        QVERIFY(!m_window->undo.canUndo());
    }

    void remembersWhereCardsWerePutAndForgetsItOnReset()
    {
        const QTemporaryDir folder;
        const auto open = [&] {
            m_window = std::make_unique<TopologyWindow>(samples::smallLab(), QSize(840, 560), folder.path());
            m_window->show();
        };
        open();
        drag(nodeMiddle("disputes"), nodeMiddle("disputes") + QPoint(72, 0));
        QVERIFY(m_window->canvas().isArranged());

        open();
        QVERIFY(m_window->canvas().isArranged());
        m_window->canvas().resetLayout();
        QVERIFY(!m_window->canvas().isArranged());

        open();
        QVERIFY(!m_window->canvas().isArranged());
    }

    void choosesALinkByItsLabelAndTellsWhatWasMeasured()
    {
        m_window = std::make_unique<TopologyWindow>(samples::twoZones(), QSize(1160, 756));
        m_window->show();
        QTRY_VERIFY(!m_window->canvas().linkRect(QStringLiteral("link/cloud/on-prem")).isEmpty());
        const QPoint label = m_window->canvas().linkRect(QStringLiteral("link/cloud/on-prem")).center().toPoint();

        QTest::mouseMove(&window(), label);
        QTRY_VERIFY(m_window->canvas().hoveredText().contains(QStringLiteral("240 probes, last 60 s")));
        QTest::mouseClick(&window(), Qt::LeftButton, {}, label);

        QCOMPARE(m_window->selection.linkId(), QStringLiteral("link/cloud/on-prem"));
        m_window->selection.setNodeId(QStringLiteral("monolith"));
        QCOMPARE(m_window->selection.linkId(), QString());
    }

    void bringsWhateverIsNamedIntoTheMiddle_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("a node") << QStringLiteral("accounts");
        QTest::newRow("a route") << QStringLiteral("r1");
        QTest::newRow("a zone") << QStringLiteral("zone/cloud");
        QTest::newRow("a link") << QStringLiteral("link/cloud/on-prem");
    }
    void bringsWhateverIsNamedIntoTheMiddle()
    {
        QFETCH(QString, id);
        m_window = std::make_unique<TopologyWindow>(samples::twoZones(), QSize(840, 560));
        m_window->show();
        m_window->canvas().panBy(-5000, 3000);

        m_window->selection.focusOn(id);

        const QRectF view(QPointF(), m_window->canvas().size());
        QTRY_VERIFY(view.contains(m_window->canvas().nodeRect(QStringLiteral("ingress-cloud")).center()) ||
                    view.contains(m_window->canvas().nodeRect(QStringLiteral("gateway")).center()) ||
                    view.contains(m_window->canvas().nodeRect(QStringLiteral("accounts")).center()));
        const app::Selection& selection = m_window->selection;
        QVERIFY(id.startsWith(QStringLiteral("zone/")) || selection.nodeId() == id || selection.routeId() == id ||
                selection.linkId() == id);
    }

    void choosesAmongTheRoutesOfANodeByKeysAndByPointer()
    {
        m_window = std::make_unique<TopologyWindow>(samples::severalRoutes(4), QSize(1160, 756));
        m_window->show();
        m_window->selection.setRouteId(QStringLiteral("r1"));
        QQuickItem* chooser = m_window->find(QStringLiteral("routeChooser"));
        QTRY_VERIFY(chooser->isVisible());

        chooser->forceActiveFocus();
        QTest::keyClick(&window(), Qt::Key_Down);
        QCOMPARE(m_window->selection.routeId(), QStringLiteral("s2"));

        QTest::keyClick(&window(), Qt::Key_Return);
        QTRY_VERIFY(chooser->height() > 100); // Unfolded and laid out.
        QTRY_VERIFY(m_window->find(QStringLiteral("routeChoice3"))->y() > 0);
        QTest::mouseClick(&window(), Qt::LeftButton, {}, m_window->middleOf(QStringLiteral("routeChoice3")));
        QCOMPARE(m_window->selection.routeId(), QStringLiteral("s4"));
    }

    void tellsWhatIsBrokenAndWhoWasTurnedAway()
    {
        m_window = std::make_unique<TopologyWindow>(samples::brokenZones(), QSize(1160, 756));
        m_window->show();

        QTest::mouseMove(&window(), nodeMiddle("accounts"));
        QTRY_VERIFY(m_window->canvas().hoveredText().contains(QStringLiteral("accounts answers 200 ms later")));
        QTest::mouseMove(&window(), nodeMiddle("monolith"));
        QTRY_VERIFY(m_window->canvas().hoveredText().contains(QStringLiteral("spiffe://default/legacy-batch")));
    }

    void looksAtOneMeshOfTwo()
    {
        m_window = std::make_unique<TopologyWindow>(samples::twoMeshes(), QSize(1160, 756));
        m_window->show();
        QTRY_COMPARE(m_window->canvas().meshes().size(), 2);
        const auto colourAt = [&](const char* node) {
            const QRect card = m_window->canvas().nodeRect(QString::fromLatin1(node)).toRect();
            return pictureOf(*m_window).pixelColor(card.right() - 8, card.bottom() - 8);
        };
        QCOMPARE(colourAt("monolith"), m_window->canvas().theme()->card);

        m_window->canvas().setOnlyMesh(QStringLiteral("finance"));

        QVERIFY(colourAt("monolith") != m_window->canvas().theme()->card);
        QCOMPARE(colourAt("accounts"), m_window->canvas().theme()->card);
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

QTEST_MAIN(TopologyPictureTest)
#include "tst_topology_picture.moc"
