#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;

namespace {

/// A plane before one upstream that answers each request as told and remembers what it got.
struct Proxied
{
    explicit Proxied(std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", std::size_t workers = 1)
        : upstream([this, answer = std::move(answer)](UpstreamPeer& peer) {
            for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
                upstream.noteRequest(request);
                if (!peer.send(answer))
                    return;
            }
        })
        , plane(workers)
    {
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
    }

    std::string ask(const std::string& request)
    {
        [[maybe_unused]] const auto applied = plane.apply();
        RawClient client(plane.address());
        client.send(request);
        return client.readResponse(request.starts_with("HEAD"));
    }
    /// What the upstream got last.
    std::string seen() const { return upstream.received().empty() ? std::string() : upstream.received().back(); }
    snapshot::Route& route() { return plane.snapshot.virtualHosts[0].routes[0]; }

    ScriptedUpstream upstream;
    RunningPlane plane;
};

QByteArray bytes(const std::string& text)
{
    return QByteArray::fromStdString(text);
}

const std::string get = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

} // namespace

class ProxyingTest : public QObject
{
    Q_OBJECT

private slots:
    void manyRequestsShareOneConnectionOnEachSide()
    {
        Proxied proxied;
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());

        for (int i = 0; i < 50; ++i) {
            client.send(get);
            QCOMPARE(bodyOf(client.readResponse()), std::string("ok"));
        }

        QCOMPARE(proxied.upstream.connections(), 1);
        QCOMPARE(proxied.upstream.requests(), 50);
    }

    void pipelinedRequestsAreAnsweredInOrder()
    {
        ScriptedUpstream upstream([](UpstreamPeer& peer) {
            for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
                const std::string path = request.substr(5, request.find(' ', 5) - 5);
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(path.size()) + "\r\n\r\n" + path);
            }
        });
        RunningPlane plane;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}}).paths = {{model::PathMatch::Kind::PlainPrefix, "/n"}};
        QVERIFY(plane.apply());
        RawClient client(plane.address());
        std::string all;
        for (int i = 0; i < 200; ++i) // Every seventh finds no route: own answers keep their place too.
            all += "GET /" + std::string(i % 7 == 0 ? "x" : "n") + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        client.send(all);

        for (int i = 0; i < 200; ++i) {
            const std::string response = client.readResponse();
            QCOMPARE(statusOf(response), i % 7 == 0 ? 404 : 200);
            if (i % 7 != 0)
                QCOMPARE(bodyOf(response), "n" + std::to_string(i));
        }
    }

    void aHeadMayArriveByteByByte()
    {
        Proxied proxied;
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());
        const std::string request =
            "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

        for (const char c : request)
            client.send(std::string_view(&c, 1));

        QCOMPARE(statusOf(client.readResponse()), 200);
        QCOMPARE(bodyOf(proxied.seen()), std::string("abc"));
    }

    void carriesBodiesBothWays_data()
    {
        QTest::addColumn<bool>("chunkedUp");
        QTest::addColumn<bool>("chunkedDown");
        QTest::addColumn<int>("size");
        for (const int size : {1, 1000, 32 * 1024, 300'000, 5'000'000})
            for (const bool up : {false, true})
                for (const bool down : {false, true})
                    QTest::addRow("%d bytes%s%s", size, up ? " chunked up" : "", down ? " chunked down" : "")
                        << up << down << size;
    }

    void carriesBodiesBothWays()
    {
        QFETCH(bool, chunkedUp);
        QFETCH(bool, chunkedDown);
        QFETCH(int, size);
        std::string content(static_cast<std::size_t>(size), ' ');
        for (std::size_t i = 0; i < content.size(); ++i)
            content[i] = static_cast<char>('a' + (i * i + i / 7) % 26);
        const auto framed = [&](bool chunked) {
            if (!chunked)
                return "Content-Length: " + std::to_string(size) + "\r\n\r\n" + content;
            std::string text = "Transfer-Encoding: chunked\r\n\r\n";
            for (std::size_t at = 0, step = 1; at < content.size(); at += step, step = step * 3 % 9973 + 1) {
                const std::string piece = content.substr(at, step);
                text += QByteArray::number(static_cast<qulonglong>(piece.size()), 16).toStdString() + "\r\n" + piece +
                        "\r\n";
            }
            return text + "0\r\n\r\n";
        };
        Proxied proxied("HTTP/1.1 200 OK\r\n" + framed(chunkedDown));
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());

        for (int round = 0; round < 2; ++round) {
            client.send("POST /p HTTP/1.1\r\nHost: a\r\n" + framed(chunkedUp));
            const std::string response = client.readResponse();

            QVERIFY(bodyOf(response) == content);
            QVERIFY(bodyOf(proxied.seen()) == content);
        }
        QCOMPARE(proxied.upstream.connections(), 1);
    }

    void contentThatEndsWithTheConnectionKeepsTheClients()
    {
        ScriptedUpstream upstream([](UpstreamPeer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
        });
        RunningPlane plane;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        for (int i = 0; i < 3; ++i) {
            client.send(get);
            const std::string response = client.readResponse();
            QCOMPARE(headerOf(response, "Transfer-Encoding"), std::string("chunked"));
            QCOMPARE(bodyOf(response), std::string("until the end"));
        }
    }

    void anOldClientGetsContentWithoutChunks()
    {
        Proxied proxied("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());

        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        const std::string response = client.readAll();

        QVERIFY(headerOf(response, "Transfer-Encoding").empty());
        QCOMPARE(headerOf(response, "Connection"), std::string("close"));
        QCOMPARE(bodyOf(response), std::string("abc"));
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void anOldClientMayKeepItsConnection()
    {
        Proxied proxied;
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());

        for (int i = 0; i < 2; ++i) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            QCOMPARE(headerOf(client.readResponse(), "Connection"), std::string("keep-alive"));
        }
    }

    void responsesWithoutContentHaveNone_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("HEAD with length")
            << QByteArray("HEAD") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
        QTest::newRow("HEAD chunked") << QByteArray("HEAD")
                                      << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        QTest::newRow("204") << QByteArray("GET") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n");
        QTest::newRow("304 with length") << QByteArray("GET")
                                         << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n");
    }

    void responsesWithoutContentHaveNone()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, answer);
        Proxied proxied(answer.toStdString());
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());
        const std::string request = method.toStdString() + " / HTTP/1.1\r\nHost: a\r\n\r\n";

        for (int i = 0; i < 3; ++i) {
            client.send(request);
            QCOMPARE(statusOf(client.readResponse(true)), answer.mid(9, 3).toInt());
        }

        QCOMPARE(proxied.upstream.connections(), 1);
    }

    void interimResponsesArePassedOn()
    {
        Proxied proxied("HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());
        client.send(get);

        const std::string hints = client.readResponse();
        const std::string processing = client.readResponse();
        const std::string final = client.readResponse();

        QCOMPARE(statusOf(hints), 103);
        QCOMPARE(headerOf(hints, "Link"), std::string("</s>"));
        QCOMPARE(statusOf(processing), 102);
        QCOMPARE(statusOf(final), 200);
    }

    void aClientThatExpectsContinueGetsItFromTheUpstream()
    {
        ScriptedUpstream upstream([](UpstreamPeer& peer) {
            const std::string head = peer.readHead();
            peer.send(headerOf(head, "Expect") == "100-continue" ? "HTTP/1.1 100 Continue\r\n\r\n"
                                                                 : "HTTP/1.1 500 X\r\n\r\n");
            const std::string body = peer.readSome();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
            peer.readSome();
        });
        RunningPlane plane;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());

        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        QCOMPARE(statusOf(client.readResponse()), 100);
        client.send("body");

        QCOMPARE(bodyOf(client.readResponse()), std::string("body"));
    }

    void trailersPassBothWays()
    {
        Proxied proxied("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n");

        const std::string response = proxied.ask("POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n"
                                                 "Transfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\nX-Up: 2\r\n\r\n");

        QVERIFY2(response.ends_with("0\r\nX-Sum: 1\r\n\r\n"), response.c_str());
        QVERIFY2(proxied.seen().ends_with("0\r\nX-Up: 2\r\n\r\n"), proxied.seen().c_str());
        QCOMPARE(headerOf(proxied.seen(), "TE"), std::string("trailers"));
    }

    void whatBelongsToOneConnectionIsNotForwarded()
    {
        Proxied proxied(
            "HTTP/1.1 200 OK\r\nConnection: X-Drop\r\nX-Drop: 1\r\nKeep-Alive: timeout=5\r\nUpgrade: h2c\r\n"
            "X-Keep: 1\r\nContent-Length: 0\r\n\r\n");

        const std::string response =
            proxied.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Mine, close\r\nX-Mine: 1\r\n"
                        "Keep-Alive: 5\r\nProxy-Connection: x\r\nTE: gzip\r\nX-Yours: 1\r\n\r\n");

        for (const char* name : {"Connection", "X-Mine", "Keep-Alive", "Proxy-Connection", "TE"})
            QVERIFY2(headerOf(proxied.seen(), name).empty(), name);
        QCOMPARE(headerOf(proxied.seen(), "X-Yours"), std::string("1"));
        for (const char* name : {"X-Drop", "Keep-Alive", "Upgrade"})
            QVERIFY2(headerOf(response, name).empty(), name);
        QCOMPARE(headerOf(response, "X-Keep"), std::string("1"));
        QCOMPARE(headerOf(response, "Connection"), std::string("close"));
    }

    void aGatewayTellsWhereARequestCameFrom()
    {
        Proxied proxied;
        proxied.route().paths = {{model::PathMatch::Kind::PlainPrefix, "/api"}};
        proxied.route().rewrite = {snapshot::Rewrite::Kind::KongServicePath, "/srv", true};

        const std::string response =
            proxied.ask("GET //api/./x?q=%41& HTTP/1.1\r\nHost: A.example:81\r\n"
                        "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Real-IP: 6.6.6.6\r\n"
                        "X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /evil\r\nVia: 1.0 old\r\n"
                        "X-Causeway-Request-Id: mine\r\n\r\n");

        const std::string seen = proxied.seen();
        QVERIFY2(seen.starts_with("GET /srv/x?q=%41& HTTP/1.1\r\n"), seen.c_str());
        QCOMPARE(headerOf(seen, "Host"), "127.0.0.1:" + std::to_string(proxied.upstream.port()));
        QCOMPARE(headerOf(seen, "X-Forwarded-For"), std::string("10.0.0.1, 127.0.0.1"));
        QCOMPARE(headerOf(seen, "X-Forwarded-Proto"), std::string("http"));
        QCOMPARE(headerOf(seen, "X-Forwarded-Host"), std::string("A.example"));
        QCOMPARE(headerOf(seen, "X-Forwarded-Port"), std::to_string(proxied.plane.address().port()));
        QCOMPARE(headerOf(seen, "X-Forwarded-Path"), std::string("//api/./x"));
        QCOMPARE(headerOf(seen, "X-Forwarded-Prefix"), std::string("/api"));
        QCOMPARE(headerOf(seen, "X-Real-IP"), std::string("127.0.0.1"));
        QCOMPARE(headerOf(seen, "Via"), std::string("1.0 old, 1.1 causeway"));
        QCOMPARE(headerOf(response, "Via"), std::string("1.1 causeway"));
        const std::string id = headerOf(seen, "X-Causeway-Request-Id");
        QCOMPARE(id.size(), std::size_t(32));
        QCOMPARE(headerOf(response, "X-Causeway-Request-Id"), id);
    }

    void aSidecarPassesOnWhatItGot()
    {
        Proxied proxied("HTTP/1.1 200 Fine\r\nVia: 1.1 b\r\nX-Causeway-Request-Id: r\r\nContent-Length: 0\r\n\r\n");
        proxied.plane.snapshot.listeners[0].isGateway = false;

        const std::string response = proxied.ask("GET /a//b%2e HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.0.0.1\r\n"
                                                 "X-Causeway-Request-Id: mine\r\n\r\n");

        QVERIFY(proxied.seen().starts_with("GET /a//b%2e HTTP/1.1\r\n"));
        QCOMPARE(headerOf(proxied.seen(), "X-Forwarded-For"), std::string("10.0.0.1"));
        QCOMPARE(headerOf(proxied.seen(), "X-Causeway-Request-Id"), std::string("mine"));
        QVERIFY(headerOf(proxied.seen(), "Via").empty());
        QVERIFY(response.starts_with("HTTP/1.1 200 Fine\r\n"));
        QCOMPARE(headerOf(response, "Via"), std::string("1.1 b"));
        QCOMPARE(headerOf(response, "X-Causeway-Request-Id"), std::string("r"));
    }

    void aRouteMayKeepTheHost()
    {
        Proxied proxied;
        proxied.route().preserveHost = true;

        proxied.ask("GET http://b.example:8080/x HTTP/1.1\r\nHost: b.example:8080\r\n\r\n");

        QCOMPARE(headerOf(proxied.seen(), "Host"), std::string("b.example:8080"));
        QVERIFY(proxied.seen().starts_with("GET /x HTTP/1.1\r\n"));
    }

    void aRouteMayEditHeaders()
    {
        Proxied proxied("HTTP/1.1 200 OK\r\nX-Secret: 1\r\nX-Old: 1\r\nContent-Length: 0\r\n\r\n");
        proxied.route().requestHeaders = {{{"X-Set", "new"}}, {{"X-Add", "2"}}, {"x-remove"}};
        proxied.route().responseHeaders = {{{"X-Old", "2"}}, {{"X-More", "3"}}, {"X-SECRET"}};

        const std::string response =
            proxied.ask("GET / HTTP/1.1\r\nHost: a\r\nx-set: old\r\nX-Add: 1\r\nX-Remove: 1\r\n\r\n");

        QCOMPARE(headerOf(proxied.seen(), "X-Set"), std::string("new"));
        QVERIFY(proxied.seen().find("old") == std::string::npos);
        QVERIFY(proxied.seen().find("X-Add: 1\r\n") < proxied.seen().find("X-Add: 2\r\n"));
        QVERIFY(headerOf(proxied.seen(), "X-Remove").empty());
        QVERIFY(headerOf(response, "X-Secret").empty());
        QCOMPARE(headerOf(response, "X-Old"), std::string("2"));
        QCOMPARE(headerOf(response, "X-More"), std::string("3"));
    }

    void routesByHostPathAndMethod()
    {
        Proxied proxied;
        proxied.route().hosts = {"a.example"};
        proxied.route().methods = {"GET"};
        proxied.route().paths = {{model::PathMatch::Kind::SegmentPrefix, "/x"}};

        QCOMPARE(statusOf(proxied.ask("GET /x/1 HTTP/1.1\r\nHost: A.Example:99\r\n\r\n")), 200);
        QCOMPARE(statusOf(proxied.ask("GET /x HTTP/1.1\r\nHost: b.example\r\n\r\n")), 404);
        QCOMPARE(statusOf(proxied.ask("PUT /x HTTP/1.1\r\nHost: a.example\r\n\r\n")), 404);
        QCOMPARE(statusOf(proxied.ask("GET /xy HTTP/1.1\r\nHost: a.example\r\n\r\n")), 404);
    }

    void itsOwnAnswersSayWhatIsMissing()
    {
        Proxied proxied;
        proxied.route().paths = {{model::PathMatch::Kind::PlainPrefix, "/x"}};
        proxied.plane.addRoute("empty", {}).paths = {{model::PathMatch::Kind::PlainPrefix, "/empty"}};
        proxied.plane.addCluster("nobody", {});
        proxied.plane.addRoute("unmanned", {{"nobody", 1}}).paths = {{model::PathMatch::Kind::PlainPrefix, "/un"}};

        const std::string missing = proxied.ask(get);
        const std::string empty = proxied.ask("GET /empty HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string unmanned = proxied.ask("GET /unmanned HTTP/1.1\r\nHost: a\r\n\r\n");

        QCOMPARE(statusOf(missing), 404);
        const std::string id = headerOf(missing, "X-Causeway-Request-Id");
        QCOMPARE(bodyOf(missing),
                 "{\n  \"message\":\"no Route matched with those values\",\n  \"request_id\":\"" + id + "\"\n}");
        QCOMPARE(headerOf(missing, "Server"), std::string("causeway"));
        QCOMPARE(headerOf(missing, "Content-Type"), std::string("application/json; charset=utf-8"));
        QCOMPARE(statusOf(empty), 503);
        QVERIFY(bodyOf(empty).find("no Service found with those values") != std::string::npos);
        QCOMPARE(statusOf(unmanned), 503);
        QVERIFY(bodyOf(unmanned).find("failure to get a peer from the ring-balancer") != std::string::npos);
    }

    void anOwnAnswerToHeadHasNoContent()
    {
        Proxied proxied;
        proxied.plane.snapshot.virtualHosts[0].routes.clear();
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());

        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const std::string all = client.readAll();

        QVERIFY2(all.ends_with("\r\n\r\n"), all.c_str());
        QVERIFY(headerOf(all, "Content-Length") != "0");
    }

    void aUploadThatNobodyWantsIsAnsweredAndTheConnectionClosed()
    {
        Proxied proxied;
        proxied.plane.snapshot.virtualHosts[0].routes.clear();
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());

        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + std::string(100'000, 'x'));
        const std::string response = client.readResponse();

        QCOMPARE(statusOf(response), 404);
        QCOMPARE(headerOf(response, "Connection"), std::string("close"));
        QVERIFY(client.readAll().empty());
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void aClientThatOnlyStoppedSendingGetsItsAnswer()
    {
        Proxied proxied;
        QVERIFY(proxied.plane.apply());
        RawClient client(proxied.plane.address());

        client.send(get);
        client.finishSending();

        QVERIFY(client.readAll().ends_with("ok"));
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void endpointsTakeTurns()
    {
        ScriptedUpstream one(ScriptedUpstream::answering("1"));
        ScriptedUpstream two(ScriptedUpstream::answering("2"));
        RunningPlane plane;
        plane.addCluster("svc", {one.port(), two.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());
        std::string order;
        for (int i = 0; i < 10; ++i) {
            client.send(get);
            order += bodyOf(client.readResponse());
        }

        QVERIFY2(bytes(order) == "1212121212" || bytes(order) == "2121212121", order.c_str());
    }
};

QTEST_GUILESS_MAIN(ProxyingTest)
#include "tst_proxying.moc"
