#include "app/canvas/layout/graph_layout.h"
#include "tests/app/canvas/sample_views.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <random>

using namespace causeway;
using namespace causeway::app::canvas;
using namespace causeway::tests;

namespace {

QRectF placeOf(const GraphShape& shape, const GraphLayout& layout, const std::string& id)
{
    for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
        if (shape.nodes[node].id == id)
            return layout.nodes[node];
    }
    return {};
}

// Relative to its zone, which may be pushed down by one that grew.
QPointF placeInZone(const GraphShape& shape, const GraphLayout& layout, std::size_t node)
{
    for (const PlacedZone& zone : layout.zones) {
        if (zone.name == shape.nodes[node].zone)
            return layout.nodes[node].topLeft() - zone.rect.topLeft();
    }
    return layout.nodes[node].topLeft();
}

template <typename Rects>
bool anyTwoMeet(const Rects& rects)
{
    for (auto one = rects.begin(); one != rects.end(); ++one) {
        if (std::any_of(one + 1, rects.end(), [&](const QRectF& other) { return one->intersects(other); }))
            return true;
    }
    return false;
}

std::vector<QRectF> zoneRects(const GraphLayout& layout)
{
    std::vector<QRectF> rects;
    for (const PlacedZone& zone : layout.zones)
        rects.push_back(zone.rect);
    return rects;
}

double zoomOf(const GraphLayout& layout, const QSizeF& room)
{
    return std::min(room.width() / layout.bounds.width(), room.height() / layout.bounds.height());
}

void addWorldSizes()
{
    QTest::addColumn<int>("zones");
    QTest::addColumn<int>("services");
    QTest::newRow("one zone, one service") << 1 << 5;
    QTest::newRow("the generated scenario") << 3 << 60;
    QTest::newRow("a thousand services") << 10 << 100;
}

} // namespace

class GraphLayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsNodesApartAndInsideOfTheirZone_data() { addWorldSizes(); }
    void keepsNodesApartAndInsideOfTheirZone()
    {
        QFETCH(int, zones);
        QFETCH(int, services);
        const GraphShape shape = shapeOf(samples::generated(zones, services));

        const GraphLayout layout = layOut(shape);

        QVERIFY(!anyTwoMeet(layout.nodes));
        QVERIFY(!anyTwoMeet(zoneRects(layout)));
        for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
            QVERIFY(layout.bounds.contains(layout.nodes[node]));
            for (const PlacedZone& zone : layout.zones)
                QCOMPARE(zone.rect.contains(layout.nodes[node]), zone.name == shape.nodes[node].zone);
        }
    }

    void givesTheSamePlacesForTheSameGraphInAnyOrder()
    {
        api::ClusterView view = samples::generated(3, 60);
        const GraphLayout layout = layOut(shapeOf(view));
        std::shuffle(view.nodes.begin(), view.nodes.end(), std::mt19937(1));
        std::shuffle(view.edges.begin(), view.edges.end(), std::mt19937(2));

        const GraphLayout again = layOut(shapeOf(view));

        QVERIFY(layout.nodes == again.nodes);
        QVERIFY(layout.bounds == again.bounds);
    }

    void readsFromLeftToRight()
    {
        const GraphShape shape = shapeOf(samples::smallLab());
        const GraphLayout layout = layOut(shape);

        QVERIFY(placeOf(shape, layout, "clients").right() < layout.zones[0].rect.left());
        QVERIFY(placeOf(shape, layout, "clients").right() < placeOf(shape, layout, "gateway").left());
        QVERIFY(placeOf(shape, layout, "gateway").right() < placeOf(shape, layout, "monolith").left());
        QCOMPARE(placeOf(shape, layout, "clients").center().y(), placeOf(shape, layout, "gateway").center().y());
        for (const PlacedEdge& edge : layout.edges) {
            QCOMPARE(edge.curve[0].x(), layout.nodes[edge.from].right());
            QCOMPARE(edge.curve[3].x(), layout.nodes[edge.to].left());
        }
    }

    void leadsIntoAnotherZoneThroughItsIngress()
    {
        const GraphShape shape = shapeOf(samples::twoZones());
        const GraphLayout layout = layOut(shape);

        const auto lines = [&](const std::string& from, const std::string& to) {
            return std::ranges::count_if(shape.edges,
                                         [&](const GraphEdge& edge) { return edge.from == from && edge.to == to; });
        };
        QCOMPARE(lines("gateway", "ingress-cloud"), 1);
        QCOMPARE(lines("ingress-cloud", "disputes"), 1);
        QCOMPARE(lines("gateway", "disputes"), 0);
        QVERIFY(placeOf(shape, layout, "gateway").right() < placeOf(shape, layout, "ingress-cloud").left());
        QVERIFY(placeOf(shape, layout, "ingress-cloud").right() < placeOf(shape, layout, "disputes").left());
    }

    void putsTheZoneThatTrafficEntersFirst()
    {
        api::ClusterView view = samples::twoZones();
        std::ranges::reverse(view.zones);

        QCOMPARE(shapeOf(view).zones.front(), std::string("on-prem"));
    }

    void drawsALinkBesideTheZonesThatItJoins()
    {
        const GraphShape shape = shapeOf(samples::twoZones());
        const GraphLayout layout = layOut(shape);

        QCOMPARE(layout.links.size(), std::size_t{1});
        QCOMPARE(layout.links[0].curve[0].x(), layout.zones[0].rect.right());
        QCOMPARE(layout.links[0].curve[3].x(), layout.zones[1].rect.right());
        QVERIFY(layout.zones[1].rect.top() < layout.links[0].curve[3].y());
        QVERIFY(layout.bounds.right() > layout.zones[0].rect.right());
    }

    void keepsWhatWasMovedByHandAndLetsTheOthersGiveWay()
    {
        const api::ClusterView view = samples::generated(3, 60);
        const GraphShape shape = shapeOf(view);
        const GraphLayout before = layOut(shape);
        const std::string moved = "service-1-003";
        const QRectF target = placeOf(shape, before, "service-1-010"); // Upon another.
        Arrangement arrangement = before.arrangement;
        arrangement.moved[moved] = target.topLeft() - before.zones[1].rect.topLeft();

        const GraphLayout layout = layOut(shape, arrangement);

        QCOMPARE(placeOf(shape, layout, moved), target);
        QVERIFY(!anyTwoMeet(layout.nodes));
    }

    void makesRoomInTheZoneForWhatWasMovedFar()
    {
        const GraphShape shape = shapeOf(samples::twoZones());
        Arrangement arrangement = layOut(shape).arrangement;
        arrangement.moved["monolith"] = QPointF(1400, 700);

        const GraphLayout layout = layOut(shape, arrangement);

        QVERIFY(layout.zones[0].rect.contains(placeOf(shape, layout, "monolith")));
        QVERIFY(!anyTwoMeet(zoneRects(layout)));
    }

    void ordersTheBackendsOfASplitLikeItsArms()
    {
        const GraphShape shape = shapeOf(samples::generated(3, 60));
        const GraphLayout layout = layOut(shape);

        QCOMPARE(shape.splits.size(), std::size_t{1});
        const auto& backends = shape.splits[0].backends;
        for (std::size_t arm = 1; arm < backends.size(); ++arm)
            QVERIFY(placeOf(shape, layout, backends[arm - 1]).top() < placeOf(shape, layout, backends[arm]).top());
    }

    void makesUseOfTheShapeOfTheView()
    {
        const GraphShape shape = shapeOf(samples::generated(3, 20));
        const QSizeF wide(1160, 700);
        const GraphLayout usual = layOut(shape);
        const GraphLayout fitting = layOut(shape, {}, wide);

        QVERIFY(!anyTwoMeet(fitting.nodes));
        QVERIFY(zoomOf(fitting, wide) > 1.15 * zoomOf(usual, wide));
        const auto& backends = shape.splits[0].backends; // As above: below each other, like the arms.
        for (std::size_t arm = 1; arm < backends.size(); ++arm)
            QVERIFY(placeOf(shape, fitting, backends[arm - 1]).top() < placeOf(shape, fitting, backends[arm]).top());
    }

    void keepsItsColumnsWhenTheViewChanges()
    {
        const GraphShape shape = shapeOf(samples::generated(3, 20));
        const GraphLayout layout = layOut(shape, {}, {1160, 700});

        QVERIFY(layOut(shape, layout.arrangement, {500, 900}).nodes == layout.nodes);
    }

    void keepsShortColumnsWhereAllIsShownInFullSize()
    {
        const GraphShape shape = shapeOf(samples::smallLab());

        QVERIFY(layOut(shape, {}, {1160, 756}).nodes == layOut(shape).nodes);
    }

    void leavesAFewServicesInTheirColumnWhereTheViewIsLow()
    {
        const GraphShape shape = shapeOf(samples::twoZones());

        QVERIFY(layOut(shape, {}, {1160, 500}).nodes == layOut(shape).nodes);
    }

    void leavesWhatStaysInItsPlaceWhenServicesComeAndGo()
    {
        api::ClusterView view = samples::generated(3, 60);
        GraphShape shape = shapeOf(view);
        GraphLayout layout = layOut(shape);
        std::mt19937 random(3);

        for (int round = 0; round < 20; ++round) {
            const std::size_t gone = 7 + random() % (view.nodes.size() - 7);
            view.nodes.erase(view.nodes.begin() + static_cast<std::ptrdiff_t>(gone));
            api::NodeView newcomer = view.nodes.back();
            newcomer.id = "new-" + std::to_string(round);
            view.nodes.push_back(newcomer);

            const GraphShape nextShape = shapeOf(view);
            const GraphLayout next = layOut(nextShape, layout.arrangement);
            QVERIFY(!anyTwoMeet(next.nodes));
            for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
                for (std::size_t other = 0; other < nextShape.nodes.size(); ++other) {
                    if (nextShape.nodes[other].id == shape.nodes[node].id)
                        QCOMPARE(placeInZone(nextShape, next, other), placeInZone(shape, layout, node));
                }
            }
            shape = nextShape;
            layout = next;
        }
    }

    void settlesAServiceOnlyWhenItIsFirstCalled()
    {
        api::ClusterView view = samples::twoZones();
        std::erase_if(view.edges, [](const api::EdgeView& edge) { return edge.to == "oracle-db"; });
        const GraphLayout silent = layOut(shapeOf(view));

        const GraphShape shape = shapeOf(samples::twoZones());
        const GraphLayout called = layOut(shape, silent.arrangement);

        QVERIFY(placeOf(shape, called, "oracle-db").left() > placeOf(shape, called, "monolith").right());
    }

    void doesNotMoveAnythingWhenAnEdgeFallsSilent()
    {
        api::ClusterView view = samples::twoZones();
        const GraphShape shape = shapeOf(view);
        const GraphLayout layout = layOut(shape);
        view.edges.pop_back();

        const GraphLayout next = layOut(shapeOf(view), layout.arrangement);

        QVERIFY(layout.nodes == next.nodes);
    }

    void acceptsAnEmptyViewAndCircles()
    {
        QVERIFY(layOut(shapeOf(api::ClusterView{})).bounds.isNull());

        api::ClusterView view;
        view.nodes.resize(2);
        view.nodes[0].id = "a";
        view.nodes[1].id = "b";
        view.nodes[0].zone = view.nodes[1].zone = "z";
        view.edges = {{"1", "a", "b", {}, {}, {}}, {"2", "b", "a", {}, {}, {}}, {"3", "b", "gone", {}, {}, {}}};
        const GraphLayout layout = layOut(shapeOf(view));

        QCOMPARE(layout.edges.size(), std::size_t{2});
        QVERIFY(!anyTwoMeet(layout.nodes));
    }

    void staysCheapForAThousandServices()
    {
        const GraphShape shape = shapeOf(samples::generated(10, 100));
        QBENCHMARK
        {
            layOut(shape);
        }
    }
};

QTEST_APPLESS_MAIN(GraphLayoutTest)
#include "tst_graph_layout.moc"
