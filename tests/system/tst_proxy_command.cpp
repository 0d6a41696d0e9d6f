#include "tests/system/causewayd_process.h"
#include "tests/system/http_probe.h"
#include "tests/system/named_service.h"
#include "tests/system/steady_client.h"

#include <QFile>
#include <QtTest>

#include <csignal>

using namespace causeway::test;

/// `causewayd proxy`: one gateway from a file in Kong's format.
class ProxyCommandTest : public QObject
{
    Q_OBJECT

private slots:
    void servesTheRoutesOfItsFile()
    {
        NamedService orders("orders");
        write(fileTo(orders));
        CausewaydProcess proxy;
        const QString url = start(proxy);
        QVERIFY2(!url.isEmpty(), proxy.everything());
        HttpProbe probe(url);

        const auto found = probe.get("/shop/x");
        const auto missing = probe.get("/elsewhere");

        QVERIFY(found && found->status == 200);
        QCOMPARE(found->header("X-Served-By"), QByteArray("orders"));
        QVERIFY(missing && missing->status == 404);
        QVERIFY(missing->body.contains("no Route matched with those values"));
    }

    void takesANewFileUpWithoutLosingARequest()
    {
        NamedService before("before");
        NamedService after("after");
        write(fileTo(before));
        CausewaydProcess proxy;
        const QString url = start(proxy);
        QVERIFY2(!url.isEmpty(), proxy.everything());
        SteadyClient client(url, "/shop/x");
        QTRY_VERIFY(client.good() > 50);

        for (int i = 0; i < 10; ++i) {
            write(fileTo(i % 2 == 0 ? after : before));
            const int reloads = countOf(proxy, QStringLiteral("reloaded "));
            proxy.hangUp();
            QTRY_VERIFY(countOf(proxy, QStringLiteral("reloaded ")) > reloads);
            const int soFar = client.good();
            QTRY_VERIFY(client.good() > soFar + 10);
        }

        client.end();
        QCOMPARE(client.bad(), 0);
        QVERIFY(after.requests() > 0);
        HttpProbe probe(url);
        QCOMPARE(probe.get("/shop/x")->header("X-Served-By"), QByteArray("before"));
    }

    void keepsServingWhenTheNewFileCannotBeUsed()
    {
        NamedService orders("orders");
        write(fileTo(orders));
        CausewaydProcess proxy;
        const QString url = start(proxy);
        QVERIFY2(!url.isEmpty(), proxy.everything());

        write("_format_version: \"3.0\"\nplugins: [{name: acl}]\n");
        proxy.hangUp();

        QTRY_VERIFY2(proxy.errors().contains(QStringLiteral(":2: plugins is not supported yet")), proxy.everything());
        HttpProbe probe(url);
        QCOMPARE(probe.get("/shop/x")->status, 200);
    }

    void refusesAFileWithEveryProblemByLine()
    {
        write(
            "_format_version: \"3.0\"\nservices:\n  - name: s\n    host: a\n    port: 0\n    plugins: [{name: acl}]\n");
        CausewaydProcess proxy;

        const auto status = proxy.run({"proxy", "--config", m_file, "--listen", "127.0.0.1:0"});

        QVERIFY2(status == 1, proxy.everything());
        QVERIFY2(proxy.errors().contains(m_file + ":5: service s: port must be"), proxy.everything());
        QVERIFY2(proxy.errors().contains(m_file + ":6: service s: plugins is not supported yet"), proxy.everything());
    }

    void namesAPortInUse()
    {
        NamedService taken("taken");
        write(fileTo(taken));
        CausewaydProcess proxy;
        const QString address = QStringLiteral("127.0.0.1:%1").arg(taken.port());

        const auto status = proxy.run({"proxy", "--config", m_file, "--listen", address});

        QVERIFY2(status == 1, proxy.everything());
        QVERIFY2(proxy.errors().contains(address), proxy.everything());
    }

    void writesDownRequestsToAFileThatIsOpenedAnewOnASignal()
    {
        NamedService orders("orders");
        write(fileTo(orders));
        const QString log = m_folder.filePath(QStringLiteral("access.log"));
        CausewaydProcess proxy;
        const QString url = start(proxy, {"--access-log", log, "--access-log-query", "cut"});
        QVERIFY2(!url.isEmpty(), proxy.everything());
        HttpProbe probe(url);
        QVERIFY(probe.get("/shop/before?secret"));
        QTRY_VERIFY(contentOf(log).contains("\"GET /shop/before HTTP/1.1\" 200"));

        QVERIFY(QFile::rename(log, log + QStringLiteral(".1")));
        QCOMPARE(::kill(static_cast<pid_t>(proxy.processId()), SIGUSR1), 0);
        QTRY_VERIFY(QFile::exists(log));
        QVERIFY(probe.get("/shop/after"));

        QTRY_VERIFY(contentOf(log).contains("\"GET /shop/after HTTP/1.1\" 200"));
        QCOMPARE(contentOf(log).count('\n'), 1);
        QCOMPARE(contentOf(log + QStringLiteral(".1")).count('\n'), 1);
    }

    void asksForAFile()
    {
        CausewaydProcess proxy;

        QVERIFY(proxy.run({"proxy"}) == 2);
        QVERIFY2(proxy.errors().contains(QStringLiteral("--config")), proxy.everything());
        QVERIFY(proxy.run({"proxy", "--config", "/nowhere/kong.yml"}) == 1);
        QVERIFY2(proxy.errors().contains(QStringLiteral("/nowhere/kong.yml")), proxy.everything());
    }

private:
    static QByteArray fileTo(const NamedService& service)
    {
        return "_format_version: \"3.0\"\n"
               "services:\n"
               "  - name: shop\n"
               "    url: http://127.0.0.1:" +
               QByteArray::number(service.port()) +
               "\n"
               "    routes:\n"
               "      - name: shop\n"
               "        paths: [/shop]\n";
    }

    void write(const QByteArray& text)
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
    }

    static QByteArray contentOf(const QString& name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QString start(CausewaydProcess& proxy, const QStringList& more = {}) const
    {
        proxy.start(QStringList{"proxy", "--config", m_file, "--listen", "127.0.0.1:0", "--workers", "2"} + more);
        return proxy.waitForOutput(QStringLiteral("serving .* on (http://\\S+)"));
    }

    static int countOf(CausewaydProcess& proxy, const QString& text)
    {
        return static_cast<int>(proxy.output().count(text));
    }

    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath(QStringLiteral("kong.yml"));
};

QTEST_GUILESS_MAIN(ProxyCommandTest)
#include "tst_proxy_command.moc"
