#include "engine/runtime/planned_change.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

api::ClusterView viewWith(std::vector<std::pair<std::string, std::uint32_t>> backends)
{
    api::RouteView route;
    route.id = "route";
    route.resource = "cutover";
    route.version = 7;
    for (auto& [service, weight] : backends) {
        api::BackendView backend;
        backend.service = service;
        backend.weight = weight;
        route.backends.push_back(backend);
    }
    api::ClusterView view;
    view.routes.push_back(route);
    return view;
}

} // namespace

class PlannedChangeTest : public QObject
{
    Q_OBJECT

private slots:
    void readsBackendShareAndTime()
    {
        const auto change = runtime::parsePlannedChange("cutover/new=12.5@1500ms");

        QVERIFY(change.has_value());
        QCOMPARE(change->backend, std::string("new"));
        QCOMPARE(*change->resource, std::string("cutover"));
        QCOMPARE(change->percent, 12.5);
        QVERIFY(change->at == 1500ms);
    }

    void refusesWhatIsNoChange_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("no time") << "new=25";
        QTest::newRow("no share") << "new@3s";
        QTest::newRow("text as share") << "new=much@3s";
        QTest::newRow("negative share") << "new=-1@3s";
        QTest::newRow("more than all") << "new=1000000000000@3s";
        QTest::newRow("no backend") << "=25@3s";
        QTest::newRow("unknown unit") << "new=25@3y";
        QTest::newRow("not a number") << "new=nan@3s";
    }

    void refusesWhatIsNoChange()
    {
        QFETCH(QString, text);

        const auto change = runtime::parsePlannedChange(text.toStdString());

        QVERIFY(!change);
        QVERIFY(change.error().code == ErrorCode::InvalidArgument);
    }

    void theOthersGiveInProportion()
    {
        const auto view = viewWith({{"old", 60}, {"new", 0}, {"other", 20}});

        const auto command = runtime::splitCommand(*runtime::parsePlannedChange("new=20@0s"), view);

        QVERIFY(command.has_value());
        QCOMPARE(command->expectedVersion, 7U);
        QCOMPARE(command->weights[0].weight, 60U);
        QCOMPARE(command->weights[1].weight, 20U);
        QCOMPARE(command->weights[2].weight, 20U);
    }

    void sharesAlwaysAddUp_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("thirds") << "new=0.1@0s";
        QTest::newRow("tenths") << "new=33.3@0s";
        QTest::newRow("all") << "new=100@0s";
        QTest::newRow("nothing") << "new=0@0s";
    }

    void sharesAlwaysAddUp()
    {
        QFETCH(QString, change);
        const auto view = viewWith({{"a", 1}, {"b", 1}, {"c", 1}, {"new", 0}});

        const auto command = runtime::splitCommand(*runtime::parsePlannedChange(change.toStdString()), view);

        std::uint32_t sum = 0;
        for (const auto& weight : command->weights)
            sum += weight.weight;
        QVERIFY2(sum == 100 || sum == 1000, qPrintable(QString::number(sum)));
    }

    void aBackendThatIsNotThereIsNamedWithThoseThatAre()
    {
        const auto command =
            runtime::splitCommand(*runtime::parsePlannedChange("typo=20@0s"), viewWith({{"old", 1}, {"new", 0}}));

        QVERIFY(!command);
        QVERIFY(command.error().message.find("typo") != std::string::npos);
        QVERIFY(command.error().message.find("new, old") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(PlannedChangeTest)
#include "tst_planned_change.moc"
