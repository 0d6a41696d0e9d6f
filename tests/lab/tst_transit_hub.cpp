#include "lab_bench.h"

#include "engine/lab/link_probe.h"
#include "engine/lab/source_socket.h"
#include "engine/lab/transit_hub.h"

#include <QtTest>

#include <algorithm>
#include <poll.h>
#include <sys/socket.h>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

const std::string nearHost = "127.77.9.2";
const std::string farHost = "127.77.9.3";
const std::string hubHost = "127.77.9.4";
const std::string strangerHost = "127.77.9.9";

net::SocketAddress anyPortOf(const std::string& host)
{
    return *net::SocketAddress::create(host, 0);
}

/// A hub between two zones, with an ingress in the far one that sends back what it gets.
class TwoZones
{
public:
    explicit TwoZones(lab::LinkShape shape, std::chrono::milliseconds darkLimit = 5s)
        : m_thread(*net::LoopThread::create("hub"))
    {
        m_thread->runAndWait([&] { m_echo = *lab::EchoServer::create(m_thread->loop(), anyPortOf(farHost)); });
        startHub(shape, m_echo->address(), darkLimit);
    }
    TwoZones(lab::LinkShape shape, const net::SocketAddress& ingress)
        : m_thread(*net::LoopThread::create("hub"))
    {
        startHub(shape, ingress, 5s);
    }
    ~TwoZones()
    {
        m_hub.reset();
        m_thread->runAndWait([&] { m_echo.reset(); });
    }

    lab::TransitHub& hub() { return *m_hub; }
    void set(const lab::LinkShape& shape) { QVERIFY(m_hub->setShape("cloud", "site", shape)); }
    lab::LinkMeasurement measured() { return m_hub->links().front(); }

    /// A connection from a host to the far zone's entry, which it has once this returns.
    net::FileDescriptor connect(const std::string& host)
    {
        auto socket = lab::connectFrom(anyPortOf(host), *m_hub->addressOf("cloud"));
        return socket ? *std::move(socket) : net::FileDescriptor();
    }

private:
    void startHub(lab::LinkShape shape, const net::SocketAddress& ingress, std::chrono::milliseconds darkLimit)
    {
        lab::TransitOptions options;
        options.entries = {{"site", anyPortOf(hubHost), anyPortOf(nearHost)}, {"cloud", anyPortOf(hubHost), ingress}};
        options.links = {{"cloud", "site", shape}};
        options.zoneOfHost = {{nearHost, "site"}, {farHost, "cloud"}};
        options.darkLimit = darkLimit;
        options.probeInterval = 5ms;
        m_hub = *lab::TransitHub::start(m_thread->loop(), std::move(options));
    }

    std::unique_ptr<net::LoopThread> m_thread;
    std::unique_ptr<lab::EchoServer> m_echo;
    std::unique_ptr<lab::TransitHub> m_hub;
};

lab::LinkShape delayed(std::chrono::microseconds delay)
{
    lab::LinkShape shape;
    shape.delay = delay;
    return shape;
}

bool becomes(const net::FileDescriptor& socket, short what, std::chrono::milliseconds limit)
{
    pollfd entry{socket.get(), what, 0};
    return ::poll(&entry, 1, int(limit.count())) == 1;
}

/// One byte there; what came back within the limit, or why nothing did.
std::string pingPong(const net::FileDescriptor& socket, std::chrono::milliseconds limit = 10s)
{
    char byte = '?';
    if (!becomes(socket, POLLOUT, limit) || ::send(socket.get(), &byte, 1, MSG_NOSIGNAL) != 1)
        return "cannot send";
    if (!becomes(socket, POLLIN, limit))
        return "silence";
    const ssize_t count = ::recv(socket.get(), &byte, 1, 0);
    return count == 1 ? std::string(1, byte) : count == 0 ? "closed" : "reset";
}

Duration medianRoundTrip(const net::FileDescriptor& socket)
{
    std::vector<Duration> taken;
    for (int i = 0; i < 21; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        if (pingPong(socket) != "?")
            return 0s;
        taken.push_back(std::chrono::steady_clock::now() - begin);
    }
    std::sort(taken.begin(), taken.end());
    return taken[taken.size() / 2];
}

std::string callThrough(TwoZones& zones, const std::string& path)
{
    const net::FileDescriptor socket = zones.connect(nearHost);
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    if (!becomes(socket, POLLOUT, 10s) ||
        ::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) != ssize_t(request.size()))
        return "cannot send";
    std::string reply;
    char buffer[16 * 1024];
    while (becomes(socket, POLLIN, 10s)) {
        const ssize_t count = ::recv(socket.get(), buffer, sizeof buffer, 0);
        if (count <= 0)
            return count == 0 ? reply : "reset";
        reply.append(buffer, std::size_t(count));
    }
    return "silence";
}

} // namespace

class TransitHubTest : public QObject
{
    Q_OBJECT

private slots:
    void delaysEveryRoundTripByTwiceTheDelay()
    {
        TwoZones zones(delayed(20ms));
        const auto socket = zones.connect(nearHost);

        const Duration median = medianRoundTrip(socket);

        QVERIFY2(median >= 40ms && median < 60ms, qPrintable(QString::number(median.count() / 1000)));
    }

    void takesUpNewSettingsForConnectionsThatAreOpen()
    {
        TwoZones zones(delayed(1ms));
        const auto socket = zones.connect(nearHost);
        QVERIFY(medianRoundTrip(socket) < 20ms);

        zones.set(delayed(30ms));

        QVERIFY(medianRoundTrip(socket) >= 60ms);
    }

    void measuresTheLinkByProbesOfItsOwn()
    {
        TwoZones zones(delayed(20ms));

        QTRY_VERIFY_WITH_TIMEOUT(zones.measured().samples >= 100, 20'000);

        const lab::LinkMeasurement measured = zones.measured();
        QVERIFY(measured.roundTrip >= 40ms && measured.roundTrip < 60ms);
        QVERIFY(measured.roundTripP99 >= measured.roundTrip);
        QVERIFY(measured.silence < 5s);
        QCOMPARE(measured.bytes, std::uint64_t(0)); // Probes are no traffic.
    }

    void passesWholeDownloads()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        lab::LinkShape shape = delayed(2ms);
        shape.jitter = 2ms;
        TwoZones zones(shape, bench.shopAddress());

        const std::string reply = callThrough(zones, "/file/3000000");

        QCOMPARE(lab::contentOf(reply).size(), std::size_t(3'000'000));
        QCOMPARE(lab::contentOf(reply), lab::contentOf(lab::call(bench.shopAddress(), "GET", "/file/3000000")));
        QVERIFY(zones.measured().bytes > 3'000'000);
        QTRY_COMPARE(zones.measured().connections, std::size_t(0));
    }

    void isNoFasterThanItsBandwidth()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        lab::LinkShape shape;
        shape.megabitsPerSecond = 16;
        TwoZones zones(shape, bench.shopAddress());
        const auto begin = std::chrono::steady_clock::now();

        const std::string reply = callThrough(zones, "/file/500000");

        QCOMPARE(lab::contentOf(reply).size(), std::size_t(500'000));
        QVERIFY(std::chrono::steady_clock::now() - begin >= 240ms);
    }

    void resetsWhoeverComesFromNoZone()
    {
        TwoZones zones(delayed(0ms));

        const auto socket = zones.connect(strangerHost);

        QVERIFY(becomes(socket, POLLIN, 10s));
        char byte = 0;
        QCOMPARE(::recv(socket.get(), &byte, 1, 0), ssize_t(-1));
    }

    void passesWithoutDelayWithinAZone()
    {
        TwoZones zones(delayed(5s));

        QCOMPARE(pingPong(zones.connect(farHost)), std::string("?"));
    }

    void holdsWhatIsCutAndPassesItOnceHealed()
    {
        TwoZones zones(delayed(1ms));
        const auto before = zones.connect(nearHost);
        QCOMPARE(pingPong(before), std::string("?"));
        lab::LinkShape cut = delayed(1ms);
        cut.isCut = true;

        zones.set(cut);
        const auto meanwhile = zones.connect(nearHost);
        QCOMPARE(pingPong(before, 100ms), std::string("silence"));
        QCOMPARE(pingPong(meanwhile, 100ms), std::string("silence"));
        zones.set(delayed(1ms));

        char byte = 0;
        for (const net::FileDescriptor* const socket : {&before, &meanwhile}) {
            QVERIFY(becomes(*socket, POLLIN, 10s));
            QCOMPARE(::recv(socket->get(), &byte, 1, 0), ssize_t(1));
        }
    }

    void tellsHowLongACutLinkHasBeenSilent()
    {
        TwoZones zones(delayed(0ms));
        QTRY_VERIFY(zones.measured().samples > 0);
        lab::LinkShape cut;
        cut.isCut = true;

        zones.set(cut);
        QTRY_VERIFY(zones.measured().silence > 200ms);
        QCOMPARE(zones.measured().samples, std::size_t(0));
        zones.set({});

        QTRY_VERIFY(zones.measured().silence < 200ms);
        QTRY_VERIFY(zones.measured().samples > 0);
    }

    void resetsConnectionsThatStayInTheDark()
    {
        TwoZones zones(delayed(0ms), 50ms);
        const auto socket = zones.connect(nearHost);
        QCOMPARE(pingPong(socket), std::string("?"));
        lab::LinkShape cut;
        cut.isCut = true;

        zones.set(cut);

        QVERIFY(becomes(socket, POLLIN, 10s));
        char byte = 0;
        QCOMPARE(::recv(socket.get(), &byte, 1, 0), ssize_t(-1));
    }

    void namesALinkThatIsNotThere()
    {
        TwoZones zones(delayed(0ms));

        const auto outcome = zones.hub().setShape("cloud", "moon", {});

        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TransitHubTest)
#include "tst_transit_hub.moc"
