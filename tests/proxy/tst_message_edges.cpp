#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;

namespace {

/// A plane with one route to one upstream.
struct Routed
{
    explicit Routed(ScriptedUpstream::Script script, proxy::DataPlaneOptions options = {})
        : upstream(std::move(script))
        , plane(1, std::move(options))
    {
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
    }
    snapshot::Route& route() { return plane.snapshot.virtualHosts[0].routes[0]; }

    ScriptedUpstream upstream;
    RunningPlane plane;
};

std::string repeated(std::string_view text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

} // namespace

/// Where a message, or the way that it takes, comes to an edge: of a buffer, of a field, of an answer that had begun.
class MessageEdgesTest : public QObject
{
    Q_OBJECT

private slots:
    void whatAPathMayHoldEndsNoField()
    {
        std::string received;
        Routed routed([&received](UpstreamPeer& peer) {
            received = peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        routed.route().paths = {{model::PathMatch::Kind::RegexStart, "/users/[^/]+/orders"}};
        routed.route().rewrite = {snapshot::Rewrite::Kind::KongServicePath, "", true};
        QVERIFY(routed.plane.apply());
        RawClient client(routed.plane.address());

        client.send("GET /users/a%0d%0aX-Admin:%20true%0d%0aX-Y:%20/orders/7 HTTP/1.1\r\nHost: a\r\n\r\n");

        QCOMPARE(statusOf(client.readResponse()), 200);
        QVERIFY2(received.starts_with("GET /7 HTTP/1.1\r\n"), received.c_str());
        QVERIFY2(headerOf(received, "X-Admin").empty(), received.c_str());
        QVERIFY(headerOf(received, "X-Forwarded-Prefix").starts_with("/users/a%0D%0AX-Admin:"));
    }

    void theEndComesAlsoAfterTooManyTrailers()
    {
        Routed routed([](UpstreamPeer& peer) {
            while (!peer.readRequest().empty() && peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            }
        });
        QVERIFY(routed.plane.apply());
        RawClient client(routed.plane.address());

        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" +
                    repeated("A: 1\r\nKeep-Alive: 1\r\n", 10) + "\r\n" + repeated("1\r\nx\r\n", 63) + "0\r\n" +
                    repeated("B: 1\r\nKeep-Alive: 1\r\n", 60) + "\r\n");

        QCOMPARE(statusOf(client.readResponse()), 200);
    }

    void anOwnAnswerMayFollowAnInterimOne()
    {
        proxy::DataPlaneOptions options;
        options.bodyLimit = 10;
        Routed routed(
            [](UpstreamPeer& peer) {
                peer.readHead();
                peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                peer.readAll();
            },
            options);
        QVERIFY(routed.plane.apply());
        RawClient client(routed.plane.address());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
        QCOMPARE(statusOf(client.readUntil("\r\n\r\n")), 100);

        client.send("b\r\n0123456789x\r\n");

        QCOMPARE(statusOf(client.readResponse()), 413);
    }

    void aReaderThatHasCaughtUpIsNotCut()
    {
        constexpr std::size_t burst = 16 << 20;
        proxy::DataPlaneOptions options;
        options.bodyTimeout = 500ms;
        Routed routed(
            [](UpstreamPeer& peer) {
                peer.readRequest();
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(burst + 5) + "\r\n\r\n");
                peer.send(std::string(burst, 'x'));
                if (!peer.isGoneWithin(1500ms))
                    peer.send("later");
            },
            options);
        QVERIFY(routed.plane.apply());
        RawClient client(routed.plane.address(), 4096);
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        const std::string content = bodyOf(client.readResponse());

        QCOMPARE(content.size(), burst + 5);
        QVERIFY(content.ends_with("later"));
    }

    void anEmptyLineBehindContentBeginsNoRequest()
    {
        proxy::DataPlaneOptions options;
        options.headTimeout = 100ms;
        options.idleTimeout = 600ms;
        Routed routed(ScriptedUpstream::answering("hello"), options);
        QVERIFY(routed.plane.apply());
        RawClient client(routed.plane.address());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
        QCOMPARE(statusOf(client.readResponse()), 200);

        client.send("\r\n");

        QCOMPARE(client.readAll(), std::string()); // No 408 that the next request would take for its answer.
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void aRefusalOfHeadHasNoContent()
    {
        Routed routed(ScriptedUpstream::answering("hello"));
        QVERIFY(routed.plane.apply());
        RawClient client(routed.plane.address());

        client.send("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n");
        const std::string answer = client.readAll();

        QCOMPARE(statusOf(answer), 400);
        QVERIFY2(answer.ends_with("\r\n\r\n"), answer.c_str());
    }

    void manyRetriesAreAStormForNobody()
    {
        Routed routed(ScriptedUpstream::answering("hello"));
        routed.plane.snapshot.endpoints[0].endpoints[0].address = "240.0.0.1"; // Cannot be reached: fails at once.
        routed.route().retry.count = 32'767;
        routed.route().retry.revisits = true;
        QVERIFY(routed.plane.apply());
        RawClient client(routed.plane.address());

        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        QCOMPARE(statusOf(client.readResponse()), 502);
        const auto report = routed.plane.collect();
        QVERIFY(report.counts.at(0).retries < 100);
    }
};

QTEST_GUILESS_MAIN(MessageEdgesTest)
#include "tst_message_edges.moc"
