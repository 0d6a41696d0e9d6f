#include "engine/telemetry/access_log.h"
#include "tests/support/mesh_house.h"
#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <functional>
#include <sys/resource.h>
#include <vector>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;
using snapshot::PeerRule;

namespace {

const SystemClock systemClock;
const std::string get = "GET /a/b?c=d HTTP/1.1\r\nHost: api.example\r\nReferer: http://r/\r\nUser-Agent: test\r\n"
                        "Authorization: Bearer secret\r\nCookie: session=secret\r\n\r\n";

/// A port on which nobody listens.
std::uint16_t deadPort()
{
    ScriptedUpstream gone([](UpstreamPeer&) {});
    return gone.port();
}

/// A plane before one upstream, and what is written down of it.
struct Recorded
{
    explicit Recorded(ScriptedUpstream::Script script = ScriptedUpstream::answering("ok"),
                      proxy::DataPlaneOptions options = {})
        : upstream(std::move(script))
    {
        telemetry::AccessLogOptions logOptions;
        logOptions.target = file().toStdString();
        logOptions.format = telemetry::AccessFormat::Json;
        log = telemetry::AccessLog::open(std::move(logOptions), systemClock).value();
        options.accessLog = log.get();
        plane = std::make_unique<RunningPlane>(1, std::move(options));
        plane->snapshot.revision = 7;
        plane->addCluster("svc", {upstream.port()}).readTimeout = 10s;
        plane->addRoute("r", {{"svc", 1}});
    }

    QString file() const { return folder.filePath(QStringLiteral("access.log")); }
    bool serve() { return plane->apply().has_value(); }

    /// Sends and takes what comes until the connection ends, or the answer is whole.
    std::string ask(const std::string& request, bool untilEnd = false)
    {
        RawClient client(plane->address());
        client.send(request);
        return untilEnd ? client.readAll() : client.readResponse();
    }

    /// The records so far, when there are that many.
    QList<QJsonObject> records(qsizetype count = 1) const
    {
        QList<QByteArray> lines;
        [[maybe_unused]] const bool came = QTest::qWaitFor(
            [&] {
                QFile text(file());
                lines = text.open(QIODevice::ReadOnly) ? text.readAll().split('\n') : QList<QByteArray>();
                return lines.size() > count;
            },
            10'000);
        QList<QJsonObject> all;
        for (const QByteArray& line : lines)
            if (!line.isEmpty())
                all.append(QJsonDocument::fromJson(line).object());
        return all;
    }

    QTemporaryDir folder;
    ScriptedUpstream upstream;
    std::unique_ptr<telemetry::AccessLog> log;
    std::unique_ptr<RunningPlane> plane; // Gone before its log.
};

/// A way for a request to come to another end than its upstream's answer.
struct Ending
{
    const char* name;
    const char* flags;
    int status;
    std::function<void()> run; // Makes `recorded`.
};

std::unique_ptr<Recorded> recorded;

ScriptedUpstream::Script saying(const std::string& bytes)
{
    return [bytes](UpstreamPeer& peer) {
        if (!peer.readRequest().empty())
            peer.send(bytes);
    };
}

ScriptedUpstream::Script silent()
{
    return [](UpstreamPeer& peer) {
        peer.readRequest();
        peer.readSome();
    };
}

void askOnce(ScriptedUpstream::Script script, const std::string& request = get, bool untilEnd = true)
{
    recorded = std::make_unique<Recorded>(std::move(script));
    QVERIFY(recorded->serve());
    recorded->ask(request, untilEnd);
}

void badRequest()
{
    askOnce(ScriptedUpstream::answering("ok"), "GET /a?b=c HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
}

void slowHead()
{
    proxy::DataPlaneOptions options;
    options.headTimeout = 50ms;
    recorded = std::make_unique<Recorded>(ScriptedUpstream::answering("ok"), options);
    QVERIFY(recorded->serve());
    recorded->ask("GET / HTTP/1.1\r\nHo", true);
}

void slowBody()
{
    proxy::DataPlaneOptions options;
    options.bodyTimeout = 50ms;
    recorded = std::make_unique<Recorded>(silent(), options);
    QVERIFY(recorded->serve());
    recorded->ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", true);
}

void goneClient()
{
    recorded = std::make_unique<Recorded>(silent());
    QVERIFY(recorded->serve());
    RawClient client(recorded->plane->address());
    client.send(get);
    QTRY_COMPARE(recorded->upstream.connections(), 1);
    client.reset();
    recorded->records();
}

void strangerInTheMesh()
{
    const MeshHouse house;
    recorded = std::make_unique<Recorded>();
    QVERIFY(recorded->plane->plane().setIdentity(house.identityOf("cards")));
    recorded->plane->snapshot.trustBundles = {house.bundle()};
    recorded->plane->snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
    recorded->plane->snapshot.listeners[0].allowed = {{PeerRule::Kind::Exact, uriOf("web")}};
    QVERIFY(recorded->serve());
    RawClient client(recorded->plane->address(), *house.client(house.identityOf("other"), "cards"));
    client.send(get);
    client.readResponse();
}

void noRoute()
{
    recorded = std::make_unique<Recorded>();
    recorded->plane->snapshot.virtualHosts[0].routes.clear();
    QVERIFY(recorded->serve());
    recorded->ask(get);
}

void noService()
{
    recorded = std::make_unique<Recorded>();
    recorded->plane->snapshot.virtualHosts[0].routes[0].split.clear();
    QVERIFY(recorded->serve());
    recorded->ask(get);
}

void noEndpoint()
{
    recorded = std::make_unique<Recorded>();
    recorded->plane->snapshot.endpoints[0].endpoints.clear();
    QVERIFY(recorded->serve());
    recorded->ask(get);
}

void nobodyListens()
{
    recorded = std::make_unique<Recorded>();
    recorded->plane->snapshot.endpoints[0].endpoints[0].port = deadPort();
    QVERIFY(recorded->serve());
    recorded->ask(get);
}

void silentUpstream()
{
    recorded = std::make_unique<Recorded>(silent());
    recorded->plane->snapshot.clusters[0].readTimeout = 50ms;
    QVERIFY(recorded->serve());
    recorded->ask(get);
}

void untrustedUpstream()
{
    const MeshHouse house;
    RunningPlane receiver;
    QVERIFY(receiver.plane().setIdentity(house.identityOf("impostor")));
    receiver.snapshot.trustBundles = {house.bundle()};
    receiver.snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
    QVERIFY(receiver.apply());
    recorded = std::make_unique<Recorded>();
    QVERIFY(recorded->plane->plane().setIdentity(house.identityOf("web")));
    recorded->plane->snapshot.trustBundles = {house.bundle()};
    recorded->plane->snapshot.endpoints[0].endpoints[0].port = receiver.address().port();
    recorded->plane->snapshot.clusters[0].tls =
        snapshot::ClusterTls{"shop", "cards.80.shop.ms", {{PeerRule::Kind::Exact, uriOf("cards")}}};
    QVERIFY(recorded->serve());
    recorded->ask(get);
}

/// The next socket is one too many.
void noDescriptors()
{
    recorded = std::make_unique<Recorded>();
    QVERIFY(recorded->serve());
    RawClient client(recorded->plane->address());
    client.send("GET / HTTP/1.1\r\n"); // It is accepted when this is answered; nothing is, so look at the counter.
    QTRY_COMPARE(recorded->plane->collect().downstreamConnections, std::uint64_t(1));
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int lowestFree = net::FileDescriptor(::dup(0)).get();
    const rlimit none{static_cast<rlim_t>(lowestFree), before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
    client.send("Host: a\r\n\r\n");
    client.readResponse();
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

void redirected()
{
    recorded = std::make_unique<Recorded>();
    recorded->plane->snapshot.virtualHosts[0].routes[0].redirect = snapshot::Redirect{};
    QVERIFY(recorded->serve());
    recorded->ask(get);
}

void toldByTheRoute()
{
    recorded = std::make_unique<Recorded>();
    recorded->plane->snapshot.virtualHosts[0].routes[0].answer = snapshot::DirectAnswer{418, "text/plain", "tea"};
    QVERIFY(recorded->serve());
    recorded->ask(get);
}

void cutWhileDraining()
{
    recorded = std::make_unique<Recorded>(silent());
    QVERIFY(recorded->serve());
    RawClient client(recorded->plane->address());
    client.send(get);
    QTRY_COMPARE(recorded->upstream.connections(), 1);
    recorded->plane->drain(10ms);
}

const std::vector<Ending> endings{
    {"two hosts", "BR", 400, badRequest},
    {"a path that leads out", "BR", 400,
     [] { askOnce(ScriptedUpstream::answering("ok"), "GET /../.. HTTP/1.1\r\nHost: a\r\n\r\n"); }},
    {"a head that does not come", "DT", 408, slowHead},
    {"content that does not come", "DT", 408, slowBody},
    {"the client leaves", "DC", 499, goneClient},
    {"no permission", "PD", 403, strangerInTheMesh},
    {"no route", "NR", 404, noRoute},
    {"no service", "NS", 503, noService},
    {"no endpoint", "UH", 503, noEndpoint},
    {"nobody listens", "UF", 502, nobodyListens},
    {"the upstream is silent", "UT", 504, silentUpstream},
    {"not the upstream that is meant", "UI", 502, untrustedUpstream},
    {"the upstream closes", "UC", 502, [] { askOnce(saying(""), get); }},
    {"the upstream closes in the middle", "UC", 200,
     [] { askOnce(saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123")); }},
    {"the upstream speaks something else", "UP", 502,
     [] { askOnce(saying("220 smtp.example ESMTP\r\n\r\n"), get, false); }},
    {"the upstream's chunks are none", "UP", 200,
     [] { askOnce(saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")); }},
    {"no descriptor is left", "OL", 503, noDescriptors},
    {"the route redirects", "RD", 302, redirected},
    {"the route says the answer", "DR", 418, toldByTheRoute},
    {"cut while draining", "CU", 0, cutWhileDraining},
};

QString flagsOf(const QJsonObject& record)
{
    QStringList flags;
    for (const QJsonValue& flag : record["flags"].toArray())
        flags.append(flag.toString());
    return flags.join(QLatin1Char(','));
}

} // namespace

/// What is written down of requests, whatever becomes of them.
class AccessRecordsTest : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { recorded.reset(); }

    void everyEndingHasItsFlag_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < endings.size(); ++i)
            QTest::newRow(endings[i].name) << static_cast<int>(i);
    }

    void everyEndingHasItsFlag()
    {
        QFETCH(const int, row);
        const Ending& ending = endings[static_cast<std::size_t>(row)];

        ending.run();

        const QList<QJsonObject> records = recorded->records();
        QCOMPARE(records.size(), 1);
        QCOMPARE(flagsOf(records[0]), QString::fromLatin1(ending.flags));
        QCOMPARE(records[0]["status"].toInt(), ending.status);
    }

    void everyFlagHasAnEnding()
    {
        for (std::size_t i = 0; i < telemetry::recordFlagCount; ++i) {
            const std::string_view flag = textOf(static_cast<telemetry::RecordFlag>(i));
            QVERIFY2(std::any_of(endings.begin(), endings.end(), [&](const Ending& one) { return one.flags == flag; }),
                     std::string(flag).c_str());
        }
    }

    void sayWhoAskedForWhatAndWhereItWent()
    {
        askOnce(ScriptedUpstream::answering("hello"), get, false);

        const QList<QJsonObject> records = recorded->records();
        QCOMPARE(records.size(), 1);
        const QJsonObject& record = records[0];
        const std::string port = std::to_string(recorded->upstream.port());
        for (const auto& [key, value] :
             std::initializer_list<std::pair<const char*, std::string>>{{"client", "127.0.0.1"},
                                                                        {"method", "GET"},
                                                                        {"host", "api.example"},
                                                                        {"path", "/a/b"},
                                                                        {"query", "c=d"},
                                                                        {"protocol", "HTTP/1.1"},
                                                                        {"referer", "http://r/"},
                                                                        {"user_agent", "test"},
                                                                        {"listener", "in"},
                                                                        {"route", "r"},
                                                                        {"backend", "svc"},
                                                                        {"instance", "svc-1"},
                                                                        {"endpoint", "127.0.0.1:" + port},
                                                                        {"tls", ""}})
            QCOMPARE(record[QLatin1String(key)].toString(), QString::fromStdString(value));
        QCOMPARE(record["request_id"].toString().size(), 32);
        QCOMPARE(record["status"].toInt(), 200);
        QCOMPARE(record["upstream_status"].toInt(), 200);
        QCOMPARE(record["revision"].toInt(), 7);
        QCOMPARE(record["bytes_in"].toInt(), static_cast<int>(get.size()));
        QCOMPARE(record["body_bytes_out"].toInt(), 5);
        QVERIFY(record["bytes_out"].toInt() > 5);
        QVERIFY(record["total_us"].toInt() >= record["first_byte_us"].toInt() + record["connect_us"].toInt());
        QFile text(recorded->file());
        QVERIFY(text.open(QIODevice::ReadOnly) && !text.readAll().contains("secret"));
    }

    void nameWhoTheClientProvedToBe()
    {
        const MeshHouse house;
        recorded = std::make_unique<Recorded>();
        QVERIFY(recorded->plane->plane().setIdentity(house.identityOf("cards")));
        recorded->plane->snapshot.trustBundles = {house.bundle()};
        recorded->plane->snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
        recorded->plane->snapshot.listeners[0].allowed = {{PeerRule::Kind::Exact, uriOf("web")}};
        QVERIFY(recorded->serve());
        RawClient client(recorded->plane->address(), *house.client(house.identityOf("web"), "cards"));
        client.send(get);
        QCOMPARE(statusOf(client.readResponse()), 200);

        const QList<QJsonObject> records = recorded->records();
        QCOMPARE(records.size(), 1);
        QCOMPARE(records[0]["identity"].toString(), QString::fromStdString(uriOf("web")));
        QCOMPARE(records[0]["tls"].toString(), QStringLiteral("TLSv1.3"));
    }

    void keepTheHeadOfAnUploadThatIsLargerThanTheBuffer()
    {
        recorded = std::make_unique<Recorded>();
        QVERIFY(recorded->serve());
        RawClient client(recorded->plane->address());
        const std::string body(1'000'000, 'x');
        client.send("PUT /up?load HTTP/1.1\r\nHost: api.example\r\nUser-Agent: uploader\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body);
        QCOMPARE(statusOf(client.readResponse()), 200);

        const QList<QJsonObject> records = recorded->records();
        QCOMPARE(records.size(), 1);
        QCOMPARE(records[0]["method"].toString(), QStringLiteral("PUT"));
        QCOMPARE(records[0]["path"].toString(), QStringLiteral("/up"));
        QCOMPARE(records[0]["query"].toString(), QStringLiteral("load"));
        QCOMPARE(records[0]["host"].toString(), QStringLiteral("api.example"));
        QCOMPARE(records[0]["user_agent"].toString(), QStringLiteral("uploader"));
        QVERIFY(records[0]["bytes_in"].toInt() > 1'000'000);
    }

    void showWhatCouldNotBeRead()
    {
        askOnce(ScriptedUpstream::answering("ok"), "GET /x\x01\"y HTTP/1.1\r\nHost: a\r\n\r\n");

        const QList<QJsonObject> records = recorded->records();
        QCOMPARE(records.size(), 1);
        QCOMPARE(records[0]["request_line"].toString(), QString::fromLatin1("GET /x\x01\"y HTTP/1.1"));
        QCOMPARE(records[0]["status"].toInt(), 400);
        QCOMPARE(records[0]["method"].toString(), QString());
    }

    void countTheAttempts()
    {
        recorded = std::make_unique<Recorded>();
        recorded->plane->snapshot.endpoints[0].endpoints = {{"dead-1", "127.0.0.1", deadPort()},
                                                            {"dead-2", "127.0.0.1", deadPort()},
                                                            {"dead-3", "127.0.0.1", deadPort()}};
        QVERIFY(recorded->serve());
        recorded->ask(get);

        const QList<QJsonObject> records = recorded->records();
        QCOMPARE(records.size(), 1);
        QCOMPARE(records[0]["retries"].toInt(), 2);
        QCOMPARE(flagsOf(records[0]), QStringLiteral("UF"));
    }

    void thereIsOneForEachRequestOfAConnection()
    {
        recorded = std::make_unique<Recorded>();
        QVERIFY(recorded->serve());
        RawClient client(recorded->plane->address());
        for (int i = 0; i < 500; ++i) {
            client.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            QCOMPARE(statusOf(client.readResponse()), 200);
        }

        const QList<QJsonObject> records = recorded->records(500);
        QCOMPARE(records.size(), 500);
        for (int i = 0; i < 500; ++i)
            QCOMPARE(records[i]["path"].toString(), QStringLiteral("/%1").arg(i));
    }
};

QTEST_GUILESS_MAIN(AccessRecordsTest)
#include "tst_access_records.moc"
