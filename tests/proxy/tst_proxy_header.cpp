#include "engine/base/random.h"
#include "engine/proxy/proxy_header.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::proxy;
using Status = ProxyHeaderOutcome::Status;

namespace {

const std::string signature("\r\n\r\n\0\r\nQUIT\n", 12);

std::string binary(unsigned char command, unsigned char kind, const std::string& content)
{
    std::string header = signature;
    header += static_cast<char>(command);
    header += static_cast<char>(kind);
    header += static_cast<char>(content.size() >> 8);
    header += static_cast<char>(content.size() & 0xff);
    return header + content;
}

const std::string v4Addresses("\xc0\x00\x02\x01\xc0\x00\x02\x02\x04\xd2\x01\xbb", 12); // 192.0.2.1:1234 to .2:443

net::SocketAddress address(const char* host, std::uint16_t port)
{
    return net::SocketAddress::create(host, port).value();
}

QString endsOf(const ProxyHeader& header)
{
    return header.ends
               ? QString::fromStdString(header.ends->source.toString() + " " + header.ends->destination.toString())
               : QString("none");
}

} // namespace

class ProxyHeaderTest : public QObject
{
    Q_OBJECT

private slots:
    void readsAHeaderWhereverItIsCut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("ends");
        const auto row = [](const char* name, const std::string& bytes, const char* ends) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << ends;
        };
        row("version 1, IPv4", "PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\n", "192.0.2.1:1234 192.0.2.2:443");
        row("version 1, IPv6", "PROXY TCP6 2001:db8::1 ::1 0 65535\r\n", "[2001:db8::1]:0 [::1]:65535");
        row("version 1, longest",
            "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535" + std::string(48, ' ') + "\r\n", "none");
        row("version 1, unknown", "PROXY UNKNOWN\r\n", "none");
        row("version 2, IPv4", binary(0x21, 0x11, v4Addresses), "192.0.2.1:1234 192.0.2.2:443");
        row("version 2, IPv4 and more", binary(0x21, 0x11, v4Addresses + std::string("\x04\x00\x01x", 4)),
            "192.0.2.1:1234 192.0.2.2:443");
        row("version 2, IPv6",
            binary(0x21, 0x21,
                   std::string(15, '\0') + "\x01" + std::string(15, '\0') + std::string("\x02\0\x50\0\x51", 5)),
            "[::1]:80 [::2]:81");
        row("version 2, local", binary(0x20, 0x00, ""), "none");
        row("version 2, local with rubbish", binary(0x20, 0x77, "abc"), "none");
        row("version 2, unspecified", binary(0x21, 0x00, "tlv"), "none");
        row("version 2, Unix", binary(0x21, 0x31, std::string(216, 'u')), "none");
        row("version 2, datagrams", binary(0x21, 0x12, v4Addresses), "none");
    }

    void readsAHeaderWhereverItIsCut()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, ends);
        const std::string header = bytes.toStdString();
        for (std::size_t cut = 0; cut < header.size(); ++cut)
            QVERIFY2(readProxyHeader(std::string_view(header).substr(0, cut)).status == Status::NeedMore,
                     QByteArray::number(static_cast<int>(cut)).constData());

        const ProxyHeaderOutcome outcome = readProxyHeader(header + "GET / HTTP/1.1\r\n");

        QVERIFY(outcome.status == Status::Done);
        QCOMPARE(outcome.header.length, header.size());
        QCOMPARE(endsOf(outcome.header), ends);
    }

    void refusesWhatTheSpecificationDoesNotWrite_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        row("a request", "G");
        row("TLS", "\x16\x03\x01");
        row("another word", "PROXX");
        row("lower case", "proxy");
        row("another family", "PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n");
        row("families mixed", "PROXY TCP4 ::1 ::2 1 2\r\n");
        row("families mixed the other way", "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n");
        row("two blanks", "PROXY TCP4 192.0.2.1  192.0.2.2 1 2\r\n");
        row("a blank at the end", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n");
        row("too few words", "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n");
        row("too many words", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n");
        row("port too high", "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n");
        row("port with a zero before it", "PROXY TCP4 192.0.2.1 192.0.2.2 1 02\r\n");
        row("port with a sign", "PROXY TCP4 192.0.2.1 192.0.2.2 1 -2\r\n");
        row("address cut short", "PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n");
        row("address with a NUL", std::string("PROXY TCP4 192.0.2.1\0x 192.0.2.2 1 2\r\n", 38));
        row("line end without CR", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n");
        row("CR inside", "PROXY UNKNOWN \r \r\n");
        row("unknown kind glued", "PROXY UNKNOWNX\r\n");
        row("more than 107 bytes", "PROXY UNKNOWN " + std::string(93, 'x'));
        row("another version", binary(0x11, 0x11, v4Addresses));
        row("another command", binary(0x22, 0x11, v4Addresses));
        row("another family, binary", binary(0x21, 0x41, v4Addresses));
        row("another transport", binary(0x21, 0x13, v4Addresses));
        row("addresses cut short", binary(0x21, 0x11, v4Addresses.substr(1)));
        row("IPv6 cut short", binary(0x21, 0x21, std::string(35, '\0')));
        row("more than 16 KiB", binary(0x21, 0x11, std::string(16'369, 't')).substr(0, 16));
    }

    void refusesWhatTheSpecificationDoesNotWrite()
    {
        QFETCH(const QByteArray, bytes);

        const ProxyHeaderOutcome outcome = readProxyHeader(bytes.toStdString());

        QVERIFY(outcome.status == Status::Refused);
        QVERIFY(std::string(outcome.reason).size() > 10);
    }

    void readsWhatItWrote_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("destination");
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("IPv4") << "192.0.2.1"
                              << "198.51.100.2" << true;
        QTest::newRow("IPv6") << "2001:db8::1"
                              << "::1" << true;
        QTest::newRow("mixed") << "192.0.2.1"
                               << "::1" << false;
    }

    void readsWhatItWrote()
    {
        QFETCH(const QString, source);
        QFETCH(const QString, destination);
        QFETCH(const bool, isKnown);
        const auto from = address(source.toUtf8(), 40'000);
        const auto to = address(destination.toUtf8(), 443);
        std::string text;
        std::string bytes;

        appendProxyHeaderV1(text, from, to);
        appendProxyHeaderV2(bytes, from, to);

        for (const std::string& header : {text, bytes}) {
            const ProxyHeaderOutcome outcome = readProxyHeader(header);
            QVERIFY(outcome.status == Status::Done);
            QCOMPARE(outcome.header.length, header.size());
            QCOMPARE(outcome.header.ends.has_value(), isKnown);
            QVERIFY(!isKnown || (outcome.header.ends->source == from && outcome.header.ends->destination == to));
        }
    }

    void survivesAnyBytes()
    {
        Random random(20'261'129);
        const std::string seeds[] = {"PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\n", binary(0x21, 0x11, v4Addresses),
                                     binary(0x21, 0x21, std::string(60, 'a'))};
        for (int round = 0; round < 100'000; ++round) {
            std::string bytes = seeds[random.below(3)];
            for (std::uint64_t edits = 1 + random.below(3); edits > 0; --edits)
                bytes[random.below(bytes.size())] = static_cast<char>(random.next());
            bytes.resize(random.below(bytes.size() + 1));

            const ProxyHeaderOutcome outcome = readProxyHeader(bytes);

            QVERIFY(outcome.status != Status::Done || outcome.header.length <= bytes.size());
        }
    }
};

QTEST_APPLESS_MAIN(ProxyHeaderTest)
#include "tst_proxy_header.moc"
