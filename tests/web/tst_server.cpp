#include "tests/web/raw_client.h"
#include "tests/web/running_server.h"

#include <QtTest>

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

} // namespace

class ServerTest : public QObject
{
    Q_OBJECT

private slots:
    void answersOneRequestAfterAnotherOnOneConnection()
    {
        RunningServer server;
        RawClient client(server.address);

        for (int i = 0; i < 3; ++i) {
            client.send(get);
            const std::string answer = client.readUntil("GET /a?b=c ");

            QVERIFY(isAnsweredWith(answer, 200));
            QVERIFY(answer.find("X-Path: /a\r\n") != std::string::npos);
            QVERIFY(answer.find("Content-Length: 11\r\n") != std::string::npos);
        }
    }

    void answersPipelinedRequestsInOrderAlsoWhenLaterOnesAreReadyFirst()
    {
        std::vector<web::Responder> waiting;
        RunningServer server({}, [&](web::Request request, web::Responder responder) {
            if (request.path == "/slow")
                waiting.push_back(std::move(responder));
            else
                responder.send({200, {}, "quick"});
        });
        RawClient client(server.address);
        client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + get + get);
        while (true) { // Until the first one waits.
            bool isWaiting = false;
            server.onLoop([&] { isWaiting = !waiting.empty(); });
            if (isWaiting)
                break;
        }

        server.onLoop([&] { waiting.front().send({200, {}, "slow"}); });
        std::string answers = client.readUntil("quick");
        answers += client.readUntil("quick");

        QVERIFY(answers.find("slow") < answers.find("quick"));
    }

    void takesRequestsByteByByte()
    {
        RunningServer server;
        RawClient client(server.address);
        const std::string request =
            post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: v\r\n\r\n";

        for (const char c : request)
            client.send({&c, 1});

        QVERIFY(client.readUntil("POST / abcde").ends_with("POST / abcde"));
    }

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

    void leavesTheBodyOutForHead()
    {
        RunningServer server;
        RawClient client(server.address);

        client.send("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const std::string answer = client.readToEnd();

        QVERIFY(answer.find("Content-Length: 8\r\n") != std::string::npos);
        QVERIFY(answer.ends_with("\r\n\r\n"));
    }

    void saysContinueBeforeABodyThatWaitsForIt()
    {
        RunningServer server;
        RawClient client(server.address);

        client.send(post + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        const std::string interim = client.readUntil("\r\n\r\n");
        client.send("abc");

        QVERIFY(interim == "HTTP/1.1 100 Continue\r\n\r\n");
        QVERIFY(client.readUntil("POST / abc").ends_with("POST / abc"));
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

    void sendsLargeAnswersAtTheClientsPace()
    {
        const std::string large(8 << 20, 'x');
        RunningServer server({}, [&](web::Request, web::Responder responder) { responder.send({200, {}, large}); });
        RawClient client(server.address);

        for (int i = 0; i < 3; ++i)
            client.send(get);
        std::size_t bodies = 0;
        for (; bodies < 3; ++bodies) {
            client.readUntil("\r\n\r\n");
            if (client.read(large.size()) != large)
                break;
        }

        QCOMPARE(bodies, 3U);
    }

    void answersAClientThatHasEndedItsSide()
    {
        RunningServer server;
        RawClient client(server.address);

        client.send(get + get);
        client.finishWriting();
        const std::string answers = client.readToEnd();

        QCOMPARE(QByteArray::fromStdString(answers).count("GET /a?b=c "), 2);
    }

    void answers500ForAResponderThatIsDropped()
    {
        RunningServer server({}, [](web::Request, web::Responder) {});
        RawClient client(server.address);

        client.send(get);

        QVERIFY(isAnsweredWith(client.readUntil("\r\n\r\n"), 500));
    }

    void answers500InsteadOfAFieldThatWouldSplitTheAnswer()
    {
        RunningServer server({}, [](web::Request, web::Responder responder) {
            web::Response response;
            response.headers.add("Location", "/a\r\nSet-Cookie: b=c");
            responder.send(std::move(response));
        });
        RawClient client(server.address);

        client.send(get);
        const std::string answer = client.readUntil("\r\n\r\n");

        QVERIFY(isAnsweredWith(answer, 500));
        QCOMPARE(answer.find("Set-Cookie"), std::string::npos);
    }

    void mayBeDestroyedByItsHandler()
    {
        std::unique_ptr<web::Server>* owner = nullptr;
        const auto token = std::make_shared<int>(7);
        int seenAfterwards = 0;
        RunningServer server({}, [&, token](web::Request, web::Responder responder) {
            owner->reset();
            seenAfterwards = *token; // The captures live on.
            responder.send({200, {}, "too late"});
        });
        owner = &server.server;
        RawClient client(server.address);

        client.send(get + get);

        QVERIFY(client.seesEnd());
        server.onLoop([&] { QCOMPARE(seenAfterwards, 7); });
    }

    void outlivesAnAnswerThatComesAfterTheClientLeft()
    {
        std::optional<web::Responder> waiting;
        RunningServer server({}, [&](web::Request request, web::Responder responder) {
            if (request.path == "/wait")
                waiting.emplace(std::move(responder));
            else
                responder.send({200, {}, "quick"});
        });
        {
            RawClient client(server.address);
            client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
            bool isWaiting = false;
            while (!isWaiting)
                server.onLoop([&] { isWaiting = waiting.has_value(); });
        }

        server.onLoop([&] { waiting->send({200, {}, std::string(1 << 20, 'x')}); });
        RawClient other(server.address);
        other.send(get);

        QVERIFY(other.readUntil("quick").ends_with("quick"));
        server.onLoop([&] { waiting.reset(); });
    }
};

QTEST_APPLESS_MAIN(ServerTest)
#include "tst_server.moc"
