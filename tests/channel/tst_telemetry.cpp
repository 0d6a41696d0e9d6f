#include "engine/channel/frames.h"
#include "engine/telemetry/access_format.h"
#include "tests/channel/channel_house.h"
#include "tests/support/scripted_upstream.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <poll.h>
#include <sys/socket.h>

using namespace causeway;
using namespace std::chrono_literals;
using test::ChannelHouse;
using test::RecordingPlane;
using test::ScriptedUpstream;
using test::UpstreamPeer;

namespace {

/// As long as the shortest line of an access log.
std::string recordOf(std::string text)
{
    text.resize(std::max(text.size() + 1, telemetry::shortestRecord), '.');
    return text + "\n";
}

/// A way to the gate on which answers can get lost, and which can be cut.
class LossyPath
{
public:
    explicit LossyPath(const net::SocketAddress& gate)
        : m_gate(gate)
        , m_entrance([this](UpstreamPeer& plane) { carry(plane); })
    {
    }
    std::uint16_t port() const { return m_entrance.port(); }

    std::atomic<bool> swallowsAnswers = false;
    std::atomic<bool> isCut = false;

private:
    void carry(const UpstreamPeer& plane) const
    {
        const net::FileDescriptor gate(::socket(m_gate.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (::connect(gate.get(), m_gate.raw(), m_gate.rawLength()) != 0)
            return;
        std::array<pollfd, 2> ends{{{plane.descriptor(), POLLIN, 0}, {gate.get(), POLLIN, 0}}};
        while (!isCut) {
            ::poll(ends.data(), ends.size(), 5);
            for (std::size_t from = 0; from < ends.size(); ++from)
                if (ends[from].revents != 0 &&
                    !pass(ends[from].fd, from == 1 && swallowsAnswers ? -1 : ends[1 - from].fd))
                    return;
        }
    }
    /// To nowhere when `to` is negative. False at the end.
    static bool pass(int from, int to)
    {
        std::array<char, 16'384> bytes;
        const ssize_t count = ::recv(from, bytes.data(), bytes.size(), 0);
        return count > 0 &&
               (to < 0 || ::send(to, bytes.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) == count);
    }

    net::SocketAddress m_gate;
    ScriptedUpstream m_entrance;
};

} // namespace

/// Reports and access records on their way from planes to the gate.
class TelemetryTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_house = std::make_unique<ChannelHouse>(); }
    void cleanup()
    {
        m_house->fixture.run([this] { m_planes.clear(); });
        m_house.reset();
    }

    void accountsForEveryReportAcrossARestart()
    {
        auto options = m_house->linkOptions("web-1");
        options.telemetryQueueLimit = 8;
        RecordingPlane& plane = addPlane(options);
        const auto report = [&](std::uint64_t requests) {
            telemetry::TrafficReport made;
            made.from = made.until = WallTime(1'790'000'000s);
            made.counts.emplace_back();
            made.counts.back().requests = requests;
            plane.link->report(made);
        };
        m_house->fixture.run([&] { report(1); });
        QVERIFY(eventually([&] { return control().reports.size() == 1; }));

        m_house->closeGate();
        m_house->fixture.run([&] {
            for (int i = 0; i < 20; ++i)
                report(1);
        });
        m_house->openGate();
        const auto counted = [&] {
            std::uint64_t total = 0;
            for (const auto& received : control().reports)
                total += received.counts.at(0).requests + received.dropped;
            return total;
        };
        QVERIFY(eventually([&] { return counted() >= 21; }));

        QCOMPARE(counted(), std::uint64_t(21));
        QCOMPARE(control().reports.size(), std::size_t(9)); // The first, and the eight that found room.
        QVERIFY(control().reports.back().plane == "web-1");
    }

    void doesNotLetAPlaneReportForAnother()
    {
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));

        m_house->fixture.run([&] {
            telemetry::TrafficReport forged;
            forged.plane = "bank-1";
            plane.link->report(forged);
        });

        QVERIFY(eventually([&] { return control().reports.size() == 1; }));
        QVERIFY(control().reports.front().plane == "web-1");
    }

    void bringsEachAccessRecordOnceAlsoAfterALoss()
    {
        auto options = m_house->linkOptions("web-1");
        options.telemetryQueueLimit = 2; // Reports may be dropped; records never are.
        RecordingPlane& plane = addPlane(options);
        std::string all;
        const auto record = [&](int from, int until) {
            for (int i = from; i < until; ++i) {
                const std::string line = recordOf("record " + std::to_string(i));
                plane.link->record(line);
                plane.link->report({});
                all += line;
            }
        };
        m_house->fixture.run([&] { record(0, 10); });
        QVERIFY(eventually([&] { return control().records == all; }));

        m_house->fixture.run([&] { record(10, 30); }); // Some are under way as the gate closes.
        m_house->closeGate();
        m_house->fixture.run([&] { record(30, 50); });
        QVERIFY(!plane.link->areRecordsConfirmed());
        m_house->openGate();

        QVERIFY(eventually([&] { return plane.link->areRecordsConfirmed(); }));
        QVERIFY(control().records == all);
    }

    /// What is sent again must be what was sent: the gate knows its number, and skips all of it.
    void losesNothingThatIsRecordedAfterAMessageThatArrivedUnconfirmed()
    {
        LossyPath path(m_house->telemetryAddress);
        auto options = m_house->linkOptions("web-1");
        options.telemetry = net::SocketAddress::create("127.0.0.1", path.port()).value();
        RecordingPlane& plane = addPlane(options);
        const auto record = [&](const std::string& line) { m_house->fixture.run([&] { plane.link->record(line); }); };
        record(recordOf("first"));
        QVERIFY(eventually([&] { return plane.link->areRecordsConfirmed(); }));

        path.swallowsAnswers = true;
        record(recordOf("second"));
        QVERIFY(eventually([&] { return control().records.ends_with(recordOf("second")); }));
        path.isCut = true;
        QVERIFY(eventually([&] { return !plane.link->isTelemetryConnected(); }));
        record(recordOf("third"));
        path.swallowsAnswers = path.isCut = false;

        QVERIFY(eventually([&] { return plane.link->areRecordsConfirmed(); }));
        QVERIFY(control().records == recordOf("first") + recordOf("second") + recordOf("third"));
    }

    void saysHowManyMoreRecordsItTakes()
    {
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));
        m_house->closeGate();
        const std::string line = std::string(channel::recordsAtOnce / 2 - 1, 'x') + "\n";
        std::size_t before = 0;
        m_house->fixture.run([&] {
            before = plane.link->roomForRecords();
            while (plane.link->roomForRecords() >= line.size())
                plane.link->record(line);
        });
        QCOMPARE(before % line.size(), std::size_t(0)); // So it is full to the last byte.
        QCOMPARE(plane.link->roomForRecords(), std::size_t(0));
    }

    void takesNothingForARecordThatNoLogWrites_data()
    {
        QTest::addColumn<QByteArray>("lines");
        const QByteArray good = QByteArray::fromStdString(recordOf("GET /"));
        const auto with = [&](const char* text) { return QByteArray(text) + good; };
        QTest::newRow("a line without an end") << good + good.chopped(1);
        QTest::newRow("an escape sequence") << with("\x1b[2J");
        QTest::newRow("bytes that are not ASCII") << with("\xff");
        QTest::newRow("a carriage return") << with("\r");
        QTest::newRow("an empty line") << with("\n");
        QTest::newRow("a line that is too short") << with("x\n");
        QTest::newRow("a line that is too long") << QByteArray(65'000, 'x') + good;
    }
    void takesNothingForARecordThatNoLogWrites()
    {
        QFETCH(const QByteArray, lines);
        RecordingPlane& plane = addPlane(m_house->linkOptions("web-1"));

        m_house->fixture.run([&] { plane.link->record(lines.toStdString()); });

        const auto isTaken = [&] { return !control().records.empty() || plane.link->areRecordsConfirmed(); };
        QVERIFY(!m_house->fixture.eventually(isTaken, 300ms));
    }

private:
    test::RecordingControl& control() { return *m_house->control; }
    bool eventually(const std::function<bool()>& condition) { return m_house->fixture.eventually(condition); }

    RecordingPlane& addPlane(const channel::PlaneLinkOptions& options)
    {
        m_house->fixture.run(
            [&] { m_planes.push_back(std::make_unique<RecordingPlane>(m_house->fixture.loop(), options)); });
        return *m_planes.back();
    }

    std::unique_ptr<ChannelHouse> m_house;
    std::vector<std::unique_ptr<RecordingPlane>> m_planes;
};

QTEST_APPLESS_MAIN(TelemetryTest)
#include "tst_telemetry.moc"
