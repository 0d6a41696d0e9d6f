#include "faulty_server.h"
#include "lab_bench.h"

#include "engine/net/sockets.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

lab::LoadApi api(const char* name, const char* method, const char* path, std::uint32_t weight,
                 std::size_t uploadBytes = 0, lab::UploadFraming framing = lab::UploadFraming::ContentLength)
{
    return {name, method, path, weight, uploadBytes, framing};
}

lab::LoadOptions optionsFor(const net::SocketAddress& target, double rate)
{
    lab::LoadOptions options;
    options.target = target;
    options.serviceOfInstance = {{"shop-1", "shop"}};
    options.seed = 11;
    options.plan.rate = rate;
    options.plan.apis = {api("look", "GET", "/item/{user}", 1)};
    return options;
}

std::uint64_t failuresOf(const lab::LoadStatistics& statistics, lab::FailureKind kind)
{
    return statistics.total.counts.failuresByKind[static_cast<std::size_t>(kind)];
}

} // namespace

Q_DECLARE_METATYPE(lab::FaultyServer::After)
Q_DECLARE_METATYPE(lab::FailureKind)

class LoadGeneratorTest : public QObject
{
    Q_OBJECT

private slots:
    void countsExactlyWhatTheServicesCount()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        lab::LoadOptions options = optionsFor(bench.shopAddress(), 500);
        options.plan.oneShotShare = 0.2;
        options.plan.apis = {api("look", "GET", "/item/{user}", 6),
                             api("head", "HEAD", "/item/{user}", 1),
                             api("order", "POST", "/order", 2, 300),
                             api("send", "POST", "/order", 1, 200'000, lab::UploadFraming::Alternating),
                             api("chunks", "POST", "/order", 1, 10'000, lab::UploadFraming::Chunked),
                             api("fetch", "GET", "/file/100000", 2)};
        bench.startLoad(options);
        QVERIFY(bench.waitUntil([](const auto& now) { return now.sent >= 600; }));

        bench.load().stop(5s);

        const lab::LoadStatistics clients = bench.load().statistics();
        const lab::InstanceReport service = bench.services().counted().front();
        QCOMPARE(clients.total.counts.failures(), std::uint64_t(0));
        QCOMPARE(clients.underWay, std::uint64_t(0));
        QCOMPARE(clients.total.counts.requests, clients.sent);
        QCOMPARE(service.requests, clients.sent);
        QCOMPARE(clients.connectionsClosedOnUs, std::uint64_t(0));
        QCOMPARE(clients.cells.size(), options.plan.apis.size());
        for (const auto& cell : clients.cells) {
            QCOMPARE(cell.service, std::string("shop"));
            QCOMPARE(service.requestsByApi.at(cell.api), cell.tally.counts.requests);
        }
    }

    void keepsConnectionsAndOpensOneForEachOneShotRequest()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        lab::LoadOptions options = optionsFor(bench.shopAddress(), 1000);
        options.plan.oneShotShare = 0;
        bench.startLoad(options);
        QVERIFY(bench.waitUntil([](const auto& now) { return now.sent >= 300; }));
        bench.load().stop(5s);
        QVERIFY(bench.load().statistics().connectionsOpened < 100);

        options.plan.oneShotShare = 1;
        bench.startLoad(options);
        QVERIFY(bench.waitUntil([](const auto& now) { return now.sent >= 300; }));
        bench.load().stop(5s);
        QCOMPARE(bench.load().statistics().connectionsOpened, bench.load().statistics().sent);
        QCOMPARE(bench.load().statistics().total.counts.failures(), std::uint64_t(0));
    }

    void sendsOnWhileRepliesAreMissing()
    {
        lab::LabBench bench;
        lab::SampleServicePlan slow = lab::shopPlan();
        slow.latency.median = 60s;
        bench.startShop(slow);
        bench.startLoad(optionsFor(bench.shopAddress(), 1000));

        QVERIFY(bench.waitUntil([](const auto& now) { return now.underWay >= 100; }));

        QVERIFY(bench.load().statistics().connectionsOpen >= 100);
        bench.load().stop(1ms);
        const auto statistics = bench.load().statistics();
        QCOMPARE(failuresOf(statistics, lab::FailureKind::Abandoned), statistics.sent);
        QCOMPARE(statistics.underWay, std::uint64_t(0));
    }

    void namesWhatWentWrong_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<lab::FaultyServer::After>("after");
        QTest::addColumn<lab::FailureKind>("failure");
        QTest::addColumn<bool>("closesKeptConnections");
        using After = lab::FaultyServer::After;
        using Kind = lab::FailureKind;
        const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n";
        QTest::newRow("closed before the reply") << QByteArray() << After::Close << Kind::Reset << true;
        QTest::newRow("reset before the reply") << QByteArray() << After::Reset << Kind::Reset << true;
        QTest::newRow("closed inside the head") << head << After::Close << Kind::Truncated << true;
        QTest::newRow("closed inside the content") << head + "\r\nab" << After::Close << Kind::Truncated << true;
        QTest::newRow("closed inside announced content")
            << head + "Connection: close\r\n\r\nab" << After::Close << Kind::Truncated << false;
        QTest::newRow("chunked content without its end")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n") << After::Close
            << Kind::Truncated << true;
        QTest::newRow("never a reply") << QByteArray() << After::Keep << Kind::Timeout << false;
        QTest::newRow("never the rest") << head + "\r\nab" << After::Keep << Kind::Timeout << false;
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0-server\r\n\r\n") << After::Keep << Kind::Malformed << false;
        QTest::newRow("wrong content") << head + "X-Content-Checksum: 0000000000000000\r\n\r\nabcd" << After::Keep
                                       << Kind::BadChecksum << false;
        QTest::newRow("4xx") << QByteArray("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") << After::Keep
                             << Kind::Status4xx << false;
        QTest::newRow("5xx after 1xx")
            << QByteArray("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n") << After::Keep
            << Kind::Status5xx << false;
    }

    void namesWhatWentWrong()
    {
        QFETCH(QByteArray, reply);
        QFETCH(lab::FaultyServer::After, after);
        QFETCH(lab::FailureKind, failure);
        QFETCH(bool, closesKeptConnections);
        lab::LabBench bench;
        const lab::FaultyServerOnLoop server(bench.servicesThread(), reply.toStdString(), after);
        lab::LoadOptions options = optionsFor(server.address(), 500);
        options.timeout = 50ms;

        bench.startLoad(options);
        QVERIFY(bench.waitUntil([](const auto& now) { return now.total.counts.requests >= 10; }));
        bench.load().stop(5s);

        const auto statistics = bench.load().statistics();
        QCOMPARE(failuresOf(statistics, failure), statistics.sent);
        QCOMPARE(statistics.total.counts.failures(), statistics.sent);
        QCOMPARE(statistics.connectionsClosedOnUs, closesKeptConnections ? statistics.sent : 0);
    }

    void countsKeptConnectionsThatTheOtherSideCloses()
    {
        lab::LabBench bench;
        const lab::FaultyServerOnLoop server(bench.servicesThread(), "HTTP/1.1 204 No Content\r\n\r\n",
                                             lab::FaultyServer::After::Close);
        bench.startLoad(optionsFor(server.address(), 200));

        QVERIFY(bench.waitUntil([](const auto& now) { return now.connectionsClosedOnUs >= 5; }));
    }

    void takesAnAnnouncedCloseForWhatItIs()
    {
        lab::LabBench bench;
        const lab::FaultyServerOnLoop server(bench.servicesThread(),
                                             "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end",
                                             lab::FaultyServer::After::Close);
        bench.startLoad(optionsFor(server.address(), 200));
        QVERIFY(bench.waitUntil([](const auto& now) { return now.total.counts.requests >= 10; }));

        bench.load().stop(5s);

        QCOMPARE(bench.load().statistics().total.counts.failures(), std::uint64_t(0));
        QCOMPARE(bench.load().statistics().connectionsClosedOnUs, std::uint64_t(0));
    }

    void saysWhenNobodyListens()
    {
        lab::LabBench bench;
        net::SocketAddress nobody;
        {
            const auto socket = net::listenOn(*net::SocketAddress::create("127.0.0.1", 0));
            nobody = *net::SocketAddress::ofSocket(socket->get());
        }
        bench.startLoad(optionsFor(nobody, 500));
        QVERIFY(bench.waitUntil([](const auto& now) { return now.total.counts.requests >= 10; }));

        bench.load().stop(5s);

        const auto statistics = bench.load().statistics();
        QCOMPARE(failuresOf(statistics, lab::FailureKind::ConnectRefused), statistics.sent);
    }

    void makesItsOwnLatenessPartOfTheLatency()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        bench.startLoad(optionsFor(bench.shopAddress(), 1000));
        QVERIFY(bench.waitUntil([](const auto& now) { return now.total.counts.requests >= 10; }));

        bench.clientsLoop().post([] { // Nothing is sent while this turn lasts.
            const auto until = std::chrono::steady_clock::now() + 100ms;
            while (std::chrono::steady_clock::now() < until) {
            }
        });
        QVERIFY(bench.waitUntil([](const auto& now) { return now.lateStarts >= 40; }));
        bench.load().stop(5s);

        const auto statistics = bench.load().statistics();
        QVERIFY(statistics.worstLateness >= 50ms);
        QVERIFY(statistics.total.slowest >= 50ms);
        QCOMPARE(statistics.total.counts.failures(), std::uint64_t(0));
    }

    void pausesAndGoesOn()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        bench.startLoad(optionsFor(bench.shopAddress(), 0));
        QCOMPARE(bench.load().statistics().sent, std::uint64_t(0));

        bench.load().setRate(1000);
        QVERIFY(bench.waitUntil([](const auto& now) { return now.sent >= 20; }));
        bench.load().setRate(0);
        QVERIFY(bench.waitUntil([](const auto& now) { return now.underWay == 0; }));
        const auto sent = bench.load().statistics().sent;
        QCOMPARE(bench.load().statistics().rate, 0.0);
        QCOMPARE(bench.load().statistics().sent, sent);

        bench.load().setRate(1e9);
        QCOMPARE(bench.load().statistics().rate, 5000.0);
    }

    void refusesAMixWithoutWeight()
    {
        lab::LabBench bench;
        lab::LoadOptions options = optionsFor(*net::SocketAddress::create("127.0.0.1", 9), 1);
        options.plan.apis.front().weight = 0;

        const auto load = lab::LoadGenerator::start(bench.clientsLoop(), options);

        QVERIFY(!load);
        QCOMPARE(load.error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(LoadGeneratorTest)
#include "tst_load_generator.moc"
