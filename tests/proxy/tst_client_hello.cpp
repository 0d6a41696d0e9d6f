#include "engine/base/random.h"
#include "engine/proxy/client_hello.h"
#include "tests/support/hello_bytes.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::test;
using proxy::ClientHelloReader;
using Status = ClientHelloReader::Status;

class ClientHelloTest : public QObject
{
    Q_OBJECT

private slots:
    void findsTheServerNameWhereverTheBytesAreCut_data()
    {
        QTest::addColumn<int>("recordSize");
        for (const int size : {1, 2, 3, 4, 5, 50, 16'384})
            QTest::newRow(QByteArray("records of ").append(QByteArray::number(size)).constData()) << size;
    }

    void findsTheServerNameWhereverTheBytesAreCut()
    {
        QFETCH(const int, recordSize);
        const std::string message = helloWith(extension(43, "\x02\x03\x04") + serverName("Cards.80.shop.ms"));
        const std::string records = recordsOf(message, static_cast<std::size_t>(recordSize));
        for (std::size_t cut = 0; cut < records.size(); ++cut) {
            ClientHelloReader reader;

            QVERIFY2(reader.read(std::string_view(records).substr(0, cut)) == Status::NeedMore,
                     QByteArray::number(static_cast<int>(cut)).constData());
            QVERIFY(reader.read(records) == Status::Done);
            QCOMPARE(reader.serverName(), std::string("cards.80.shop.ms"));
        }
    }

    void readsAHelloOf16KiBByteByByte()
    {
        const std::string records = recordsOf(helloOfSize(16 * 1024), 16 * 1024);
        ClientHelloReader reader;

        for (std::size_t i = 1; i < records.size(); ++i)
            QVERIFY(reader.read(std::string_view(records).substr(0, i)) == Status::NeedMore);

        QVERIFY(reader.read(records) == Status::Done);
        QCOMPARE(reader.serverName(), std::string("cards"));
    }

    void doesNotLookAtWhatFollowsTheHello()
    {
        const std::string records = recordsOf(helloWith(serverName("cards")), 64);
        ClientHelloReader reader;

        QVERIFY(reader.read(records + "\x17\x03\x03 early data") == Status::Done);
        QCOMPARE(reader.serverName(), std::string("cards"));
    }

    void readsAHelloThatNamesNoServer_data()
    {
        QTest::addColumn<QByteArray>("message");
        const std::string whole = helloWith("");
        const std::string body = whole.substr(4, whole.size() - 6);
        QTest::newRow("no extensions") << QByteArray::fromStdString(whole);
        QTest::newRow("no list of extensions") << QByteArray::fromStdString(number(1, 1) + vectorOf(body, 3));
        QTest::newRow("other extensions") << QByteArray::fromStdString(helloWith(extension(43, "\x02\x03\x04")));
    }

    void readsAHelloThatNamesNoServer()
    {
        QFETCH(const QByteArray, message);
        ClientHelloReader reader;

        QVERIFY(reader.read(recordsOf(message.toStdString(), 16'384)) == Status::Done);
        QVERIFY(reader.serverName().empty());
    }

    void refusesWhatIsNoHello_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& bytes, const char* reason) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << reason;
        };
        const auto hello = [](const std::string& extensions) { return recordsOf(helloWith(extensions), 16'384); };
        const std::string good = helloWith(serverName("cards"));
        row("a request", "GET / HTTP/1.1\r\n\r\n", "does not speak TLS");
        row("noise", std::string(100, '\xff'), "does not speak TLS");
        row("an alert", "\x15\x03\x03" + vectorOf("\x02\x28", 2), "does not speak TLS");
        row("another version's record", "\x16\x02", "does not speak TLS");
        row("an empty record", "\x16\x03\x01" + number(0, 2), "does not speak TLS");
        row("a record too long", "\x16\x03\x01" + number(16'385, 2), "does not speak TLS");
        row("a hello of a server", recordsOf(number(2, 1) + good.substr(1), 99), "does not begin with a ClientHello");
        row("a hello too long", recordsOf(helloOfSize(16 * 1024 + 1), 10'000), "longer than 16 KiB");
        row("an announced length", recordsOf(number(1, 1) + number(16'385, 3), 99), "longer than 16 KiB");
        row("name twice", hello(serverName("a") + serverName("a")), "not well-formed");
        row("empty name", hello(serverName("")), "not well-formed");
        row("two names",
            hello(extension(0, vectorOf((number(0, 1) + vectorOf("a", 2)) + number(0, 1) + vectorOf("b", 2), 2))),
            "not well-formed");
        row("another type of name", hello(extension(0, vectorOf(number(1, 1) + vectorOf("a", 2), 2))),
            "not well-formed");
        row("a name cut short", hello(extension(0, vectorOf(number(0, 1) + number(9, 2) + "a", 2))), "not well-formed");
        row("an extension cut short", hello(number(0, 2) + number(9, 2)), "not well-formed");
        row("bytes after the message", recordsOf(good + "x", 16'384), "not well-formed");
        row("a message cut short inside", recordsOf(number(1, 1) + vectorOf("\x03\x03", 3), 99), "not well-formed");
    }

    void refusesWhatIsNoHello()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, reason);
        ClientHelloReader reader;

        QVERIFY(reader.read(bytes.toStdString()) == Status::Refused);
        QVERIFY2(reader.reason().find(reason.toStdString()) != std::string::npos, reader.reason().c_str());
    }

    void survivesAnyBytes()
    {
        Random random(20'261'121);
        const std::string good = recordsOf(helloWith(serverName("cards") + extension(43, "\x02\x03\x04")), 40);
        for (int round = 0; round < 50'000; ++round) {
            std::string bytes = good;
            for (std::uint64_t edits = 1 + random.below(4); edits > 0; --edits)
                bytes[random.below(bytes.size())] = static_cast<char>(random.next());
            ClientHelloReader reader;
            Status status = Status::NeedMore;

            for (std::size_t end = 1; end <= bytes.size() && status == Status::NeedMore; end += 1 + random.below(80))
                status = reader.read(std::string_view(bytes).substr(0, end));

            QVERIFY(status != Status::Refused || !reader.reason().empty());
        }
    }
};

QTEST_APPLESS_MAIN(ClientHelloTest)
#include "tst_client_hello.moc"
