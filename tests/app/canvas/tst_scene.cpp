#include "app/canvas/scene/scene_drawing.h"
#include "tests/app/canvas/sample_views.h"

#include <QTest>

#include <algorithm>

using namespace causeway;
using namespace causeway::app::canvas;
using namespace causeway::tests;

namespace {

constexpr double letterWidth = 7;

/// Draws nothing, and has letters that are all as wide. Remembers where words stand.
class PlainSurface final : public Surface
{
public:
    void fillSolid(const QRectF&, double, const QColor&) override {}
    void fillRect(const QRectF&, const QColor&) override {}
    void fillRoundedRect(const QRectF&, double, const QColor&) override {}
    void strokeRoundedRect(const QRectF&, double, const QColor&, double) override {}
    void fillConvex(std::span<const QPointF>, const QColor&) override {}
    void strokeLine(std::span<const QPointF>, const QColor&, double) override {}
    void text(const QPointF& start, const QString& text, const QFont& font, const QColor&) override
    {
        const double height = font.pixelSize();
        words.emplace_back(QRectF(start.x(), start.y() - 0.7 * height, textWidth(text, font), 0.7 * height), text);
    }
    double textWidth(const QString& text, const QFont&) override
    {
        return letterWidth * static_cast<double>(text.size());
    }

    /// "a lies on b", of the first two that do; empty when none do.
    QString overlap() const
    {
        for (std::size_t i = 0; i < words.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (words[i].first.intersects(words[j].first))
                    return words[i].second + QStringLiteral(" lies on ") + words[j].second;
            }
        }
        return {};
    }

    std::vector<std::pair<QRectF, QString>> words;
};

Scene sceneOf(const api::ClusterView& view)
{
    const GraphShape shape = shapeOf(view);
    const CanvasTheme theme;
    return app::canvas::sceneOf(view, shape, layOut(shape), {}, {}, {}, theme);
}

const SceneNode& nodeOf(const Scene& scene, const std::string& id)
{
    return *std::ranges::find(scene.nodes, id, &SceneNode::id);
}

} // namespace

/// What is written on the picture.
class SceneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neverShowsAnOldRateWithoutSayingSo()
    {
        api::ClusterView view = samples::twoZones();
        view.problem = "TLS handshake timed out";

        const Scene scene = sceneOf(view);

        QVERIFY(scene.isStale);
        const SceneNode& monolith = nodeOf(scene, "monolith");
        QCOMPARE(monolith.figures.size(), 3);
        for (const QString& figures : monolith.figures)
            QVERIFY2(figures.startsWith(QStringLiteral("was ")), qPrintable(figures));
        QVERIFY(monolith.rate.isEmpty());
    }

    void namesTheWindowOfARate()
    {
        const Scene scene = sceneOf(samples::twoZones());

        const SceneNode& monolith = nodeOf(scene, "monolith");
        QVERIFY(monolith.rate.front().endsWith(QStringLiteral(" rps · last 60 s")));
        QVERIFY(monolith.rate.at(1).endsWith(QStringLiteral(" rps · 60 s")));
        QCOMPARE(monolith.latency, QStringList{QStringLiteral("p99 41 ms")});
        QVERIFY(nodeOf(scene, "payments").latency.isEmpty()); // Nothing was counted.
    }

    void wordsKeepOffEachOtherAtEveryZoom_data()
    {
        QTest::addColumn<api::ClusterView>("view");
        QTest::newRow("two zones") << samples::twoZones();
        QTest::newRow("broken") << samples::brokenZones();
    }
    void wordsKeepOffEachOtherAtEveryZoom()
    {
        QFETCH(const api::ClusterView, view);
        const GraphShape shape = shapeOf(view);
        const CanvasTheme theme;
        const Scene scene = app::canvas::sceneOf(view, shape, layOut(shape), {}, {}, {}, theme);
        for (double zoom = 0.2; zoom < 1.5; zoom += 0.004) {
            Viewport viewport;
            viewport.zoomAround({}, zoom);
            PlainSurface surface;
            const Drawing drawing{surface, viewport, theme, QRectF(-5000, -5000, 10'000, 10'000)};

            drawZoneTitles(drawing, scene, {}, {});
            drawCards(drawing, scene, {});

            QVERIFY2(surface.overlap().isEmpty(),
                     qPrintable(QStringLiteral("%1: %2").arg(zoom).arg(surface.overlap())));
        }
    }

    void keepsOfANameWhatTellsItApart_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("letters");
        QTest::addColumn<QString>("shown");
        const QString numbered = QStringLiteral("service-0028");
        QTest::newRow("whole") << numbered << 12 << numbered;
        QTest::newRow("a little less") << numbered << 11 << QStringLiteral("servi…-0028");
        QTest::newRow("the number") << numbered << 7 << QStringLiteral("se…0028");
        QTest::newRow("too little") << numbered << 5 << QString();
        QTest::newRow("a short one") << QStringLiteral("monolith") << 5 << QStringLiteral("mono…");
        QTest::newRow("a long one") << QStringLiteral("payments-archive") << 9 << QStringLiteral("paym…hive");
    }
    void keepsOfANameWhatTellsItApart()
    {
        QFETCH(QString, name);
        QFETCH(int, letters);
        QFETCH(QString, shown);
        PlainSurface surface;

        QCOMPARE(elided(surface, name, {}, letters * letterWidth), shown);
    }
};

QTEST_GUILESS_MAIN(SceneTest)
#include "tst_scene.moc"
