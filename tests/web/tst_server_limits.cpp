#include "engine/base/log.h"
#include "tests/web/raw_client.h"
#include "tests/web/running_server.h"

#include <QtTest>

#include <fcntl.h>
#include <sys/resource.h>

using namespace causeway;
using namespace std::chrono_literals;
using tests::RawClient;
using tests::RunningServer;

namespace {

bool isAnsweredWith(const std::string& answer, int status)
{
    return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

const std::string get = "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";

/// Leaves the process that many descriptors to open while it lives.
class FewDescriptors
{
public:
    explicit FewDescriptors(std::size_t left)
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit few{128, m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
        for (int filler = ::open("/dev/null", O_RDONLY); filler >= 0; filler = ::open("/dev/null", O_RDONLY))
            m_fillers.emplace_back(filler);
        m_fillers.resize(m_fillers.size() - left);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }

private:
    rlimit m_before{};
    std::vector<net::FileDescriptor> m_fillers;
};

} // namespace

class ServerLimitsTest : public QObject
{
    Q_OBJECT

private slots:
    void refusesWhatIsTooLargeOrMalformed_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::newRow("declared body") << QByteArray::fromStdString(post + "Content-Length: 101\r\n\r\n") << 413;
        QTest::newRow("chunked body") << QByteArray::fromStdString(post + "Transfer-Encoding: chunked\r\n\r\n65\r\n" +
                                                                   std::string(101, 'a') + "\r\n")
                                      << 413;
        QTest::newRow("head") << QByteArray::fromStdString(post + "A: " + std::string(2000, 'a') + "\r\n\r\n") << 431;
        QTest::newRow("two lengths") << QByteArray::fromStdString(post +
                                                                  "Content-Length: 1\r\nContent-Length: 2\r\n\r\n")
                                     << 400;
        QTest::newRow("chunk size") << QByteArray::fromStdString(post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")
                                    << 400;
        QTest::newRow("body of 5 MB already on its way")
            << QByteArray::fromStdString(post + "Content-Length: 5000000\r\n\r\n" + std::string(5000000, 'a')) << 413;
    }
    void refusesWhatIsTooLargeOrMalformed()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const int, status);
        web::ServerOptions options;
        options.bodyLimit = 100;
        options.headLimit = 1000;
        RunningServer server(options);
        RawClient client(server.address);

        client.send(request.toStdString() + get);
        client.finishWriting();
        const std::string answer = client.readToEnd();

        QVERIFY2(isAnsweredWith(answer, status), answer.c_str());
        QVERIFY(answer.find("Connection: close\r\n") != std::string::npos);
        QCOMPARE(answer.find("GET /a"), std::string::npos);
    }

    void refusesABodyTooLargeInsteadOfSayingContinue()
    {
        web::ServerOptions options;
        options.bodyLimit = 2;
        RunningServer server(options);
        RawClient client(server.address);

        client.send(post + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");

        QVERIFY(isAnsweredWith(client.readToEnd(), 413));
    }

    void endsSlowClients_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("answered");
        QTest::newRow("within the head") << QByteArray("GET / HT") << QByteArray("HTTP/1.1 408 ");
        QTest::newRow("within the body") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
                                         << QByteArray("HTTP/1.1 408 ");
        QTest::newRow("without a word") << QByteArray() << QByteArray();
    }
    void endsSlowClients()
    {
        QFETCH(const QByteArray, sent);
        QFETCH(const QByteArray, answered);
        web::ServerOptions options;
        options.headTimeout = options.bodyTimeout = 50ms;
        RunningServer server(options);
        RawClient client(server.address);

        client.send(sent.toStdString());
        const std::string answer = client.readUntil("\r\n\r\n");

        QVERIFY(QByteArray::fromStdString(answer).startsWith(answered));
        QVERIFY(answered.isEmpty() == answer.empty());
    }

    void endsABodyThatTricklesForEver()
    {
        web::ServerOptions options;
        options.bodyTimeout = 50ms;
        options.bodyRate = 1'000;
        RunningServer server(options);
        RawClient client(server.address);

        client.send(post + "Transfer-Encoding: chunked\r\n\r\n");
        client.trickle("1\r\na\r\n", 10ms, 500);

        QVERIFY(isAnsweredWith(client.readUntil("\r\n\r\n"), 408));
    }

    void closesIdleConnections()
    {
        web::ServerOptions options;
        options.idleTimeout = 50ms;
        RunningServer server(options);
        RawClient client(server.address);
        client.send(get);
        client.readUntil("GET /a?b=c ");

        QVERIFY(client.seesEnd());
    }

    void closesTheOldestIdleConnectionForANewOne()
    {
        web::ServerOptions options;
        options.connectionLimit = 2;
        RunningServer server(options);
        RawClient first(server.address);
        first.send(get);
        first.readUntil("GET /a?b=c ");
        RawClient second(server.address);
        second.send(get);
        second.readUntil("GET /a?b=c ");
        RawClient third(server.address);
        third.send(get);

        QVERIFY(isAnsweredWith(third.readUntil("GET /a?b=c "), 200));
        QVERIFY(first.seesEnd());
        second.send(get);
        QVERIFY(isAnsweredWith(second.readUntil("GET /a?b=c "), 200));
    }

    void goesOnWhenDescriptorsRunOut()
    {
        RunningServer server;
        RawClient idle(server.address);
        idle.send(get);
        idle.readUntil("GET /a?b=c ");
        // The undefined-behaviour sanitizer needs a descriptor when it meets a type for the first time: let it be here.
        log::warn("descriptors run out now: {}", systemError(EMFILE, server.address.toString()).message);
        const FewDescriptors onlyTheClientsOwn(1);

        RawClient client(server.address);
        client.send(get);

        QVERIFY(isAnsweredWith(client.readUntil("GET /a?b=c "), 200));
        QVERIFY(idle.seesEnd()); // It made room.
    }
};

QTEST_APPLESS_MAIN(ServerLimitsTest)
#include "tst_server_limits.moc"
