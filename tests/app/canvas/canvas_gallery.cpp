// Draws the topology over sample clusters and saves the pictures, to be looked at beside the design's.
#include "tests/app/canvas/sample_views.h"
#include "tests/app/canvas/topology_window.h"

#include <QApplication>
#include <QTest>

using namespace causeway;
using namespace causeway::tests;

namespace {

void giveHistory(TopologyWindow& window)
{
    for (int second = 0; second < 30; ++second) {
        window.cluster.view.time += std::chrono::seconds(1);
        api::ClusterView& view = window.cluster.view;
        for (api::NodeView& node : view.nodes)
            node.traffic.requestsPerSecond *= 1 + 0.04 * std::sin(second * 0.9 + static_cast<double>(node.id.size()));
        window.cluster.show();
        QTest::qWait(20);
    }
    QTest::qWait(300);
}

void take(const QString& name, const api::ClusterView& view, QSize size, const QString& route, const QString& node = {},
          double zoom = 1)
{
    TopologyWindow window(view, size);
    window.show();
    giveHistory(window);
    window.selection.setRouteId(route);
    window.selection.setNodeId(node);
    if (zoom != 1)
        window.canvas().zoomBy(zoom);
    QTest::qWait(300);
    window.save(name);
}

} // namespace

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    take("small", samples::smallLab(), {840, 560}, "r1");
    take("small-0", samples::smallLab(0), {840, 560}, "r1");
    take("small-100", samples::smallLab(1), {840, 560}, "r1");
    take("small-plain", samples::smallLab(), {840, 560}, {}, "monolith");
    take("two-zones", samples::twoZones(), {1160, 756}, "r1", "disputes");
    take("two-zones-1280", samples::twoZones(), {840, 556}, "r1", "disputes");
    take("two-zones-wide", samples::twoZones(), {1212, 556}, "r1", "disputes");
    take("two-zones-1024", samples::twoZones(), {956, 456}, "r1", "disputes");
    take("broken", samples::brokenZones(), {1160, 756}, "r1");
    take("broken-1280", samples::brokenZones(), {840, 556}, "r1");
    take("several-routes", samples::severalRoutes(4), {1160, 756}, "r1", "gateway");
    take("two-meshes", samples::twoMeshes(), {1160, 756}, "r1");
    take("stale",
         [] {
             api::ClusterView view = samples::twoZones();
             view.problem = "TLS handshake timed out";
             return view;
         }(),
         {1160, 756}, {});
    take("three-zones-small", samples::generated(3, 8), {840, 556}, "r1");
    take("three-zones", samples::generated(3, 60), {1160, 756}, "r1");
    take("three-zones-near", samples::generated(3, 60), {1160, 756}, "r1", "gateway", 3.2);
    take("thousand", samples::generated(10, 100), {1160, 756}, {});
    take("empty", api::ClusterView{}, {840, 560}, {});
    return 0;
}
