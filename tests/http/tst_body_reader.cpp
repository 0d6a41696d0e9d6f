#include "engine/http/body_reader.h"

#include <QtTest>

using namespace causeway::http;
using Kind = BodyFraming::Kind;

namespace {

/// What a reader makes of bytes that arrive in pieces of that size: the content, then how it ended and what is left.
std::string readingOf(const BodyFraming& framing, std::string_view bytes, std::size_t pieceSize)
{
    BodyReader reader;
    reader.start(framing);
    FieldList trailers;
    std::string buffer;
    std::string content;
    while (true) {
        const BodyStep step = reader.step(buffer, trailers);
        content += step.content;
        if (step.kind == BodyStep::Kind::Refused)
            return "refused " + std::to_string(step.refusal.status);
        if (step.kind == BodyStep::Kind::Done) {
            for (const Field& field : trailers)
                content += " " + std::string(field.name) + "=" + std::string(field.value);
            return content + "|" + buffer.substr(step.consumed) + std::string(bytes);
        }
        buffer.erase(0, step.consumed);
        if (step.kind == BodyStep::Kind::NeedMore) {
            if (bytes.empty())
                return content + (reader.endOfInput().kind == BodyStep::Kind::Done ? "|end" : "|cut");
            buffer += bytes.substr(0, pieceSize);
            bytes.remove_prefix(std::min(pieceSize, bytes.size()));
        }
    }
}

void addChunked(const char* what, std::string_view bytes, std::string_view expected)
{
    QTest::newRow(what) << QByteArray(bytes.data(), static_cast<int>(bytes.size()))
                        << QByteArray(expected.data(), static_cast<int>(expected.size()));
}

} // namespace

class BodyReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void decodesChunks_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        addChunked("RFC 9112 7.1: chunks and the next message", "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nGET",
                   "abc0123456789|GET");
        addChunked("RFC 9112 7.1: nothing", "0\r\n\r\n", "|");
        addChunked("RFC 9112 7.1: leading zeros", "0000000000000001\r\na\r\n000\r\n\r\n", "a|");
        addChunked("RFC 9112 7.1.1: extensions", "1;a=\"b;c\"\r\na\r\n0;last\r\n\r\n", "a|");
        addChunked("RFC 9112 7.1.2: trailers", "0\r\nA: b\r\nC: d\r\n\r\nGET", " A=b C=d|GET");
        addChunked("content looks like framing", "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n", "\r\n0\r\n\r\n|");
        addChunked("ends within a size", "1", "|cut");
        addChunked("ends within content", "5\r\nab", "ab|cut");
        addChunked("ends before the last chunk", "2\r\nab\r\n", "ab|cut");
        addChunked("ends within trailers", "0\r\nA: b\r\n", "|cut");

        addChunked("empty size", "\r\n", "refused 400");
        addChunked("empty size with an extension", ";a\r\n", "refused 400");
        addChunked("minus sign", "-1\r\na\r\n", "refused 400");
        addChunked("plus sign", "+1\r\na\r\n", "refused 400");
        addChunked("0x", "0x1\r\na\r\n", "refused 400");
        addChunked("blank before", " 1\r\na\r\n", "refused 400");
        addChunked("blank after", "1 \r\na\r\n", "refused 400");
        addChunked("RFC 9112 7.1: more zeros than a size has digits", "00000000000000000000001\r\na\r\n0\r\n\r\n",
                   "a|");
        addChunked("zeros without end", std::string(100, '0') + "1\r\na\r\n", "refused 400");
        addChunked("seventeen digits", "10000000000000001\r\na\r\n", "refused 400");
        addChunked("no hexadecimal", "g\r\n", "refused 400");
        addChunked("bare line feed after the size", "1\na\r\n", "refused 400");
        addChunked("bare carriage return after the size", "1\ra\r\n", "refused 400");
        addChunked("bare line feed in an extension", "1;a\nb\r\n", "refused 400");
        addChunked("NUL in an extension", std::string_view("1;\0\r\na\r\n", 9), "refused 400");
        addChunked("content longer than its size", "1\r\nab\r\n", "refused 400");
        addChunked("bare line feed after content", "1\r\na\n", "refused 400");
        addChunked("two carriage returns after content", "1\r\na\r\r\n", "refused 400");
        addChunked("folded trailer", "0\r\nA: b\r\n c\r\n\r\n", "refused 400");
        addChunked("trailer without a colon", "0\r\nA\r\n\r\n", "refused 400");
        addChunked("bare line feed after the last chunk", "0\r\n\n", "refused 400");
        addChunked("RFC 9110 6.5.1: length in trailers", "0\r\nContent-Length: 1\r\n\r\n", "refused 400");
        addChunked("RFC 9110 6.5.1: coding in trailers", "0\r\nTransfer-Encoding: chunked\r\n\r\n", "refused 400");
        addChunked("RFC 9110 6.5.1: Host in trailers", "0\r\nHost: a\r\n\r\n", "refused 400");
        addChunked("long extension", "1;" + std::string(300, 'a') + "\r\na\r\n", "refused 400");
        addChunked("long trailers", "0\r\nA: " + std::string(9000, 'a') + "\r\n\r\n", "refused 431");
    }
    void decodesChunks()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, expected);
        const std::string input = bytes.toStdString();
        const BodyFraming framing{Kind::Chunked, 0};

        for (const std::size_t size : {input.size(), std::size_t(1), std::size_t(2), std::size_t(3), std::size_t(7)})
            QCOMPARE(QByteArray::fromStdString(readingOf(framing, input, std::max<std::size_t>(size, 1))), expected);
    }

    void endsOtherContent_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("without content") << static_cast<int>(Kind::None) << QByteArray("|abcdef");
        QTest::newRow("by length") << static_cast<int>(Kind::Length) << QByteArray("abcd|ef");
        QTest::newRow("with the connection") << static_cast<int>(Kind::UntilClose) << QByteArray("abcdef|end");
    }
    void endsOtherContent()
    {
        QFETCH(const int, kind);
        QFETCH(const QByteArray, expected);
        const BodyFraming framing{static_cast<Kind>(kind), 4};

        for (std::size_t size = 1; size <= 6; ++size)
            QCOMPARE(QByteArray::fromStdString(readingOf(framing, "abcdef", size)), expected);
    }

    void tellsContentThatIsCutOff() { QVERIFY(readingOf({Kind::Length, 9}, "abcdef", 2) == "abcdef|cut"); }
};

QTEST_APPLESS_MAIN(BodyReaderTest)
#include "tst_body_reader.moc"
