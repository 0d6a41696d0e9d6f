#include "engine/lab/address_plan.h"
#include "engine/lab/scenario_generator.h"

#include <QtTest>

using namespace causeway;

class ScenarioGeneratorTest : public QObject
{
    Q_OBJECT

private slots:
    void writesScenariosThatTheParserTakes_data()
    {
        QTest::addColumn<int>("zones");
        QTest::addColumn<int>("services");
        QTest::addColumn<int>("backends");
        QTest::newRow("one service") << 1 << 1 << 1;
        QTest::newRow("three zones, a split over five") << 3 << 60 << 5;
        QTest::newRow("ten zones, a thousand services") << 10 << 1000 << 5;
        QTest::newRow("beyond the limits") << 1000 << 100'000 << 100;
    }

    void writesScenariosThatTheParserTakes()
    {
        QFETCH(int, zones);
        QFETCH(int, services);
        QFETCH(int, backends);

        const auto text =
            lab::generatedScenario({std::size_t(zones), std::size_t(services), std::size_t(backends), 50, false});
        const auto scenario = lab::parseScenario(text, "generated");

        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message.c_str());
        QCOMPARE(scenario->services.size(), std::size_t(std::min(services, 2000)));
        QCOMPARE(scenario->zones.size(), std::size_t(std::min(zones, 64)));
        QVERIFY(scenario->hosts.size() <= 250);
        for (const auto& service : scenario->services)
            QVERIFY(!service.zone.empty());
    }

    void givesSidecarsToTheServicesThatRoutesName()
    {
        const lab::ScenarioSize size{10, 1000, 5, 50, true};

        const auto scenario = lab::parseScenario(lab::generatedScenario(size), "generated");

        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message.c_str());
        const auto sidecars = std::count_if(scenario->services.begin(), scenario->services.end(),
                                            [](const auto& service) { return service.hasSidecar; });
        QCOMPARE(sidecars, 5 + 9 * 2);
        QCOMPARE(scenario->ingresses.size(), std::size_t(10));
        QCOMPARE(scenario->transit.links.size(), std::size_t(9));
    }

    void spreadsTheWidestSplitOverAsManyBackendsAsAsked()
    {
        const auto scenario = lab::parseScenario(lab::generatedScenario({3, 60, 5, 50, false}), "generated");
        QVERIFY(scenario.has_value());

        std::size_t widest = 0;
        for (const auto& resource : scenario->resources)
            widest = std::max(widest, std::size_t(QByteArray::fromStdString(resource.text).count("weight:")));
        QCOMPARE(widest, std::size_t(5));
    }
};

QTEST_APPLESS_MAIN(ScenarioGeneratorTest)
#include "tst_scenario_generator.moc"
