#include "tests/system/http_probe.h"
#include "tests/system/lab_console.h"

#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace causeway;
using test::LabConsole;

namespace {

constexpr int patienceMs = 30'000;
constexpr std::uint64_t requestsToCount = 300;

#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, patienceMs)
#define EVENTUALLY_EQUAL(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, patienceMs)

const QByteArray routePath = "/meshes/default/meshhttproutes/disputes-cutover";

/// The route as the mesh API gave it, with other weights.
QByteArray withWeights(const QByteArray& route, int monolith, int disputes)
{
    QJsonObject document = QJsonDocument::fromJson(route).object();
    QJsonObject spec = document["spec"].toObject();
    QJsonObject to = spec["to"].toArray()[0].toObject();
    QJsonObject rule = to["rules"].toArray()[0].toObject();
    QJsonObject action = rule["default"].toObject();
    QJsonArray backends = action["backendRefs"].toArray();
    for (auto&& each : backends) {
        QJsonObject backend = each.toObject();
        backend["weight"] = backend["name"] == "disputes" ? disputes : monolith;
        each = backend;
    }
    action["backendRefs"] = backends;
    rule["default"] = action;
    to["rules"] = QJsonArray{rule};
    spec["to"] = QJsonArray{to};
    document["spec"] = spec;
    return QJsonDocument(document).toJson();
}

} // namespace

/// The main job, as a person does it: the real console in a real window, a real lab behind it, mouse and keys; and the
/// sample services say what became of it.
class DragTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("qrc:|QQmlComponent")));
        m_folder = std::make_unique<QTemporaryDir>();
        runtime::LocalLabOptions options;
        options.dataFolder = m_folder->path().toStdString();
        options.requestsPerSecond = 300;
        m_console = std::make_unique<LabConsole>(options, QSize(1600, 1000)); // With the inspector beside the picture.
        QVERIFY(m_console->open());
        EVENTUALLY(m_console->isLive());
    }

    void cleanup()
    {
        m_console.reset();
        m_folder.reset();
    }

    void showsALiveLabAfterTheStart()
    {
        const auto isServing = [&](const std::string& name) {
            const auto& nodes = m_console->console().bridge()->view()->nodes;
            const auto node = std::ranges::find(nodes, name, &api::NodeView::name);
            return node != nodes.end() && node->traffic.requestsPerSecond > 0;
        };

        EVENTUALLY(isServing("kong") && isServing("monolith"));
        EVENTUALLY(m_console->shows(QStringLiteral("in sync")));
        QVERIFY(m_console->shows(QString::fromStdString(m_console->lab().gatewayUrl())));
        QCOMPARE(m_console->clientFailures(), std::uint64_t{0});
    }

    void movesRealRequestsByADragOfTheArc()
    {
        const std::uint64_t before = m_console->headRevision();
        hold(0.5);
        QTRY_COMPARE(m_console->split().newShareText(), QStringLiteral("50%"));
        QCOMPARE(m_console->headRevision(), before);
        QCOMPARE(m_console->counted().disputes, std::uint64_t{0});

        m_console->letGo(m_console->placeAt(0.5));

        EVENTUALLY(m_console->headRevision() == before + 1 && m_console->isApplied());
        QCOMPARE(m_console->weightOf("disputes"), 50U);
        countsShareAtServices(0.5);
    }

    void changesNothingWhenEscapeEndsADrag()
    {
        const std::uint64_t before = m_console->headRevision();
        hold(0.5);
        QTRY_COMPARE(m_console->split().newShareText(), QStringLiteral("50%"));

        m_console->key(Qt::Key_Escape);
        m_console->move(m_console->placeAt(0.3));
        m_console->letGo(m_console->placeAt(0.3));

        QTRY_COMPARE(m_console->split().newShareText(), QStringLiteral("0%"));
        const std::uint64_t counted = m_console->counted().sum();
        EVENTUALLY(m_console->counted().sum() > counted + 100);
        QCOMPARE(m_console->headRevision(), before);
        QCOMPARE(m_console->counted().disputes, std::uint64_t{0});
    }

    void takesBackAndPutsBackAsNewRevisions()
    {
        const std::uint64_t before = m_console->headRevision();
        drag(0.6);
        EVENTUALLY(m_console->headRevision() == before + 1 && m_console->isApplied());
        QCOMPARE(m_console->weightOf("disputes"), 40U);

        EVENTUALLY(m_console->console().undo()->canUndo());
        m_console->key(Qt::Key_Z, Qt::ControlModifier);
        EVENTUALLY(m_console->headRevision() == before + 2 && m_console->isApplied());
        QCOMPARE(m_console->weightOf("disputes"), 0U);
        QCOMPARE(m_console->weightOf("monolith"), 100U);

        EVENTUALLY(m_console->console().undo()->canRedo());
        m_console->key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        EVENTUALLY(m_console->headRevision() == before + 3 && m_console->isApplied());
        QCOMPARE(m_console->weightOf("disputes"), 40U);
        QCOMPARE(m_console->clientFailures(), std::uint64_t{0});
    }

    void showsBothValuesWhenSomebodyElseWritesDuringADrag()
    {
        hold(0.5);
        QTRY_COMPARE(m_console->split().newShareText(), QStringLiteral("50%"));

        writeFromOutside(65, 35);

        EVENTUALLY(m_console->shows(QStringLiteral("disputes 35%")));
        QVERIFY(m_console->shows(QStringLiteral("while you hold it")));
        QVERIFY(m_console->shows(QStringLiteral("50%")));
        const std::uint64_t theirs = m_console->headRevision();

        m_console->letGo(m_console->placeAt(0.5));
        EVENTUALLY(m_console->shows(QStringLiteral("Yours: disputes 50%")));
        QCOMPARE(m_console->headRevision(), theirs);
        QCOMPARE(m_console->weightOf("disputes"), 35U);

        clickOn(QStringLiteral("Apply mine"));
        EVENTUALLY(m_console->headRevision() == theirs + 1 && m_console->isApplied());
        QCOMPARE(m_console->weightOf("disputes"), 50U);
    }

    void makesOneRevisionOfManyArrowKeys()
    {
        const std::uint64_t before = m_console->headRevision();
        m_console->key(Qt::Key_I, Qt::ControlModifier); // To the slider.
        for (int press = 0; press < 6; ++press)
            m_console->key(Qt::Key_Right);
        m_console->key(Qt::Key_Left);
        EVENTUALLY(m_console->headRevision() > before && m_console->isApplied());
        QCOMPARE(m_console->headRevision(), before + 1);
        QCOMPARE(m_console->weightOf("disputes"), 5U);

        QTRY_COMPARE(m_console->split().state(), app::SplitController::State::Idle);
        m_console->find(QStringLiteral("splitGrip0"))->forceActiveFocus();
        for (int press = 0; press < 3; ++press)
            m_console->key(Qt::Key_Up);
        EVENTUALLY(m_console->headRevision() > before + 1 && m_console->isApplied());
        QCOMPARE(m_console->headRevision(), before + 2);
        QCOMPARE(m_console->weightOf("disputes"), 8U);
    }

    void sendsEverythingByTheQuickValueOfAHundred()
    {
        const std::uint64_t before = m_console->headRevision();

        clickOn(QStringLiteral("Give the new service 100 percent"));

        EVENTUALLY(m_console->headRevision() == before + 1 && m_console->isApplied());
        QCOMPARE(m_console->weightOf("disputes"), 100U);
        QCOMPARE(m_console->weightOf("monolith"), 0U);
        countsShareAtServices(1.0);
    }

private:
    /// Takes the grip to a place in a few steps, as a hand does, and holds it there.
    void hold(double position)
    {
        const QPoint from = m_console->grip();
        const QPoint to = m_console->placeAt(position);
        m_console->press(from);
        for (int step = 1; step <= 4; ++step)
            m_console->move(m_console->placeAt(1.0 + (position - 1.0) * step / 4));
        m_console->move(to);
    }

    void drag(double position)
    {
        hold(position);
        m_console->letGo(m_console->placeAt(position));
    }

    void clickOn(const QString& accessibleName)
    {
        QQuickItem* item = nullptr;
        EVENTUALLY((item = m_console->findNamed(accessibleName)));
        QTest::mouseClick(&m_console->window(), Qt::LeftButton, {}, m_console->middleOf(*item));
    }

    void writeFromOutside(int monolith, int disputes)
    {
        test::HttpProbe api(QString::fromStdString(m_console->lab().meshApiUrl()));
        const auto route = api.get(routePath);
        QVERIFY(route && route->status == 200);
        const auto written = api.send("PUT", routePath, withWeights(route->body, monolith, disputes));
        QVERIFY(written);
        QVERIFY2(written->status == 200, written->body);
    }

    // The split is exact: n requests differ from n·w by at most one for each worker of each plane, of which one splits.
    // Beyond that only those that were under way at the first count can have been sent by the weights before.
    void countsShareAtServices(double share)
    {
        const std::uint64_t underWayBefore = m_console->underWay();
        const test::RouteCounts first = m_console->counted();
        const std::uint64_t underWay = std::max(underWayBefore, m_console->underWay());
        EVENTUALLY(m_console->counted().sum() >= first.sum() + requestsToCount);
        m_console->lab().stopLoad(); // So that the counts are final.
        const test::RouteCounts last = m_console->counted();

        const auto requests = static_cast<double>(last.sum() - first.sum());
        const auto moved = static_cast<double>(last.disputes - first.disputes);
        qInfo("%.0f of %.0f requests at disputes, %.1f wanted; %d under way at the first count", moved, requests,
              requests * share, static_cast<int>(underWay));
        QVERIFY(std::abs(moved - requests * share) <= 2.0 + static_cast<double>(underWay));
        QCOMPARE(m_console->clientFailures(), std::uint64_t{0});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LabConsole> m_console;
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    app::ConsoleWindow::prepareApplication();
    DragTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_drag.moc"
