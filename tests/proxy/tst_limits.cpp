#include "engine/base/log.h"
#include "engine/proxy/exchange.h"
#include "engine/telemetry/access_log.h"
#include "tests/support/mesh_house.h"
#include "tests/support/raw_client.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <openssl/crypto.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>

using namespace causeway;
using namespace causeway::test;
using namespace std::chrono_literals;

namespace {

std::atomic<bool> isCounting = false;
std::atomic<std::uint64_t> allocations = 0;

void countAllocation()
{
    if (!isCounting.load(std::memory_order_relaxed))
        return;
    char name[16] = {};
    ::pthread_getname_np(::pthread_self(), name, sizeof name);
    if (std::string_view(name).starts_with("worker"))
        allocations.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

void* operator new(std::size_t size)
{
    countAllocation();
    if (void* const memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace {

/// What OpenSSL 3.0 takes for itself while it writes a record: four times, and gives back at once. Nothing to be done.
constexpr std::size_t openSslNote = 64;

/// OpenSSL takes its memory elsewhere; it lets itself be counted only before it took any.
void* allocateForOpenSsl(std::size_t size, const char*, int)
{
    if (size > openSslNote)
        countAllocation();
    return std::malloc(size);
}
void* reallocateForOpenSsl(void* memory, std::size_t size, const char*, int)
{
    countAllocation();
    return std::realloc(memory, size);
}
void freeForOpenSsl(void* memory, const char*, int)
{
    std::free(memory);
}
const bool countsOpenSsl = CRYPTO_set_mem_functions(allocateForOpenSsl, reallocateForOpenSsl, freeForOpenSsl) == 1;

const std::string get = "GET /path?query HTTP/1.1\r\nHost: a\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n";

struct Served
{
    explicit Served(proxy::DataPlaneOptions options = {}, std::string body = "ok")
        : upstream(ScriptedUpstream::answering(std::move(body)))
        , plane(1, std::move(options))
    {
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 3}, {"other", 1}}).rewrite = {snapshot::Rewrite::Kind::KongServicePath, "/srv",
                                                                   true};
        plane.addCluster("other", {upstream.port()});
    }

    ScriptedUpstream upstream;
    RunningPlane plane;
};

} // namespace

class LimitsTest : public QObject
{
    Q_OBJECT

private slots:
    void steadyRequestsAllocateNothing_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("responseSize");
        QTest::addColumn<bool>("isGateway");
        QTest::addColumn<bool>("isRecorded");
        const QByteArray simple = QByteArray::fromStdString(get);
        QTest::newRow("gateway") << simple << 128 << true << false;
        QTest::newRow("sidecar") << simple << 128 << false << false;
        QTest::newRow("large response") << simple << 16 * 1024 << true << false;
        QTest::newRow("path to normalise")
            << QByteArray("GET /a//b/../%63 HTTP/1.1\r\nHost: A\r\n\r\n") << 128 << true << false;
        QTest::newRow("upload") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc") << 128
                                << true << false;
        QTest::newRow("chunked upload")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
            << 128 << true << false;
        QTest::newRow("written down") << simple << 128 << true << true;
    }

    void steadyRequestsAllocateNothing()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, responseSize);
        QFETCH(bool, isGateway);
        QFETCH(bool, isRecorded);
        const SystemClock clock;
        telemetry::AccessLogOptions logOptions;
        logOptions.target = "/dev/null";
        const auto accessLog = telemetry::AccessLog::open(logOptions, clock).value();
        proxy::DataPlaneOptions options;
        options.accessLog = isRecorded ? accessLog.get() : nullptr;
        Served served(options, std::string(static_cast<std::size_t>(responseSize), 'x'));
        served.plane.snapshot.listeners[0].isGateway = isGateway;
        QVERIFY(served.plane.apply());
        RawClient client(served.plane.address());
        const std::string text = request.toStdString();
        const auto askTimes = [&](int times) {
            for (int i = 0; i < times; ++i) {
                client.send(text);
                if (statusOf(client.readResponse()) != 200)
                    return false;
            }
            return true;
        };
        QVERIFY(askTimes(100)); // Until everything has grown to what it needs.

        allocations = 0;
        isCounting = true;
        const bool wasServed = askTimes(3'000);
        isCounting = false;

        QVERIFY(wasServed);
        QCOMPARE(allocations.load(), std::uint64_t(0));
        if (isRecorded)
            QTRY_COMPARE(accessLog->counts().written, std::uint64_t(3'100));
    }

    void steadyRequestsOverTlsAllocateNothing_data()
    {
        QTest::addColumn<int>("bodySize");
        for (const int size : {0, 100, 10'000, 16'000})
            QTest::newRow(QByteArray::number(size).constData()) << size;
    }

    void steadyRequestsOverTlsAllocateNothing()
    {
        QVERIFY(countsOpenSsl);
        QFETCH(const int, bodySize);
        const MeshHouse house;
        Served receiver({}, std::string(static_cast<std::size_t>(bodySize), 'x'));
        QVERIFY(receiver.plane.plane().setIdentity(house.identityOf("cards")));
        receiver.plane.snapshot.trustBundles = {house.bundle()};
        receiver.plane.snapshot.listeners[0].tls = snapshot::ListenerTls{"shop", false};
        receiver.plane.snapshot.listeners[0].allowed = {{}};
        QVERIFY(receiver.plane.apply());
        RunningPlane sender;
        QVERIFY(sender.plane().setIdentity(house.identityOf("web")));
        sender.snapshot.trustBundles = {house.bundle()};
        sender.addCluster("cards", {receiver.plane.address().port()}).tls =
            snapshot::ClusterTls{"shop", "cards.shop.ms", {{}}};
        sender.addRoute("r", {{"cards", 1}});
        QVERIFY(sender.apply());
        RawClient client(sender.address());
        const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(bodySize) +
                                 "\r\n\r\n" + std::string(static_cast<std::size_t>(bodySize), 'y');
        const auto askTimes = [&](int times) {
            for (int i = 0; i < times; ++i) {
                client.send(i % 2 == 0 ? get : post);
                if (statusOf(client.readResponse()) != 200)
                    return false;
            }
            return true;
        };
        QVERIFY(askTimes(100));

        allocations = 0;
        isCounting = true;
        const bool wasServed = askTimes(2'000);
        isCounting = false;

        QVERIFY(wasServed);
        QCOMPARE(allocations.load(), std::uint64_t(0));
    }

    void aSlowReaderHoldsTheUpstreamBack()
    {
        std::atomic<std::size_t> taken = 0;
        ScriptedUpstream endless([&](UpstreamPeer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            const std::string block(65'536, 'x');
            while (peer.send(block))
                taken += block.size();
        });
        RunningPlane plane;
        plane.addCluster("svc", {endless.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address(), 4096);
        client.send(get);
        client.readExactly(1'000);

        // The upstream comes to a stop when the sockets' buffers are full; the proxy adds one block of its own.
        std::size_t before = 1;
        QTRY_VERIFY_WITH_TIMEOUT(std::exchange(before, taken.load()) == taken.load() && taken > 0, 5'000);
        QVERIFY(taken < 20'000'000);
        RawClient other(plane.address()); // And holds up nobody else.
        other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(statusOf(other.readUntil("\r\n\r\n")), 200);
    }

    void aSlowUpstreamHoldsTheClientBack()
    {
        std::atomic<bool> mayRead = false;
        std::atomic<std::size_t> got = 0;
        ScriptedUpstream slow([&](UpstreamPeer& peer) {
            peer.readHead();
            while (!mayRead)
                std::this_thread::yield();
            for (std::string some = peer.readSome(); !some.empty() && got + some.size() < 40'000'000;
                 some = peer.readSome())
                got += some.size();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        RunningPlane plane;
        plane.addCluster("svc", {slow.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient client(plane.address());
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 40000000\r\n\r\n");
        const std::string block(65'536, 'x');
        std::size_t sent = 0;
        int idleRounds = 0;
        while (idleRounds < 50 && sent < 40'000'000) {
            const std::size_t count =
                client.trySend(std::string_view(block).substr(0, std::min(block.size(), 40'000'000 - sent)));
            sent += count;
            idleRounds = count == 0 ? idleRounds + 1 : 0;
            if (count == 0)
                QTest::qWait(2);
        }
        QVERIFY2(sent < 39'000'000, std::to_string(sent).c_str()); // It was stopped.

        mayRead = true;
        while (sent < 40'000'000) {
            client.send(std::string_view(block).substr(0, std::min(block.size(), 40'000'000 - sent)));
            sent += std::min(block.size(), 40'000'000 - sent);
        }

        QCOMPARE(statusOf(client.readResponse()), 200);
    }

    void aHeadThatDoesNotComeIs408()
    {
        proxy::DataPlaneOptions options;
        options.headTimeout = 50ms;
        Served served(options);
        QVERIFY(served.plane.apply());
        RawClient client(served.plane.address());
        client.send("GET / HTTP/1.1\r\nHo");

        const std::string all = client.readAll();

        QCOMPARE(statusOf(all), 408);
        QVERIFY(bodyOf(all).find("Request timeout") != std::string::npos);
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void contentThatDoesNotComeIs408()
    {
        proxy::DataPlaneOptions options;
        options.bodyTimeout = 50ms;
        Served served(options);
        QVERIFY(served.plane.apply());
        RawClient client(served.plane.address());
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");

        QCOMPARE(statusOf(client.readAll()), 408);
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void anIdleConnectionIsClosedWithoutAWord()
    {
        proxy::DataPlaneOptions options;
        options.idleTimeout = 50ms;
        Served served(options);
        QVERIFY(served.plane.apply());
        RawClient client(served.plane.address());
        client.send(get);
        QCOMPARE(statusOf(client.readResponse()), 200);

        QVERIFY(client.readAll().empty());
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void newcomersAboveTheLimitGet503()
    {
        proxy::DataPlaneOptions options;
        options.connectionLimit = 2;
        Served served(options);
        QVERIFY(served.plane.apply());
        auto first = std::make_unique<RawClient>(served.plane.address());
        RawClient second(served.plane.address());
        for (RawClient* client : {first.get(), &second}) {
            client->send(get);
            QCOMPARE(statusOf(client->readResponse()), 200);
        }

        RawClient third(served.plane.address());
        QCOMPARE(statusOf(third.readAll()), 503);

        first.reset();
        QTRY_COMPARE(served.plane.collect().downstreamConnections, std::uint64_t(1));
        RawClient fourth(served.plane.address());
        fourth.send(get);
        QCOMPARE(statusOf(fourth.readResponse()), 200);
    }

    void newcomersAreToldWhenDescriptorsRunOut()
    {
        // What the workers will log is made here, before they start: a sanitizer needs a descriptor when it meets a
        // type for the first time, and does not see how the log, a library of the system, is made by the first who uses
        // it.
        log::warn("descriptors run out soon: {}", systemError(EMFILE, "plane").message);
        Served served;
        QVERIFY(served.plane.apply());
        RawClient warm(served.plane.address());
        warm.send(get);
        QCOMPARE(statusOf(warm.readResponse()), 200);
        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        const auto address = served.plane.address();
        const net::FileDescriptor newcomer(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));

        const rlimit none{static_cast<rlim_t>(newcomer.get()) + 1, before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
        ::connect(newcomer.get(), address.raw(), address.rawLength());
        char bytes[12] = {};
        const ssize_t count = ::recv(newcomer.get(), bytes, sizeof bytes, MSG_WAITALL);
        for (int i = 0; i < 50; ++i) { // Those who are there are served meanwhile.
            warm.send(get);
            QCOMPARE(statusOf(warm.readResponse()), 200);
        }
        ::setrlimit(RLIMIT_NOFILE, &before);

        QCOMPARE(count, ssize_t(12));
        QCOMPARE(QByteArray(bytes, 12), QByteArray("HTTP/1.1 503"));
        QCOMPARE(served.plane.collect().limits.of(telemetry::Limit::Descriptors), std::uint64_t(1));
        RawClient later(served.plane.address());
        later.send(get);
        QCOMPARE(statusOf(later.readResponse()), 200);
    }

    void idleUpstreamConnectionsMakeWayWhenDescriptorsRunOut()
    {
        ScriptedUpstream other(ScriptedUpstream::answering("other"));
        Served served;
        served.plane.addCluster("elsewhere", {other.port()});
        served.plane.addRoute("elsewhere", {{"elsewhere", 1}}).hosts = {"elsewhere"};
        std::swap(served.plane.snapshot.virtualHosts[0].routes.front(),
                  served.plane.snapshot.virtualHosts[0].routes.back());
        QVERIFY(served.plane.apply());
        RawClient client(served.plane.address());
        client.send(get);
        QCOMPARE(statusOf(client.readResponse()), 200);
        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        const net::FileDescriptor last(::dup(0));

        const rlimit none{static_cast<rlim_t>(last.get()), before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
        client.send("GET / HTTP/1.1\r\nHost: elsewhere\r\n\r\n");
        const std::string response = client.readUntil("\r\n\r\n");
        ::setrlimit(RLIMIT_NOFILE, &before);

        QCOMPARE(statusOf(response), 200);
    }

    void oneAddressHasOnlySoManyConnections()
    {
        proxy::DataPlaneOptions options;
        options.connectionsPerAddress = 2;
        Served served(options);
        QVERIFY(served.plane.apply());
        auto first = std::make_unique<RawClient>(served.plane.address());
        RawClient second(served.plane.address());
        for (RawClient* client : {first.get(), &second}) {
            client->send(get);
            QCOMPARE(statusOf(client->readResponse()), 200);
        }

        RawClient third(served.plane.address());
        const std::string refused = third.readAll();
        first.reset();
        QTRY_COMPARE(served.plane.collect().downstreamConnections, std::uint64_t(1));
        RawClient fourth(served.plane.address());
        fourth.send(get);

        QCOMPARE(statusOf(refused), 503);
        QCOMPARE(headerOf(refused, "Retry-After"), std::string("1"));
        QCOMPARE(statusOf(fourth.readResponse()), 200);
    }

    void aConnectionEndsAfterItsLastRequest()
    {
        proxy::DataPlaneOptions options;
        options.requestsPerConnection = 3;
        Served served(options);
        QVERIFY(served.plane.apply());
        RawClient client(served.plane.address());
        client.send(get + get + get + get);

        std::string last;
        for (int i = 0; i < 3; ++i)
            last = client.readResponse();

        QCOMPARE(statusOf(last), 200);
        QCOMPARE(headerOf(last, "Connection"), std::string("close"));
        QVERIFY(client.readAll().empty());
        QVERIFY(client.end() == RawClient::End::Closed);
    }

    void contentThatIsTooLargeIs413_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const QByteArray post("POST / HTTP/1.1\r\nHost: a\r\n");
        const QByteArray chunks = post + "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n";
        QTest::newRow("length at the limit") << post + "Content-Length: 10\r\n\r\n0123456789" << 200;
        QTest::newRow("length above it") << post + "Content-Length: 11\r\n\r\n" << 413;
        QTest::newRow("chunks at the limit") << chunks + "4\r\n6789\r\n0\r\n\r\n" << 200;
        QTest::newRow("chunks above it") << chunks + "5\r\n6789x\r\n" << 413;
    }

    void contentThatIsTooLargeIs413()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const int, status);
        proxy::DataPlaneOptions options;
        options.bodyLimit = 10;
        Served served(options);
        QVERIFY(served.plane.apply());
        RawClient client(served.plane.address());

        client.send(request.toStdString());

        QCOMPARE(statusOf(client.readResponse()), status);
        QCOMPARE(served.plane.collect().limits.of(telemetry::Limit::BodySize), std::uint64_t(status == 413 ? 1 : 0));
    }

    void aWorkerAboveItsMemoryBeginsNothingNew()
    {
        // Each upload under way holds a block and an exchange: there is room for three.
        ScriptedUpstream upstream([](UpstreamPeer& peer) {
            while (!peer.readRequest().empty() && peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            }
        });
        const std::size_t each = proxy::BufferPool::blockSize + sizeof(proxy::Exchange);
        RunningPlane plane(1, {}, {.memory = each * 7 / 2});
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        RawClient idle(plane.address());
        idle.send(get);
        QCOMPARE(statusOf(idle.readResponse()), 200);
        std::vector<std::unique_ptr<RawClient>> uploads;
        for (int i = 0; i < 3; ++i) {
            uploads.push_back(std::make_unique<RawClient>(plane.address()));
            uploads.back()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
        }
        QTRY_VERIFY(plane.pool().load()[0].memory >= each * 3);

        RawClient fourth(plane.address());
        fourth.send(get);
        const std::string shed = fourth.readAll();
        QVERIFY(idle.readAll().empty());
        RawClient newcomer(plane.address());
        const std::string refused = newcomer.readAll();
        for (const auto& upload : uploads) { // Who is under way gets to the end, and makes room.
            upload->send("b");
            QCOMPARE(statusOf(upload->readResponse()), 200);
        }
        RawClient later(plane.address());
        later.send(get);

        for (const std::string& answer : {shed, refused}) {
            QCOMPARE(statusOf(answer), 503);
            QCOMPARE(headerOf(answer, "Retry-After"), std::string("1"));
        }
        QVERIFY(idle.end() == RawClient::End::Closed);
        QCOMPARE(statusOf(later.readResponse()), 200);
        QCOMPARE(plane.collect().limits.of(telemetry::Limit::Memory), std::uint64_t(2));
    }

    void connectionsAreSpreadOverTheWorkers()
    {
        // Each worker has upstream connections of its own: as many as there are workers, whatever the clients' order.
        ScriptedUpstream upstream(ScriptedUpstream::answering("ok"));
        RunningPlane plane(4);
        plane.addCluster("svc", {upstream.port()});
        plane.addRoute("r", {{"svc", 1}});
        QVERIFY(plane.apply());
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 16; ++i) {
            clients.push_back(std::make_unique<RawClient>(plane.address()));
            clients.back()->send(get);
            QCOMPARE(statusOf(clients.back()->readResponse()), 200);
        }

        QCOMPARE(upstream.connections(), 4);
    }
};

QTEST_GUILESS_MAIN(LimitsTest)
#include "tst_limits.moc"
