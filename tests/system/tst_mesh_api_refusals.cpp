#include "tests/system/causewayd_process.h"
#include "tests/system/fleet.h"
#include "tests/system/http_probe.h"

#include <QtTest>

using namespace causeway::test;

/// What the mesh API of a real control plane answers to input that cannot be used.
class MeshApiRefusalsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(m_fleet.startControlPlane(), m_fleet.problem()); }

    void refusesAndKeepsWhatWas_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("a weight below zero") << Fleet::routeWith("100", "-1");
        QTest::newRow("all weights zero") << Fleet::routeWith("0", "0");
        QTest::newRow("a weight of 10^12") << Fleet::routeWith("100", "1000000000000");
        QTest::newRow("a weight that is a text") << Fleet::routeWith("100", "\"half\"");
        QTest::newRow("a weight with a fraction") << Fleet::routeWith("100", "0.5");
        QTest::newRow("an unknown backend") << Fleet::routeWith("1", "2").replace("\"newer\"", "\"nobody\"");
        QTest::newRow("half a document") << Fleet::routeWith("1", "2").chopped(5);
        QTest::newRow("no document") << QByteArray("weights, please");
        QTest::newRow("another name") << Fleet::routeWith("1", "2").replace("\"split\"", "\"other\"");
        QTest::newRow("a key given twice") << Fleet::routeWith("1", "2, \"weight\": 3");
    }

    void refusesAndKeepsWhatWas()
    {
        QFETCH(QByteArray, body);
        HttpProbe api(m_fleet.meshApiUrl());
        const auto before = api.get(Fleet::routePath);
        QVERIFY(before && before->status == 200);

        const auto refused = api.send("PUT", Fleet::routePath, body);

        QVERIFY(refused);
        QVERIFY2(refused->status >= 400 && refused->status < 500, refused->head + refused->body);
        QVERIFY2(refused->body.contains("\"title\"") && refused->body.contains("\"detail\""), refused->body);
        QCOMPARE(api.get(Fleet::routePath)->body, before->body);
    }

    void refusesABodyOfAHundredMegabytesBeforeItComes()
    {
        HttpProbe api(m_fleet.meshApiUrl());

        const auto refused = api.sendRaw(QByteArray("PUT ") + Fleet::routePath +
                                         " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                                         "Content-Length: 104857600\r\n\r\n{");

        QVERIFY(refused);
        QCOMPARE(refused->status, 413);
        QVERIFY(api.get(Fleet::routePath)->status == 200);
    }

    void refusesOtherHostsAndOrigins_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::newRow("a name that leads here") << QByteArray("Host: evil.example\r\n");
        QTest::newRow("a page of somebody else") << QByteArray("Host: 127.0.0.1\r\nOrigin: https://evil.example\r\n");
    }

    void refusesOtherHostsAndOrigins()
    {
        QFETCH(QByteArray, fields);
        HttpProbe api(m_fleet.meshApiUrl());

        const auto refused = api.sendRaw("GET /meshes HTTP/1.1\r\n" + fields + "\r\n");

        QVERIFY(refused);
        QVERIFY2(refused->status == 403 || refused->status == 421, refused->head);
    }

    void aSecondControlPlaneOnTheSameFolderEndsWithThree()
    {
        CausewaydProcess second;

        const auto status = second.run({"control-plane", "--data-dir", m_fleet.controlFolder(), "--channel",
                                        "127.0.0.1:0", "--telemetry", "127.0.0.1:0", "--mesh-api", "127.0.0.1:0"});

        QVERIFY2(status == 3, second.everything());
    }

    void namesAPortInUse()
    {
        QTemporaryDir folder;
        CausewaydProcess second;
        const QString taken = m_fleet.meshApiUrl().mid(7);

        const auto status = second.run({"control-plane", "--data-dir", folder.path(), "--channel", "127.0.0.1:0",
                                        "--telemetry", "127.0.0.1:0", "--mesh-api", taken});

        QVERIFY2(status == 1, second.everything());
        QVERIFY2(second.errors().contains(taken), second.everything());
    }

private:
    Fleet m_fleet;
};

QTEST_GUILESS_MAIN(MeshApiRefusalsTest)
#include "tst_mesh_api_refusals.moc"
