#include "app/canvas/layout/graph_layout.h"
#include "app/canvas/split/arc_geometry.h"
#include "app/canvas/split/callout_placement.h"
#include "app/canvas/split/leader_line.h"

#include <QTest>

#include <cmath>

using namespace causeway::app::canvas;

namespace {

constexpr double radius = ArcGeometry::designRadius;
const QPointF centre(400, 300);

double distance(const QPointF& one, const QPointF& other)
{
    return std::hypot(one.x() - other.x(), one.y() - other.y());
}

} // namespace

class ArcGeometryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsFromTopToBottomInProportionToTheShares()
    {
        const ArcGeometry arc(centre, radius, {0.72, 0.28});

        QCOMPARE(arc.armCount(), std::size_t{2});
        QCOMPARE(arc.gripCount(), std::size_t{1});
        QCOMPARE(arc.armStart(0), ArcGeometry::firstAngle);
        QCOMPARE(arc.armEnd(0), ArcGeometry::angleOf(0.72));
        QCOMPARE(arc.armEnd(1), ArcGeometry::lastAngle);
        QVERIFY(arc.pointAt(arc.armStart(0)).y() < arc.pointAt(arc.armEnd(1)).y());
        QCOMPARE(distance(arc.gripPlace(0), centre), radius);
    }

    void readsThePositionOfAPointBack_data()
    {
        QTest::addColumn<double>("position");
        for (const double position : {0.0, 0.005, 0.28, 0.5, 0.999, 1.0})
            QTest::addRow("%g", position) << position;
    }
    void readsThePositionOfAPointBack()
    {
        QFETCH(double, position);
        const ArcGeometry arc(centre, radius, {0.5, 0.5});

        const double angle = ArcGeometry::angleOf(position);

        QVERIFY(std::abs(arc.positionOf(arc.pointAt(angle)) - position) < 1e-9);
        QVERIFY(std::abs(arc.positionOf(arc.pointAt(angle, 40)) - position) < 1e-9); // However far from the middle.
    }

    void goesOnBeyondItsEnds()
    {
        const ArcGeometry arc(centre, radius, {0.5, 0.5});

        QVERIFY(arc.positionOf(arc.pointAt(ArcGeometry::firstAngle - 0.3)) < 0);
        QVERIFY(arc.positionOf(arc.pointAt(ArcGeometry::lastAngle + 0.3)) > 1);
    }

    void keepsTheGripOfAnEmptyArmInReachAndOffTheNode_data()
    {
        QTest::addColumn<double>("first");
        QTest::newRow("nothing above") << 0.0;
        QTest::newRow("nothing below") << 1.0;
    }
    void keepsTheGripOfAnEmptyArmInReachAndOffTheNode()
    {
        QFETCH(double, first);
        const ArcGeometry arc(centre, radius, {first, 1 - first});

        const QPointF place = arc.gripPlace(0);

        QVERIFY(place.x() - ArcGeometry::gripRadius > centre.x()); // The node ends at the centre.
        QVERIFY(arc.bounds().contains(place));
        QCOMPARE(arc.gripAt(place + QPointF(8, 8), 16), 0);
        QCOMPARE(arc.gripAt(place + QPointF(20, 0), 16), -1);
    }

    void fansOutGripsThatWouldLieOnEachOther_data()
    {
        QTest::addColumn<QList<double>>("shares");
        QTest::newRow("all in the first") << QList<double>{1, 0, 0, 0, 0};
        QTest::newRow("all in the last") << QList<double>{0, 0, 0, 0, 1};
        QTest::newRow("all in the middle") << QList<double>{0, 0, 1, 0, 0};
        QTest::newRow("falling") << QList<double>{0.52, 0.22, 0.14, 0.08, 0.04};
        QTest::newRow("no weight at all") << QList<double>{0, 0, 0, 0, 0};
    }
    void fansOutGripsThatWouldLieOnEachOther()
    {
        QFETCH(QList<double>, shares);
        for (const double zoom : {0.2, 1.0, 2.5}) {
            const ArcGeometry arc(centre, ArcGeometry::radiusAt(zoom, 5, metric::splitGap * zoom),
                                  {shares.begin(), shares.end()});

            for (std::size_t grip = 0; grip < arc.gripCount(); ++grip) {
                QCOMPARE(arc.gripAt(arc.gripPlace(grip), 12), static_cast<int>(grip));
                QVERIFY(arc.positionOf(arc.gripPlace(grip)) > -1e-9);
                QVERIFY(arc.positionOf(arc.gripPlace(grip)) < 1 + 1e-9);
                for (std::size_t other = grip + 1; other < arc.gripCount(); ++other)
                    QVERIFY(distance(arc.gripPlace(grip), arc.gripPlace(other)) >= 24);
            }
        }
    }

    void staysOffTheNamesBehindItWhereItsGripsAllow()
    {
        for (const double room : {60.0, 95.0, 210.0}) {
            const double arc = ArcGeometry::radiusAt(room / metric::splitGap, 5, room);
            const double smallest = ArcGeometry::radiusAt(0.1, 5, 0);
            QVERIFY(arc < room || arc == smallest);
            QVERIFY(arc >= smallest);
        }
    }

    void leavesGripsThatHaveRoomWhereTheyBelong()
    {
        const ArcGeometry arc(centre, radius, {0.3, 0.4, 0.3});

        QVERIFY(distance(arc.gripPlace(0), arc.boundaryPlace(0)) < 1e-9);
        QVERIFY(distance(arc.gripPlace(1), arc.boundaryPlace(1)) < 1e-9);
    }

    void putsTheCardInTheViewAndOffTheArc_data()
    {
        QTest::addColumn<QPointF>("middle");
        QTest::newRow("in the middle") << QPointF(420, 280);
        QTest::newRow("at the top left") << QPointF(150, 20);
        QTest::newRow("at the right") << QPointF(760, 300);
        QTest::newRow("at the bottom") << QPointF(420, 540);
    }
    void putsTheCardInTheViewAndOffTheArc()
    {
        QFETCH(QPointF, middle);
        const QRectF view(0, 0, 840, 560);
        const ArcGeometry arc(middle, radius, {0.72, 0.28});
        const QRectF node(middle - QPointF(180, 40), QSizeF(180, 80));
        const QRectF other(middle + QPointF(210, -60), QSizeF(180, 80));

        const QSizeF size(250, 130);
        const QRectF card(placeCallout(size, {view, arc.bounds(), node, {node, other}, {}, {}}), size);

        QVERIFY(view.contains(card));
        QVERIFY(!card.intersects(arc.bounds()));
        QVERIFY(!card.intersects(node));
    }

    void keepsTheCardOffAlarmsAndButtons()
    {
        const QRectF view(0, 0, 840, 560);
        const ArcGeometry arc({420, 280}, radius, {0.72, 0.28});
        const QRectF node(240, 240, 180, 80);
        const QSizeF size(250, 130);
        CalloutSurroundings around{view, arc.bounds(), node, {node}, {}, {}};
        const QRectF free(placeCallout(size, around), size);
        const QRectF alarm(free.center(), QSizeF(110, 18));
        const QRectF buttons(free.topLeft(), QSizeF(130, 28));

        around.words.push_back(alarm);
        QVERIFY(!QRectF(placeCallout(size, around), size).intersects(alarm));
        around.words.pop_back();
        around.tools.push_back(buttons);
        QVERIFY(!QRectF(placeCallout(size, around), size).intersects(buttons));
    }

    void leavesTheCardWhereItIsUnlessItCoversSomething()
    {
        const ArcGeometry arc({420, 280}, radius, {0.72, 0.28});
        const QRectF node(240, 240, 180, 80);
        const QSizeF size(250, 130);
        CalloutSurroundings around{QRectF(0, 0, 840, 560), arc.bounds(), node, {node}, {}, {}};
        const QPointF present = placeCallout(size, around) + QPointF(20, 30); // Not the best, and nothing is below it.

        QCOMPARE(placeCallout(size, around, present), present);
        around.words.push_back(QRectF(present + QPointF(20, 20), QSizeF(180, 80)));
        QVERIFY(placeCallout(size, around, present) != present);
    }

    void leadsAroundWhatThereIsToRead_data()
    {
        QTest::addColumn<QList<QRectF>>("words");
        QTest::addColumn<QList<QLineF>>("pieces");
        const QRectF title(-10, 20, 50, 10);
        QTest::newRow("nothing") << QList<QRectF>{} << QList<QLineF>{{0, 0, 0, 100}};
        QTest::newRow("beside") << QList<QRectF>{title.translated(20, 0)} << QList<QLineF>{{0, 0, 0, 100}};
        QTest::newRow("beyond its end") << QList<QRectF>{title.translated(0, 90)} << QList<QLineF>{{0, 0, 0, 100}};
        QTest::newRow("across") << QList<QRectF>{title} << QList<QLineF>{{0, 0, 0, 20}, {0, 30, 0, 100}};
        QTest::newRow("two that overlap")
            << QList<QRectF>{title.translated(0, 5), title} << QList<QLineF>{{0, 0, 0, 20}, {0, 35, 0, 100}};
        QTest::newRow("at its start") << QList<QRectF>{title.translated(0, -25)} << QList<QLineF>{{0, 5, 0, 100}};
        QTest::newRow("all of it") << QList<QRectF>{QRectF(-5, -5, 10, 200)} << QList<QLineF>{};
    }
    void leadsAroundWhatThereIsToRead()
    {
        QFETCH(const QList<QRectF>, words);
        QFETCH(const QList<QLineF>, pieces);

        QCOMPARE(piecesBeside({0, 0, 0, 100}, words), pieces);
    }
};

QTEST_APPLESS_MAIN(ArcGeometryTest)
#include "tst_arc_geometry.moc"
