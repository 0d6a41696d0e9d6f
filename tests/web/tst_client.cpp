#include "engine/net/sockets.h"
#include "tests/web/running_server.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;
using tests::outcomeOf;
using tests::RunningServer;

namespace {

web::Call callTo(const RunningServer& server)
{
    web::Call call;
    call.address = server.address;
    call.timeout = 5s;
    return call;
}

} // namespace

class ClientTest : public QObject
{
    Q_OBJECT

private slots:
    void bringsTheAnswer()
    {
        RunningServer server;
        web::Call call = callTo(server);
        call.method = "POST";
        call.target = "/a?b=c";
        call.body = std::string(300'000, 'x');

        const auto response = outcomeOf(server, call);

        QVERIFY(response.has_value());
        QCOMPARE(response->status, 200);
        QVERIFY(response->headers.find("x-path") == "/a");
        QVERIFY(response->body == "POST /a?b=c " + call.body);
    }

    void namesTheServerThatIsNotThere()
    {
        RunningServer server;
        web::Call call = callTo(server);
        { // A port that was free a moment ago.
            const auto listener = net::listenOn(call.address.withPort(0)).value();
            call.address = net::SocketAddress::ofSocket(listener.get()).value();
        }

        const auto response = outcomeOf(server, call);

        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::Unavailable);
        QVERIFY(response.error().message.find(call.address.toString()) != std::string::npos);
    }

    void givesUpAfterItsTime()
    {
        std::vector<web::Responder> kept;
        RunningServer server({}, [&](web::Request, web::Responder responder) { kept.push_back(std::move(responder)); });
        web::Call call = callTo(server);
        call.timeout = 50ms;

        const auto response = outcomeOf(server, call);

        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::Timeout);
        server.onLoop([&] { kept.clear(); });
    }

    void refusesAnAnswerAboveItsLimit()
    {
        RunningServer server({}, [](web::Request, web::Responder responder) {
            responder.send({200, {}, std::string(1001, 'x')});
        });
        web::Call call = callTo(server);
        call.bodyLimit = 1000;

        const auto response = outcomeOf(server, call);

        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::ResourceExhausted);
    }

    void sendsNoRequestThatWouldBeTwo()
    {
        RunningServer server;
        web::Call call = callTo(server);
        call.headers.add("X-Evil", "a\r\n\r\nGET / HTTP/1.1");

        const auto response = outcomeOf(server, call);

        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::InvalidArgument);
    }

    void staysSilentWhenDestroyedBeforeTheAnswer()
    {
        RunningServer server;
        bool called = false;

        server.onLoop([&] {
            web::PendingCall::start(server.loop(), callTo(server),
                                    [&](const Result<web::Response>&) { called = true; });
        });
        const auto other = outcomeOf(server, callTo(server)); // Comes after whatever the first would have brought.

        QVERIFY(other.has_value());
        QVERIFY(!called);
    }
};

QTEST_APPLESS_MAIN(ClientTest)
#include "tst_client.moc"
