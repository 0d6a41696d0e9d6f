#include "engine/lab/report.h"

#include <nlohmann/json.hpp>

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

lab::Tally tallyOf(std::uint64_t answered, Duration latency, std::uint64_t timeouts)
{
    lab::Tally tally;
    tally.counts.requests = answered + timeouts;
    tally.counts.failuresByKind[static_cast<std::size_t>(lab::FailureKind::Timeout)] = timeouts;
    tally.latency.record(latency, answered);
    tally.slowest = latency;
    return tally;
}

lab::Report smallReport()
{
    lab::Report report;
    report.scenario = "small";
    report.duration = 2500ms;
    report.rate = 40;
    report.load.cells = {{"look", "old", tallyOf(60, 4ms, 0)},
                         {"look", "new", tallyOf(30, 2ms, 0)},
                         {"buy", "old", tallyOf(8, 8ms, 1)},
                         {"buy", "", tallyOf(0, 0ms, 1)}};
    for (const auto& cell : report.load.cells)
        report.load.total.add(cell.tally);
    report.load.sent = 100;
    report.services = {{"old", "old-1", 69, {{"look", 60}, {"buy", 9}}}};
    lab::ChangeReport change;
    change.revision = 12;
    change.route = "MeshHTTPRoute/default/cutover/old/0";
    change.committed = 1500us;
    change.acknowledgements = {{"front-sidecar", 4ms}};
    change.shares = {{"old", 75, 0.75, 60, 60}, {"new", 25, 0.25, 20, 20}};
    report.changes = {change};
    return report;
}

QStringList linesOf(const lab::TableView& view)
{
    return QString::fromStdString(lab::toTable(view)).split('\n', Qt::SkipEmptyParts);
}

} // namespace

class ReportTest : public QObject
{
    Q_OBJECT

private slots:
    void holdsTheSumsAtTheTop()
    {
        const auto json = nlohmann::json::parse(lab::toJson(smallReport()));

        QCOMPARE(json["requests"].get<int>(), 100);
        QCOMPARE(json["failures"].get<int>(), 2);
        QCOMPARE(json["failuresByKind"]["timeout"].get<int>(), 2);
        QCOMPARE(json["duration"].get<double>(), 2.5);
        for (const char* key : {"retries", "connectionsClosedOnUs", "routes", "apis", "backends", "services", "changes",
                                "rate", "lateStarts", "sent", "underWay"})
            QVERIFY2(json.contains(key), key);
    }

    void groupsWhatClientsSawByApiAndByBackend()
    {
        const auto json = nlohmann::json::parse(lab::toJson(smallReport()));

        QCOMPARE(json["apis"].size(), std::size_t(2));
        QCOMPARE(json["apis"][1]["name"].get<std::string>(), std::string("look"));
        QCOMPARE(json["apis"][1]["requests"].get<int>(), 90);
        QCOMPARE(json["apis"][1]["backends"].size(), std::size_t(2));
        const double slowest = json["apis"][1]["backends"][0]["latencyMs"]["max"].get<double>();
        QCOMPARE(slowest, 4.0);
        QCOMPARE(json["backends"].size(), std::size_t(3)); // One of them is "answered by none".
        QVERIFY(json["backends"][0]["latencyMs"]["p50"].is_null());
    }

    void tellsEachChangeWithItsTimesAndShares()
    {
        const auto json = nlohmann::json::parse(lab::toJson(smallReport()));

        const auto& change = json["changes"][0];
        QCOMPARE(change["revision"].get<int>(), 12);
        QCOMPARE(change["committedMs"].get<double>(), 1.5);
        QVERIFY(change["firstRoutedMs"].is_null());
        QCOMPARE(change["acknowledgements"][0]["plane"].get<std::string>(), std::string("front-sidecar"));
        QCOMPARE(change["shares"][1]["desiredShare"].get<double>(), 0.25);
        QCOMPARE(change["shares"][1]["shareAtService"].get<double>(), 0.25);
    }

    void drawsATableOfAlignedLinesThatFitATerminal()
    {
        lab::TableView view;
        view.elapsed = 3725s;
        view.requests = 1'234'567;
        view.rows = {
            {"/card/dispute", 0, {}, {}, 40.0, 4200us, {}, 0},
            {"a name that is far too long for the column it stands in", 1, 0.75, 0.7512, 30.04, 4100us, 12ms, 3},
            {"Überweisungsaufträge", 1, 0.25, 0.2488, 10.0, 3ms, {}, 0}};

        const QStringList lines = linesOf(view);

        QCOMPARE(lines.size(), 6);
        QVERIFY(lines[0].startsWith("01:02:05"));
        QVERIFY(lines[1].startsWith("1,234,567 requests"));
        for (const QString& line : lines)
            QVERIFY2(line.size() <= 80, qPrintable(line));
        QCOMPARE(lines[3].size(), lines[2].size());
        QCOMPARE(lines[4].size(), lines[2].size());
        QCOMPARE(lines[5].size(), lines[2].size());
        QVERIFY(lines[4].contains("…"));
        QVERIFY(lines[4].contains("75.1 %"));
    }
};

QTEST_APPLESS_MAIN(ReportTest)
#include "tst_report.moc"
