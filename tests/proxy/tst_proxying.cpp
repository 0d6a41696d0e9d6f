#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;

class ProxyingTest : public QObject
{
    Q_OBJECT

private slots:
    void answersThroughTheUpstream()
    {
        ScriptedUpstream upstream(ScriptedUpstream::answering("hello"));
        RunningPlane plane;
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());

        RawClient client(plane.address());
        client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string response = client.readResponse();

        QCOMPARE(statusOf(response), 200);
        QCOMPARE(bodyOf(response), std::string("hello"));
    }
};

QTEST_GUILESS_MAIN(ProxyingTest)
#include "tst_proxying.moc"
