#include "tests/system/causewayd_process.h"
#include "tests/system/fleet.h"
#include "tests/system/http_probe.h"
#include "tests/system/named_service.h"
#include "tests/system/steady_client.h"

#include "engine/net/descriptor_message.h"

#include <QFile>
#include <QtTest>

#include <csignal>
#include <deque>

using namespace causeway;
using namespace causeway::test;

/// One `causewayd proxy` after the other on the same listening socket, under load.
class HandOverTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_service = std::make_unique<NamedService>("orders");
        write("_format_version: \"3.0\"\nservices:\n  - name: shop\n    url: http://127.0.0.1:" +
              QByteArray::number(m_service->port()) + "\n    routes: [{name: shop, paths: [/shop]}]\n");
    }

    void successorsTakeOverWithoutALostRequest()
    {
        CausewaydProcess first;
        const QString url = start(first);
        QVERIFY2(!url.isEmpty(), first.everything());
        SteadyClient kept(url, "/shop/x");
        SteadyClient other(url, "/shop/y");
        SteadyClient fresh(url, "/shop/z", SteadyClient::Connections::OneEach);
        QTRY_VERIFY(kept.good() > 20 && fresh.good() > 20);

        std::deque<CausewaydProcess> successors;
        CausewaydProcess* before = &first;
        for (int i = 0; i < 4; ++i) {
            CausewaydProcess& next = successors.emplace_back();
            QCOMPARE(start(next), url);
            QVERIFY2(before->waitForExit() == 0, before->everything());
            before = &next;
            const int soFar = fresh.good();
            QTRY_VERIFY(fresh.good() > soFar + 20);
        }

        for (SteadyClient* client : {&kept, &other, &fresh}) {
            client->end();
            QCOMPARE(client->bad(), 0);
        }
        QVERIFY(kept.closed() > 0); // It moved over when it was told to.
    }

    void startsItsSuccessorWhenItIsToldTo()
    {
        CausewaydProcess first;
        const QString url = start(first);
        QVERIFY2(!url.isEmpty(), first.everything());
        SteadyClient client(url, "/shop/x");
        QTRY_VERIFY(client.good() > 20);

        first.signal(SIGUSR2);
        QVERIFY2(first.waitForExit() == 0, first.everything());
        const int soFar = client.good();
        QTRY_VERIFY(client.good() > soFar + 20);
        CausewaydProcess last; // Comes after the one that nobody here holds.
        QCOMPARE(start(last), url);

        client.end();
        QCOMPARE(client.bad(), 0);
    }

    void aSuccessorThatCannotStartChangesNothing()
    {
        CausewaydProcess first;
        const QString url = start(first);
        QVERIFY2(!url.isEmpty(), first.everything());
        SteadyClient client(url, "/shop/x");
        SteadyClient fresh(url, "/shop/z", SteadyClient::Connections::OneEach);
        QTRY_VERIFY(client.good() > 20);

        write("_format_version: \"3.0\"\nplugins: [{name: acl}]\n");
        CausewaydProcess broken;
        QVERIFY2(broken.run(arguments()) == 1, broken.everything());
        {
            // One that dies after it got the sockets.
            const auto dying = net::connectForMessages(m_socket.toStdString());
            QVERIFY(dying);
            QVERIFY(net::sendMessage(dying->get(), "causeway hand-over 1"));
            const auto handed = net::receiveMessage(dying->get());
            QVERIFY(handed && handed->descriptors.size() == 1);
        }
        QTRY_VERIFY(first.errors().count(QStringLiteral("keeps serving")) == 2);
        const int soFar = fresh.good();
        QTRY_VERIFY(fresh.good() > soFar + 20);

        client.end();
        fresh.end();
        QCOMPARE(client.bad() + fresh.bad(), 0);
        QVERIFY(first.isRunning());
    }

    void theStatusPortFollowsWhoServes()
    {
        const QString status = QStringLiteral("127.0.0.1:%1").arg(freePort());
        CausewaydProcess first;
        QVERIFY2(!start(first, status).isEmpty(), first.everything());
        CausewaydProcess next;
        QVERIFY2(!start(next, status).isEmpty(), next.everything());
        QVERIFY2(first.waitForExit() == 0, first.everything());

        QVERIFY2(next.output().contains("status on http://" + status), next.everything());
        const auto ready = HttpProbe("http://" + status).get("/ready");
        QVERIFY(ready && ready->status == 200);
    }

    void aJoinedPlaneMovesOverWithItsIdentity()
    {
        Fleet fleet;
        QVERIFY2(fleet.start(), fleet.problem());
        SteadyClient kept(fleet.gatewayUrl(), "/shop");
        SteadyClient fresh(fleet.gatewayUrl(), "/shop", SteadyClient::Connections::OneEach);
        QTRY_VERIFY(kept.good() > 20 && fresh.good() > 20);

        CausewaydProcess successor;
        successor.start(fleet.gatewayArgumentsAfterJoining());
        QVERIFY2(fleet.gateway.waitForExit() == 0, fleet.problem() + successor.everything());
        HttpProbe api(fleet.meshApiUrl()); // The control plane reaches the successor.
        QVERIFY(api.send("PUT", Fleet::routePath, Fleet::routeWith("0", "100"))->status == 200);
        HttpProbe clients(fleet.gatewayUrl());
        QTRY_COMPARE(clients.get("/shop")->header("X-Served-By"), QByteArray("newer-1"));

        kept.end();
        fresh.end();
        QVERIFY2(kept.bad() + fresh.bad() == 0, fleet.problem() + successor.everything());
    }

private:
    void write(const QByteArray& text)
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
    }

    QStringList arguments(const QString& status = QStringLiteral("off")) const
    {
        return {"proxy", "--config",    m_file,   "--listen",        "127.0.0.1:0", "--workers",
                "2",     "--hand-over", m_socket, "--status-listen", status};
    }

    QString start(CausewaydProcess& proxy, const QString& status = QStringLiteral("off")) const
    {
        proxy.start(arguments(status));
        return proxy.waitForOutput(QStringLiteral("serving .* on (http://\\S+)"));
    }

    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath(QStringLiteral("kong.yml"));
    QString m_socket = m_folder.filePath(QStringLiteral("hand-over"));
    std::unique_ptr<NamedService> m_service;
};

QTEST_GUILESS_MAIN(HandOverTest)
#include "tst_hand_over.moc"
