#include "engine/control/plane_records.h"
#include "engine/telemetry/record_pipe.h"
#include "tests/control/control_house.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;
using namespace causeway::test;

namespace {

/// A control plane with a log, and the lines in it.
struct Kept
{
    explicit Kept(ControlHouse& house)
        : pipe(telemetry::RecordPipe::create().value())
        , log(telemetry::AccessLog::writeTo(pipe->takeOutput(), {}, clock))
        , records(std::make_unique<control::PlaneRecords>(*house.plane, log.get()))
    {
    }

    QList<QByteArray> lines()
    {
        log->flush(10s);
        QList<QByteArray> all = QByteArray::fromStdString(pipe->take(1 << 20)).split('\n');
        all.removeLast();
        return all;
    }

    SystemClock clock;
    std::unique_ptr<telemetry::RecordPipe> pipe;
    std::unique_ptr<telemetry::AccessLog> log;
    std::unique_ptr<control::PlaneRecords> records;
};

} // namespace

/// What planes send of their access logs, over real sockets into one log.
class PlaneRecordsTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_house = std::make_unique<ControlHouse>();
        QVERIFY(m_house->write(cardResources(100, 0)));
        m_house->fixture.run([&] { m_kept = std::make_unique<Kept>(*m_house); });
        m_plane = &m_house->connect(sidecar("edge", "edge", "monolith"));
    }
    void cleanup()
    {
        m_house->fixture.run([&] { m_kept->records.reset(); });
        m_house.reset();
        m_kept.reset();
    }

    void eachRecordSaysWhichPlaneItIsFrom_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QByteArray>("kept");

        QTest::newRow("text") << QByteArray("1.2.3.4 - - [x] \"GET / HTTP/1.1\" 200 flags=-")
                              << QByteArray("1.2.3.4 - - [x] \"GET / HTTP/1.1\" 200 flags=- mesh=\"default\" "
                                            "plane=\"edge\"");
        QTest::newRow("JSON") << QByteArray(R"({"time":"x","status":200,"flags":["UF","UT"]})")
                              << QByteArray(R"({"time":"x","status":200,"flags":["UF","UT"],"mesh":"default",)"
                                            R"("plane":"edge"})");
        QTest::newRow("text that names another")
            << QByteArray("x plane=\"bank\"") << QByteArray("x plane=\"bank\" mesh=\"default\" plane=\"edge\"");
    }
    void eachRecordSaysWhichPlaneItIsFrom()
    {
        QFETCH(const QByteArray, record);
        QFETCH(const QByteArray, kept);

        send(record + "\n");

        QCOMPARE(m_kept->lines(), QList<QByteArray>{kept});
    }

    void whatIsNoRecordIsLeftOutAndTheOthersStay_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::newRow("names a plane itself") << QByteArray(R"({"status":200,"plane":"bank"})");
        QTest::newRow("names a mesh itself") << QByteArray(R"({"mesh":"bank","status":200})");
        QTest::newRow("closes the object early") << QByteArray(R"({"status":200},"x":{"y":1})");
        QTest::newRow("has no end") << QByteArray(R"({"status":200)");
        QTest::newRow("has a name twice") << QByteArray(R"({"status":200,"status":500})");
        QTest::newRow("is empty") << QByteArray("{}");
        QTest::newRow("JSON with a blank behind it") << QByteArray("{\"status\":200} ");
        QTest::newRow("JSON with a blank before it") << QByteArray(" {\"plane\":\"bank\"}");
        QTest::newRow("text with an open quote") << QByteArray("x plane=\"bank\" y=\"");
    }
    void whatIsNoRecordIsLeftOutAndTheOthersStay()
    {
        QFETCH(const QByteArray, record);

        send("before\n" + record + "\nafter\n");

        const QList<QByteArray> lines = m_kept->lines();
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].startsWith("before ") && lines[1].startsWith("after "));
    }

private:
    void send(const QByteArray& lines)
    {
        m_house->fixture.run([&] { m_plane->link->record(lines.toStdString()); });
        QVERIFY(m_house->eventually([&] { return m_plane->link->areRecordsConfirmed(); }));
    }

    std::unique_ptr<ControlHouse> m_house;
    std::unique_ptr<Kept> m_kept;
    LinkedPlane* m_plane = nullptr;
};

QTEST_APPLESS_MAIN(PlaneRecordsTest)
#include "tst_plane_records.moc"
