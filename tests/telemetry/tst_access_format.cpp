#include "engine/telemetry/access_format.h"
#include "engine/telemetry/record_lane.h"
#include "tests/support/fake_clock.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <vector>

using namespace causeway;
using namespace causeway::telemetry;
using namespace std::chrono_literals;

namespace {

const RecordClock::Stamp stamp{"29/Nov/2026:15:40:41 +0000", "2026-11-29T15:40:41", 7};

std::string lineOf(AccessRecord record, AccessFormat form)
{
    limitTexts(record);
    std::string line(roomFor(record), '\0');
    const char* const end = format(line.data(), record, stamp, form);
    line.resize(static_cast<std::size_t>(end - line.data()));
    return line;
}

AccessRecord usual()
{
    AccessRecord record;
    record.client = "192.0.2.1";
    record.requestId = "0123";
    record.method = "GET";
    record.host = "api.example:8000";
    record.path = "/card/dispute";
    record.query = "id=7";
    record.hasQuery = true;
    record.protocol = "HTTP/1.1";
    record.userAgent = "curl/7.88.1";
    record.listener = "in";
    record.route = "disputes";
    record.revision = 12;
    record.backend = "monolith";
    record.instance = "monolith-1";
    record.endpoint = "10.0.0.1:5000";
    record.status = 200;
    record.upstreamStatus = 200;
    record.bytesIn = 80;
    record.bytesOut = 300;
    record.bodyBytesOut = 120;
    record.queue = 1us;
    record.connect = 2us;
    record.firstByte = 3us;
    record.total = 10us;
    return record;
}

/// Everything that a client or a configuration may choose.
std::vector<std::string_view*> textsOf(AccessRecord& record)
{
    return {&record.identity, &record.sni,   &record.requestId, &record.method,    &record.host,
            &record.path,     &record.query, &record.referer,   &record.userAgent, &record.requestLine,
            &record.listener, &record.route, &record.backend,   &record.instance,  &record.endpoint};
}

} // namespace

class AccessFormatTest : public QObject
{
    Q_OBJECT

private slots:
    void aTextLineBeginsAsTheCombinedFormatDoes()
    {
        QCOMPARE(QByteArray::fromStdString(lineOf(usual(), AccessFormat::Text)),
                 QByteArray("192.0.2.1 - - [29/Nov/2026:15:40:41 +0000] \"GET /card/dispute?id=7 HTTP/1.1\" 200 120 "
                            "\"-\" \"curl/7.88.1\" kong_request_id: \"0123\" listener=\"in\" "
                            "host=\"api.example:8000\" route=\"disputes\" revision=12 backend=\"monolith\" "
                            "instance=\"monolith-1\" endpoint=\"10.0.0.1:5000\" upstream_status=200 bytes_in=80 "
                            "bytes_out=300 queue_us=1 connect_us=2 first_byte_us=3 total_us=10 retries=0 flags=-\n"));
    }

    void aJsonLineNamesEveryField()
    {
        AccessRecord record = usual();
        record.identity = "spiffe://shop/web";
        record.tls = "TLSv1.3";
        record.sni = "api.example";
        record.flags = RecordFlag::ConnectFailed | RecordFlag::UpstreamTimeout;

        const auto json = nlohmann::json::parse(lineOf(record, AccessFormat::Json));

        const nlohmann::json expected = {{"time", "2026-11-29T15:40:41.000007Z"},
                                         {"client", "192.0.2.1"},
                                         {"identity", "spiffe://shop/web"},
                                         {"tls", "TLSv1.3"},
                                         {"sni", "api.example"},
                                         {"request_id", "0123"},
                                         {"method", "GET"},
                                         {"host", "api.example:8000"},
                                         {"path", "/card/dispute"},
                                         {"query", "id=7"},
                                         {"protocol", "HTTP/1.1"},
                                         {"referer", ""},
                                         {"user_agent", "curl/7.88.1"},
                                         {"status", 200},
                                         {"bytes_in", 80},
                                         {"bytes_out", 300},
                                         {"body_bytes_out", 120},
                                         {"listener", "in"},
                                         {"route", "disputes"},
                                         {"revision", 12},
                                         {"backend", "monolith"},
                                         {"instance", "monolith-1"},
                                         {"endpoint", "10.0.0.1:5000"},
                                         {"upstream_status", 200},
                                         {"queue_us", 1},
                                         {"connect_us", 2},
                                         {"first_byte_us", 3},
                                         {"total_us", 10},
                                         {"retries", 0},
                                         {"flags", {"UF", "UT"}}};
        QCOMPARE(QByteArray::fromStdString(json.dump()), QByteArray::fromStdString(expected.dump()));
    }

    void nobodyWritesLinesOfHisOwn_data()
    {
        QTest::addColumn<QByteArray>("evil");
        QTest::newRow("line end") << QByteArray("x\r\n127.0.0.1 - - forged");
        QTest::newRow("quote") << QByteArray("x\" 200 0 \"forged");
        QTest::newRow("backslash") << QByteArray("x\\");
        QTest::newRow("escape of a terminal") << QByteArray("\x1b[2J\x9b");
        QTest::newRow("nothing") << QByteArray("\0\0", 2);
        QTest::newRow("not UTF-8") << QByteArray("\xff\xc0\x80\x7f");
        QByteArray all;
        for (int byte = 0; byte < 256; ++byte)
            all.append(static_cast<char>(byte));
        QTest::newRow("every byte") << all;
    }

    void nobodyWritesLinesOfHisOwn()
    {
        QFETCH(const QByteArray, evil);
        AccessRecord record = usual();
        for (std::string_view* const text : textsOf(record))
            *text = {evil.constData(), static_cast<std::size_t>(evil.size())};

        for (const AccessFormat form : {AccessFormat::Text, AccessFormat::Json}) {
            const std::string line = lineOf(record, form);
            QCOMPARE(std::count(line.begin(), line.end(), '\n'), std::ptrdiff_t(1));
            for (const char c : line.substr(0, line.size() - 1))
                QVERIFY2(c >= 0x20 && c < 0x7f, line.c_str());
        }
        const auto json = nlohmann::json::parse(lineOf(record, AccessFormat::Json));
        std::u32string path; // Each byte comes back as the character of its number.
        for (const QChar c : QString::fromStdString(json["path"].get<std::string>()))
            path.push_back(c.unicode());
        QCOMPARE(path.size(), static_cast<std::size_t>(evil.size()));
        for (std::size_t i = 0; i < path.size(); ++i)
            QCOMPARE(path[i], char32_t(static_cast<unsigned char>(evil[static_cast<int>(i)])));
        const std::string text = lineOf(record, AccessFormat::Text);
        const std::string head = text.substr(0, text.find(" ["));
        QCOMPARE(std::count(head.begin(), head.end(), ' '), std::ptrdiff_t(2)); // An identity is one word.
    }

    void theLongestRecordFitsIntoABlock()
    {
        static_assert(longestRecord <= RecordLane::blockSize);
        const std::string evil(100'000, '\x01');
        AccessRecord record = usual();
        for (std::string_view* const text : textsOf(record))
            *text = evil;
        record.tls = "TLSv1.3";
        record.client = "fe80:1111:2222:3333:4444:5555:6666:7777%interface-name";
        record.status = record.upstreamStatus = std::numeric_limits<int>::max();
        record.revision = record.bytesIn = record.bytesOut = record.bodyBytesOut = ~std::uint64_t(0);
        record.queue = record.connect = record.firstByte = record.total = std::chrono::nanoseconds::max();
        record.retries = ~0U;
        for (std::size_t i = 0; i < recordFlagCount; ++i)
            record.flags.add(static_cast<RecordFlag>(i));

        for (const AccessFormat form : {AccessFormat::Text, AccessFormat::Json}) {
            AccessRecord limited = record;
            limitTexts(limited);
            QVERIFY(roomFor(limited) <= longestRecord);
            QVERIFY(lineOf(record, form).size() <= roomFor(limited));
        }
    }

    void theShortestRecordIsAsLongAsIsSaid()
    {
        for (const AccessFormat each : {AccessFormat::Text, AccessFormat::Json})
            QCOMPARE_GE(lineOf({}, each).size(), static_cast<qsizetype>(shortestRecord) + 1);
    }

    void whatWasNeverAnsweredHasNoStatus()
    {
        AccessRecord record = usual();
        record.status = 0;
        record.flags = RecordFlag::Cut;

        const std::string line = lineOf(record, AccessFormat::Text);

        QVERIFY2(line.find("HTTP/1.1\" 000 120") != std::string::npos, line.c_str());
        QVERIFY2(line.ends_with(" flags=CU\n"), line.c_str());
    }

    void theClockOnTheWallIsAskedOnceASecond()
    {
        test::FakeClock clock;
        RecordClock records(clock);
        const MonotonicTime start = clock.now();
        const std::string first(records.at(start).rfc3339);

        clock.advance(10s); // Whatever it says meanwhile:
        const auto sameSecond = records.at(start + 1us);
        QCOMPARE(QByteArray::fromStdString(std::string(sameSecond.rfc3339)), QByteArray::fromStdString(first));
        QCOMPARE(sameSecond.micros, records.at(start).micros + 1);

        const auto later = records.at(start + 2s);
        QVERIFY(std::string(later.rfc3339) != first);
        QCOMPARE(later.common.size(), std::size_t(26));
    }
};

QTEST_APPLESS_MAIN(AccessFormatTest)
#include "tst_access_format.moc"
