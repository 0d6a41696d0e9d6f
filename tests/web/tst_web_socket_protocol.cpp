#include "tests/web/echo_socket.h"
#include "tests/web/raw_client.h"
#include "tests/web/raw_frames.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::tests;
using namespace std::chrono_literals;
using http::WebSocketOpcode;

namespace {

void addFault(const char* what, std::string bytes, int code)
{
    QTest::newRow(what) << QByteArray::fromStdString(bytes) << code;
}

} // namespace

/// What the server's end of a WebSocket makes of bytes, right and wrong.
class WebSocketProtocolTest : public QObject
{
    Q_OBJECT

private slots:
    void answersTheSampleKeyOfTheStandard()
    {
        EchoServer server;
        RawClient client(server.running.address);

        client.send(handshake);

        QVERIFY(client.readUntil("\r\n\r\n").find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") !=
                std::string::npos);
    }

    void readsFragmentsWithControlFramesBetweenByteByByte()
    {
        EchoServer server;
        RawClient client(server.running.address);
        const std::string bytes =
            handshake + unfinished(frame(WebSocketOpcode::Binary, "one ")) + frame(WebSocketOpcode::Ping, "here?") +
            unfinished(frame(WebSocketOpcode::Continuation, "")) + frame(WebSocketOpcode::Continuation, "two");

        for (const char c : bytes)
            client.send({&c, 1});
        client.readUntil("\r\n\r\n");

        const std::string pong = frame(WebSocketOpcode::Pong, "here?", false);
        const std::string echo = frame(WebSocketOpcode::Binary, "one two", false);
        QVERIFY(client.read(pong.size()) == pong);
        QVERIFY(client.read(echo.size()) == echo);
    }

    void readsFramesThatCameTogetherWithTheHandshake()
    {
        EchoServer server;
        RawClient client(server.running.address);

        client.send(handshake + frame(WebSocketOpcode::Binary, "early"));
        client.readUntil("\r\n\r\n");

        const std::string echo = frame(WebSocketOpcode::Binary, "early", false);
        QVERIFY(client.read(echo.size()) == echo);
    }

    void closesAPeerThatBreaksTheProtocol_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto binary = [](std::string_view payload) { return frame(WebSocketOpcode::Binary, payload); };
        addFault("RFC 6455 5.1: no mask", frame(WebSocketOpcode::Binary, "a", false), 1002);
        addFault("RFC 6455 5.2: reserved bit", "\xc2" + binary("a").substr(1), 1002);
        addFault("RFC 6455 5.2: opcode 3", "\x83" + binary("a").substr(1), 1002);
        addFault("RFC 6455 5.2: opcode 11", "\x8b" + binary("a").substr(1), 1002);
        addFault("RFC 6455 5.2: length longer than needed", std::string("\x82\xfe\x00\x01", 4) + "mask" + "a", 1002);
        addFault("RFC 6455 5.2: highest bit of the length", std::string("\x82\xff\x80\0\0\0\0\0\0\0mask", 14), 1002);
        addFault("RFC 6455 5.4: continuation of nothing", frame(WebSocketOpcode::Continuation, "a"), 1002);
        addFault("RFC 6455 5.4: message within another", unfinished(binary("a")) + binary("b"), 1002);
        addFault("RFC 6455 5.5: fragmented ping", unfinished(frame(WebSocketOpcode::Ping, "a")), 1002);
        addFault("RFC 6455 5.5: long ping", frame(WebSocketOpcode::Ping, std::string(126, 'a')), 1002);
        addFault("RFC 6455 5.5.1: close of one byte", frame(WebSocketOpcode::Close, "\x03"), 1002);
        addFault("RFC 6455 7.4.2: close with 1005", frame(WebSocketOpcode::Close, "\x03\xed"), 1002);
        addFault("RFC 6455 7.4.2: close with 999", frame(WebSocketOpcode::Close, "\x03\xe7"), 1002);
        addFault("RFC 6455 8.1: reason that is no UTF-8", frame(WebSocketOpcode::Close, "\x03\xe8\xed\xa0\x80"), 1007);
        addFault("RFC 6455 7.4.1: text", frame(WebSocketOpcode::Text, "a"), 1003);
        addFault("RFC 6455 7.4.1: too large", binary(std::string((8 << 20) + 1, 'a')), 1009);
        addFault("an orderly close",
                 frame(WebSocketOpcode::Close, "\x0f\xa0"
                                               "bye"),
                 4000);
        addFault("an orderly close without a code", frame(WebSocketOpcode::Close, ""), 1000);
    }
    void closesAPeerThatBreaksTheProtocol()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, code);
        EchoServer server;
        RawClient client(server.running.address);

        client.send(handshake);
        client.readUntil("\r\n\r\n");
        client.send(bytes.toStdString());
        client.finishWriting();

        QCOMPARE(closeCodeIn(client.readToEnd()), code);
        QVERIFY(!server.closeReason().empty());
    }

    void refusesHandshakes_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<int>("status");
        QTest::newRow("other version") << QByteArray("Version: 13") << QByteArray("Version: 8") << 426;
        QTest::newRow("short key") << QByteArray("dGhlIHNhbXBsZSBub25jZQ==") << QByteArray("dGhlIHNhbXBsZQ==") << 400;
        QTest::newRow("refused by the handler") << QByteArray("/channel") << QByteArray("/other") << 403;
        QTest::newRow("POST") << QByteArray("GET") << QByteArray("POST") << 400;
        QTest::newRow("no Connection: upgrade") << QByteArray("keep-alive, Upgrade") << QByteArray("keep-alive") << 200;
        QTest::newRow("other protocol") << QByteArray(": websocket") << QByteArray(": h2c") << 200;
    }
    void refusesHandshakes()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        QFETCH(const int, status);
        EchoServer server;
        RawClient client(server.running.address);

        client.send(QByteArray::fromStdString(handshake).replace(from, to).toStdString());
        const std::string answer = client.readUntil("\r\n\r\n");

        QVERIFY2(answer.starts_with("HTTP/1.1 " + std::to_string(status)), answer.c_str());
    }
};

QTEST_APPLESS_MAIN(WebSocketProtocolTest)
#include "tst_web_socket_protocol.moc"
