#include "engine/http/web_socket_codec.h"
#include "engine/web/web_socket.h"
#include "tests/web/raw_client.h"
#include "tests/web/running_server.h"

#include <QtTest>

#include <future>

using namespace causeway;
using namespace std::chrono_literals;
using http::WebSocketOpcode;
using tests::RawClient;
using tests::RunningServer;

namespace {

constexpr http::WebSocketMask mask = {0x12, 0x34, 0x56, 0x78};
const std::string handshake =
    "GET /channel HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

std::string frame(WebSocketOpcode opcode, std::string_view payload, bool isMasked = true)
{
    std::string out;
    http::appendWebSocketFrame(out, opcode, payload, isMasked ? std::optional(mask) : std::nullopt);
    return out;
}

/// The same frame as the first or a middle one of a message.
std::string unfinished(std::string bytes)
{
    bytes[0] = static_cast<char>(bytes[0] & 0x7f);
    return bytes;
}

/// Sends every message back, and remembers why the connection closed. All on the server's loop.
class EchoServer
{
public:
    EchoServer()
        : running({}, RunningServer::echo, [this](const web::Request& request) { return decide(request); })
    {
    }
    ~EchoServer()
    {
        running.onLoop([&] { m_socket.reset(); });
    }

    std::string closeReason() { return m_closed.get_future().get(); }
    web::WebSocket& socket() { return *m_socket; }

private:
    Result<web::WebSocket::Opened> decide(const web::Request& request)
    {
        if (request.path != "/channel")
            return failure(ErrorCode::PermissionDenied, "not for you");
        return [this](std::unique_ptr<web::WebSocket> socket) {
            m_socket = std::move(socket);
            m_socket->setMessageLimit(8 << 20);
            m_socket->setCallbacks({[this](std::string_view message) { m_socket->send(message); },
                                    [this](const std::string& reason) { m_closed.set_value(reason); },
                                    {}});
        };
    }

    std::unique_ptr<web::WebSocket> m_socket;
    std::promise<std::string> m_closed;

public:
    RunningServer running;
};

/// A WebSocket client on the server's loop.
class EchoClient
{
public:
    EchoClient(EchoServer& server, std::string path = "/channel")
        : m_server(server)
    {
        std::promise<Result<>> opened;
        server.running.onLoop([&] {
            const auto take = [&](Result<std::unique_ptr<web::WebSocket>> result) {
                m_connect.reset();
                if (result)
                    listenTo(std::move(*result));
                opened.set_value(result ? Result<>() : failure(result.error()));
            };
            const web::WebSocketRequest request{server.running.address, "a", std::move(path), nullptr, 5s};
            m_connect = web::WebSocketConnect::start(server.running.loop(), request, take);
        });
        outcome = opened.get_future().get();
    }
    ~EchoClient()
    {
        m_server.running.onLoop([&] { socket.reset(); });
    }

    std::string echoOf(const std::string& message)
    {
        m_answer = {};
        m_server.running.onLoop([&] { socket->send(message); });
        return m_answer.get_future().get();
    }

    Result<> outcome;
    std::unique_ptr<web::WebSocket> socket;
    std::promise<std::string> closed;

private:
    void listenTo(std::unique_ptr<web::WebSocket> opened)
    {
        socket = std::move(opened);
        socket->setMessageLimit(8 << 20);
        socket->setCallbacks({[this](std::string_view message) { m_answer.set_value(std::string(message)); },
                              [this](const std::string& reason) { closed.set_value(reason); },
                              {}});
    }

    EchoServer& m_server;
    std::unique_ptr<web::WebSocketConnect> m_connect;
    std::promise<std::string> m_answer;
};

/// The code of the close frame that ends what the server said, 0 when there is none.
int closeCodeIn(const std::string& bytes)
{
    http::WebSocketReader reader(http::WebSocketRole::Client);
    std::string_view rest = bytes;
    while (true) {
        const http::WebSocketEvent event = reader.step(rest);
        if (event.kind == http::WebSocketEvent::Kind::Close)
            return event.closeCode;
        if (event.kind == http::WebSocketEvent::Kind::NeedMore || event.kind == http::WebSocketEvent::Kind::Refused)
            return 0;
        rest.remove_prefix(event.consumed);
    }
}

void addFault(const char* what, std::string bytes, int code)
{
    QTest::newRow(what) << QByteArray::fromStdString(bytes) << code;
}

} // namespace

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
