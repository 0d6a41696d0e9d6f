#include "tests/web/echo_socket.h"
#include "tests/web/raw_client.h"
#include "tests/web/raw_frames.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::tests;
using namespace std::chrono_literals;
using http::WebSocketOpcode;

class WebSocketTest : public QObject
{
    Q_OBJECT

private slots:
    void carriesMessagesOfAnySize()
    {
        EchoServer server;
        EchoClient client(server);
        QVERIFY(client.outcome.has_value());

        for (const std::size_t size : {0UL, 1UL, 125UL, 126UL, 65'535UL, 65'536UL, 1UL << 20, 5UL << 20}) {
            std::string message(size, '\0');
            for (std::size_t i = 0; i < size; ++i)
                message[i] = static_cast<char>(i * 31 >> 3);

            QVERIFY2(client.echoOf(message) == message, std::to_string(size).c_str());
        }
    }

    void tellsAClientWhyItWasRefused()
    {
        EchoServer server;
        EchoClient client(server, "/other");

        QVERIFY(!client.outcome);
        QCOMPARE(client.outcome.error().code, ErrorCode::PermissionDenied);
        QVERIFY(client.outcome.error().message.find("not for you") != std::string::npos);
    }

    void closesInOrderFromEitherEnd_data()
    {
        QTest::addColumn<bool>("byClient");
        QTest::newRow("client") << true;
        QTest::newRow("server") << false;
    }
    void closesInOrderFromEitherEnd()
    {
        QFETCH(const bool, byClient);
        EchoServer server;
        EchoClient client(server);

        server.running.onLoop([&] { (byClient ? *client.socket : server.socket()).close(4001, "enough"); });
        const std::string clientSaw = client.closed.get_future().get();
        const std::string serverSaw = server.closeReason();

        QVERIFY((byClient ? clientSaw : serverSaw) == "enough");
        QVERIFY((byClient ? serverSaw : clientSaw) == "the peer closed: 4001 enough");
    }

    void closesAPeerThatDoesNotAnswerPings()
    {
        EchoServer server;
        RawClient client(server.running.address);
        client.send(handshake + frame(WebSocketOpcode::Binary, "hello"));
        client.readUntil("hello");

        server.running.onLoop([&] { server.socket().keepAlive(20ms); });

        QVERIFY(server.closeReason() == "the peer did not answer two pings");
        const std::string ping = frame(WebSocketOpcode::Ping, "", false);
        QVERIFY(client.readToEnd() == ping + ping);
    }

    void countsWhatAPeerDoesNotRead()
    {
        EchoServer server;
        RawClient client(server.running.address);
        client.send(handshake + frame(WebSocketOpcode::Binary, "hello"));
        client.readUntil("hello");
        const std::string large(16 << 20, 'x');
        std::promise<void> drained;

        std::size_t buffered = 0;
        server.running.onLoop([&] {
            server.socket().setCallbacks({{}, {}, [&] { drained.set_value(); }});
            server.socket().send(large);
            buffered = server.socket().bufferedBytes();
        });
        const std::string received = client.read(large.size() + 10);
        drained.get_future().wait();

        QCOMPARE(buffered, large.size() + 10);
        QCOMPARE(received.size(), buffered);
        server.running.onLoop([&] { buffered = server.socket().bufferedBytes(); });
        QCOMPARE(buffered, 0U);
    }

    void mayBeDestroyedByItsCallbacks()
    {
        std::unique_ptr<web::WebSocket> socket;
        RunningServer server({}, RunningServer::echo, [&](const web::Request&) -> Result<web::WebSocket::Opened> {
            return [&](std::unique_ptr<web::WebSocket> opened) {
                socket = std::move(opened);
                socket->setCallbacks({[&](std::string_view) { socket.reset(); }, {}, {}});
            };
        });
        RawClient client(server.address);

        client.send(handshake + frame(WebSocketOpcode::Binary, "a") + frame(WebSocketOpcode::Binary, "b"));
        client.readUntil("\r\n\r\n");

        QCOMPARE(closeCodeIn(client.readToEnd()), 1001);
    }
};

QTEST_APPLESS_MAIN(WebSocketTest)
#include "tst_web_socket.moc"
