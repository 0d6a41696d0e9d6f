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
        std::promise<void> arrived;
        RunningServer server({}, [&](web::Request request, web::Responder responder) {
            if (request.path == "/slow") {
                waiting.push_back(std::move(responder));
                arrived.set_value();
            } else {
                responder.send({200, {}, "quick"});
            }
        });
        RawClient client(server.address);
        client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + get + get);
        arrived.get_future().wait();

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
        std::promise<void> arrived;
        RunningServer server({}, [&](web::Request request, web::Responder responder) {
            if (request.path == "/wait") {
                waiting.emplace(std::move(responder));
                arrived.set_value();
            } else {
                responder.send({200, {}, "quick"});
            }
        });
        {
            RawClient client(server.address);
            client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
            arrived.get_future().wait();
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
