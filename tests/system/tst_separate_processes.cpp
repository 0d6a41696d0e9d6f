#include "tests/system/fleet.h"
#include "tests/system/steady_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QtTest>

using namespace causeway::test;

namespace {

int newerWeight(const ProbeAnswer& answer)
{
    const QJsonObject route = QJsonDocument::fromJson(answer.body).object();
    const QJsonArray backends = route["spec"]["to"][0]["rules"][0]["default"]["backendRefs"].toArray();
    return backends.size() == 2 ? backends[1]["weight"].toInt(-1) : -1;
}

/// Writes weights 1, 2, 3 … until the control plane is gone, and remembers what was acknowledged.
class Writer
{
public:
    Writer(const QString& url, int last)
        : m_last(last)
        , m_thread([this, url] { write(url); })
    {
    }
    ~Writer() { end(); }

    void end()
    {
        m_isEnding = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    int acknowledged() const { return m_acknowledged; }
    int attempted() const { return m_attempted; }

private:
    void write(const QString& url)
    {
        HttpProbe probe(url);
        m_acknowledged = m_attempted = m_last;
        while (!m_isEnding) {
            const QByteArray weight = QByteArray::number(m_attempted + 1);
            ++m_attempted;
            const auto answer = probe.send("PUT", Fleet::routePath, Fleet::routeWith("1000", weight));
            if (!answer)
                return;
            if (answer->status == 200 || answer->status == 201)
                m_acknowledged = m_attempted.load();
        }
    }

    const int m_last;
    std::atomic<bool> m_isEnding = false;
    std::atomic<int> m_acknowledged = 0;
    std::atomic<int> m_attempted = 0;
    std::thread m_thread;
};

int rounds()
{
    const int asked = qEnvironmentVariableIntValue("CAUSEWAY_KILL_ROUNDS");
    return asked > 0 ? asked : 200;
}

} // namespace

/// A control plane and two data planes as processes of their own, joined by the printed command.
class SeparateProcessesTest : public QObject
{
    Q_OBJECT

private slots:
    void aChangeReachesThePlanesOverTheChannel()
    {
        Fleet fleet;
        QVERIFY2(fleet.start(), fleet.problem());
        HttpProbe clients(fleet.gatewayUrl());
        HttpProbe api(fleet.meshApiUrl());
        QCOMPARE(clients.get("/shop")->header("X-Served-By"), QByteArray("older-1"));

        const auto put = api.send("PUT", Fleet::routePath, Fleet::routeWith("0", "100"));

        QVERIFY(put);
        QVERIFY2(put->status == 200, put->head + put->body);
        QTRY_COMPARE(clients.get("/shop")->header("X-Served-By"), QByteArray("newer-1"));
    }

    void aGatewayServesFromItsCacheWithoutAControlPlane()
    {
        Fleet fleet;
        QVERIFY2(fleet.start(), fleet.problem());
        fleet.control.kill();
        fleet.gateway.interrupt();
        QVERIFY2(fleet.gateway.waitForExit() == 0, fleet.problem());

        fleet.gateway.start(fleet.gatewayArgumentsAfterJoining());

        HttpProbe clients(fleet.gatewayUrl());
        QTRY_VERIFY2(clients.get("/shop").value_or(ProbeAnswer()).status == 200, fleet.problem());
    }

    void aTokenJoinsOnePlaneOnly()
    {
        Fleet fleet;
        QVERIFY2(fleet.start(), fleet.problem());
        CausewaydProcess second;
        QStringList arguments = fleet.gatewayArguments();
        arguments.replace(arguments.indexOf(QStringLiteral("edge")), QStringLiteral("other"));
        for (const char* own : {"--data-dir", "--hand-over"})
            arguments[arguments.indexOf(QLatin1String(own)) + 1] += QStringLiteral("-other");

        const auto status = second.run(arguments);

        QVERIFY2(status == 1, second.everything());
        QVERIFY2(second.errors().contains(QStringLiteral("token")), second.everything());
    }

    void aPlaneStartsAgainByTheCommandThatJoinedIt()
    {
        Fleet fleet;
        QVERIFY2(fleet.start(), fleet.problem());
        fleet.gateway.interrupt();
        QVERIFY2(fleet.gateway.waitForExit() == 0, fleet.problem());

        fleet.gateway.start(fleet.gatewayArguments());

        HttpProbe clients(fleet.gatewayUrl());
        QTRY_VERIFY2(clients.get("/shop").value_or(ProbeAnswer()).status == 200, fleet.problem());
    }

    void noAcknowledgedRevisionIsLostWhenTheControlPlaneIsKilled()
    {
        Fleet fleet;
        QVERIFY2(fleet.start(), fleet.problem());
        SteadyClient clients(fleet.gatewayUrl(), "/shop");
        QRandomGenerator random(1);
        int known = 0;

        for (int round = 0; round < rounds(); ++round) {
            Writer writer(fleet.meshApiUrl(), known);
            const int enough = known + 1 + static_cast<int>(random.bounded(8));
            QTRY_VERIFY2(writer.acknowledged() >= enough, fleet.problem());
            fleet.control.kill();
            writer.end();
            QVERIFY2(fleet.startControlPlane(), fleet.problem());

            HttpProbe api(fleet.meshApiUrl());
            const auto route = api.get(Fleet::routePath);

            QVERIFY2(route && route->status == 200, fleet.problem());
            known = newerWeight(*route);
            QVERIFY2(known >= writer.acknowledged() && known <= writer.attempted(),
                     qPrintable(QStringLiteral("round %1: acknowledged %2, found %3")
                                    .arg(round)
                                    .arg(writer.acknowledged())
                                    .arg(known)));
        }

        clients.end();
        QCOMPARE(clients.bad(), 0);
        QCOMPARE(clients.closed(), 0);
        fleet.control.kill();
        CausewaydProcess check;
        QVERIFY2(check.run({"check-store", fleet.controlFolder()}) == 0, check.everything());
    }
};

QTEST_GUILESS_MAIN(SeparateProcessesTest)
#include "tst_separate_processes.moc"
