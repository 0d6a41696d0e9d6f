#include "engine/control/plane_records.h"
#include "engine/telemetry/record_pipe.h"

#include <QtTest>

using namespace causeway;
using namespace std::chrono_literals;

/// What becomes of the lines that planes send.
class PlaneRecordsTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_pipe = telemetry::RecordPipe::create().value();
        m_log = telemetry::AccessLog::writeTo(m_pipe->takeOutput(), {}, m_clock);
        m_records = std::make_unique<control::PlaneRecords>(m_log.get());
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

        m_records->keep(m_edge, (record + "\n").toStdString());

        QCOMPARE(written(), QList<QByteArray>{kept});
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

        m_records->keep(m_edge, ("before\n" + record + "\nafter\n").toStdString());

        const QList<QByteArray> lines = written();
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].startsWith("before ") && lines[1].startsWith("after "));
    }

    void withoutALogNothingIsKept()
    {
        control::PlaneRecords nowhere(nullptr);

        nowhere.keep(m_edge, "a line\n"); // Says so, and goes on.

        QVERIFY(written().isEmpty());
    }

private:
    QList<QByteArray> written()
    {
        if (!m_log->flush(10s))
            return {};
        QList<QByteArray> lines = QByteArray::fromStdString(m_pipe->take(1 << 20)).split('\n');
        lines.removeLast(); // Behind the last line end there is nothing.
        return lines;
    }

    const keys::PlaneName m_edge{"default", "edge"};
    const SystemClock m_clock;
    std::unique_ptr<telemetry::RecordPipe> m_pipe;
    std::unique_ptr<telemetry::AccessLog> m_log;
    std::unique_ptr<control::PlaneRecords> m_records;
};

QTEST_APPLESS_MAIN(PlaneRecordsTest)
#include "tst_plane_records.moc"
