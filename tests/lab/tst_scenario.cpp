#include "engine/lab/scenario.h"

#include <QtTest>

using namespace causeway;

namespace {

// Each row of the table of errors replaces one line of this.
const QByteArray soundScenario = R"(name: small
mesh: default
zones: [here]
hosts:
  - {name: door, zone: here}
  - {name: back, zone: here}
gateway:
  name: front
  host: door
  outbounds:
    - {service: shop, port: 33033}
services:
  - name: shop
    port: 5000
    instances: [{name: shop-1, host: back}]
    answers:
      - {paths: ["/item/{id}"], reply: "item {id}"}
load:
  rate: 10
  apis:
    - {name: look, path: /item/1}
---
type: Mesh
name: default
---
# The address is known only when the lab starts.
type: MeshService
name: shop
address: ${host:back}
port: ${port:5000}
)";

Result<lab::Scenario> parse(const QByteArray& text)
{
    return lab::parseScenario(text.toStdString(), "small.yml");
}

} // namespace

class ScenarioTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatTheFileSays()
    {
        const auto scenario = parse(soundScenario);

        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message.c_str());
        QCOMPARE(scenario->hosts.size(), std::size_t(2));
        QCOMPARE(scenario->gateway.port, std::uint16_t(8000));
        QCOMPARE(scenario->gateway.zone, std::string("here"));
        QCOMPARE(scenario->services.front().zone, std::string("here"));
        QCOMPARE(scenario->services.front().instances.front().port, std::uint16_t(5000));
        QCOMPARE(scenario->load.apis.front().method, std::string("GET"));
        QCOMPARE(scenario->resources.size(), std::size_t(2));
        QCOMPARE(scenario->resources.back().line, std::size_t(26));
    }

    void readsZonesWithTheirWaysInAndTheLinksBetween()
    {
        QByteArray text = soundScenario;
        text.replace("zones: [here]", "zones: [there, here]");
        text.replace("  - {name: back, zone: here}\n",
                     "  - {name: back, zone: there}\n  - {name: edge, zone: here}\n"
                     "ingresses:\n  - {name: here-in, host: edge}\n  - {name: there-in, host: back, port: 10009}\n"
                     "transit:\n  hub: middle\n  links:\n"
                     "    - {between: [there, here], delayMs: 9, jitterMs: 0.5, lossPercent: 1}\n");
        text.replace("    port: 5000\n", "    port: 5000\n    sidecar: true\n");

        const auto scenario = parse(text);

        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message.c_str());
        QCOMPARE(scenario->ingresses.size(), std::size_t(2));
        QCOMPARE(scenario->ingresses.front().port, std::uint16_t(10001));
        QCOMPARE(scenario->ingresses.back().zone, std::string("there"));
        QCOMPARE(scenario->transit.hub, std::string("middle"));
        QCOMPARE(scenario->transit.links.front().from, std::string("here"));
        QVERIFY(scenario->transit.links.front().shape.jitter == std::chrono::microseconds(500));
        QCOMPARE(scenario->services.front().instances.front().inboundPort, std::uint16_t(15'000));
    }

    void shipsAScenarioThatIsSound()
    {
        const auto scenario = lab::parseScenario(lab::shippedScenario(), "shipped");

        QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message.c_str());
        QVERIFY(scenario->services.size() >= 2);
        QVERIFY(scenario->resources.size() >= 4);
    }

    void namesFileLineAndSubjectOfWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("instead");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* name, const char* line, const char* instead, const char* where,
                            const char* what) {
            QTest::newRow(name) << QByteArray(line) << QByteArray(instead) << where << what;
        };
        row("unknown key of the lab", "mesh: default\n", "mesh: default\ncolour: red\n", "small.yml:3",
            "unknown key colour");
        row("unknown key of a service", "    port: 5000", "    prot: 5000", "small.yml:14",
            "service shop: unknown key prot");
        row("no name", "name: small", "title: small", "small.yml:1", "name is missing");
        row("a name in capitals", "name: small", "name: Small", "small.yml:1", "\"Small\" is no name");
        row("an unknown zone", "{name: back, zone: here}", "{name: back, zone: there}", "small.yml:6",
            "there is not listed");
        row("an unknown host", "  host: door", "  host: cellar", "small.yml:9", "cellar is not listed");
        row("a port twice on a host", "  host: door\n", "  host: back\n  port: 5000\n", "small.yml:10",
            "used twice on host back");
        row("a port of 0", "    port: 5000", "    port: 0", "small.yml:14", "from 1 to 65535");
        row("a port in words", "    port: 5000", "    port: many", "small.yml:14", "from 1 to 65535");
        row("a sidecar's port without a sidecar", "    port: 5000", "    inboundPort: 5001", "small.yml:14",
            "for services with a sidecar");
        row("a sidecar that is neither true nor false", "    port: 5000", "    sidecar: perhaps", "small.yml:14",
            "true or false");
        row("a link to a zone without a way in", "gateway:\n",
            "transit: {hub: middle, links: [{between: [here, there]}]}\ngateway:\n", "small.yml:7",
            "here is no zone with an ingress");
        row("a link with one end", "gateway:\n", "transit: {hub: middle, links: [{between: [here]}]}\ngateway:\n",
            "small.yml:7", "must hold two zones");
        row("no instances", "instances: [{name: shop-1, host: back}]", "instances: []", "small.yml:15", "at least one");
        row("a negative rate", "  rate: 10", "  rate: -1", "small.yml:19", "from 0 to 5000");
        row("a rate that is no number", "  rate: 10", "  rate: nan", "small.yml:19", "from 0 to 5000");
        row("no load", "    - {name: look, path: /item/1}", "", "small.yml:20", "must be a list");
        row("only weights of 0", "path: /item/1}", "path: /item/1, weight: 0}", "small.yml:20", "weight above 0");
        row("a path without its slash", "path: /item/1}", "path: item/1}", "small.yml:21", "must begin with /");
        row("reply and download", "reply: \"item {id}\"", "reply: a, download: id", "small.yml:17", "exactly one");
        row("a download of no variable", "reply: \"item {id}\"", "download: size", "small.yml:17",
            "size is no variable");
        row("a key twice", "mesh: default\n", "mesh: default\nmesh: default\n", "small.yml:3", "mesh is given twice");
        row("an anchor", "zones: [here]", "zones: &z [here]", "small.yml:3", "anchors are not accepted");
        row("an alias", "zones: [here]", "zones: *z", "small.yml:3", "");
        row("broken YAML", "zones: [here]", "zones: [here", "small.yml:", "");
        row("a list in place of a mapping", "gateway:\n  name: front\n  host: door\n  outbounds:\n", "gateway:\n",
            "small.yml:7", "must be a mapping");
        row("a placeholder of an unknown host", "${host:back}", "${host:moon}", "small.yml:29",
            "host moon is not listed");
        row("an unknown placeholder", "${port:5000}", "${path:x}", "small.yml:30", "${host:NAME} or ${port:NUMBER}");
        row("an unclosed placeholder", "${port:5000}", "${port:5000", "small.yml:30", "${host:NAME} or ${port:NUMBER}");
    }

    void namesFileLineAndSubjectOfWhatIsWrong()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, instead);
        QFETCH(QString, where);
        QFETCH(QString, what);
        QVERIFY(soundScenario.contains(line));

        const auto scenario = parse(QByteArray(soundScenario).replace(line, instead));

        QVERIFY(!scenario);
        QCOMPARE(scenario.error().code, ErrorCode::InvalidArgument);
        const QString message = QString::fromStdString(scenario.error().message);
        QVERIFY2(message.startsWith(where), qPrintable(message));
        QVERIFY2(message.contains(what), qPrintable(message));
    }

    void refusesDeepNesting()
    {
        const auto scenario = parse("name: " + QByteArray(100'000, '['));

        QVERIFY(!scenario);
        QVERIFY(scenario.error().message.find("nested deeper") != std::string::npos);
    }

    void refusesAnEmptyFile()
    {
        QVERIFY(!parse(""));
        QVERIFY(!parse("# nothing\n---\n\n"));
    }

    void namesAMissingFile()
    {
        const auto scenario = lab::readScenario("/nowhere/lab.yml");

        QVERIFY(!scenario);
        QCOMPARE(scenario.error().code, ErrorCode::NotFound);
        QVERIFY(scenario.error().message.find("/nowhere/lab.yml") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(ScenarioTest)
#include "tst_scenario.moc"
