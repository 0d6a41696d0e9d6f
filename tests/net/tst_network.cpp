#include "engine/net/address_tally.h"
#include "engine/net/network.h"

#include <QtTest>

using namespace causeway;
using net::Network;
using net::SocketAddress;

class NetworkTest : public QObject
{
    Q_OBJECT

private slots:
    void containsWhatBeginsWithItsBits_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isInside");
        QTest::newRow("first") << "10.0.0.0/8"
                               << "10.0.0.0" << true;
        QTest::newRow("last") << "10.0.0.0/8"
                              << "10.255.255.255" << true;
        QTest::newRow("after it") << "10.0.0.0/8"
                                  << "11.0.0.0" << false;
        QTest::newRow("within a byte") << "192.0.2.64/26"
                                       << "192.0.2.127" << true;
        QTest::newRow("past it within a byte") << "192.0.2.64/26"
                                               << "192.0.2.128" << false;
        QTest::newRow("one address") << "192.0.2.1/32"
                                     << "192.0.2.1" << true;
        QTest::newRow("all of IPv4") << "0.0.0.0/0"
                                     << "203.0.113.9" << true;
        QTest::newRow("not IPv6") << "0.0.0.0/0"
                                  << "::1" << false;
        QTest::newRow("IPv6") << "2001:db8::/33"
                              << "2001:db8:7fff::1" << true;
        QTest::newRow("past it in IPv6") << "2001:db8::/33"
                                         << "2001:db8:8000::1" << false;
        QTest::newRow("IPv4 over IPv6") << "10.0.0.0/8"
                                        << "::ffff:10.1.2.3" << true;
        QTest::newRow("IPv4 over IPv6 is not IPv6") << "::/0"
                                                    << "::ffff:10.1.2.3" << false;
    }

    void containsWhatBeginsWithItsBits()
    {
        QFETCH(const QString, network);
        QFETCH(const QString, address);
        QFETCH(const bool, isInside);
        const auto parsed = Network::parse(network.toStdString());
        QVERIFY(parsed);

        QCOMPARE(parsed->contains(SocketAddress::create(address.toStdString(), 1).value()), isInside);
    }

    void aUnixSocketIsInNoNetwork()
    {
        QVERIFY(!Network::parse("0.0.0.0/0")->contains(SocketAddress::parse("unix:/tmp/a").value()));
    }

    void refusesWhatIsNoNetwork_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* const text : {"", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.0/8x", "10.0.0.1/8",
                                       "10.0.0.0/-1", "::/129", "::1/64", "a/8", "10.0.0/8"})
            QTest::newRow(text) << text;
    }

    void refusesWhatIsNoNetwork()
    {
        QFETCH(const QString, text);

        QVERIFY(!Network::parse(text.toStdString()));
    }

    void talliesEveryoneByTheAddressThatIsTheirOwn()
    {
        const auto keyOf = [](const char* address) {
            return net::AddressTally::keyOf(SocketAddress::create(address, 80).value());
        };
        QCOMPARE(keyOf("::ffff:192.0.2.1"), keyOf("192.0.2.1")); // At a socket for both.
        QVERIFY(keyOf("::ffff:192.0.2.1") != keyOf("::ffff:192.0.2.2"));
        QCOMPARE(keyOf("2001:db8::1"), keyOf("2001:db8::2")); // One network of 64 bits.
        QVERIFY(keyOf("2001:db8::1") != keyOf("2001:db8:0:1::1"));
        QVERIFY(keyOf("::1") != 0); // Which would not be counted.
    }
};

QTEST_APPLESS_MAIN(NetworkTest)
#include "tst_network.moc"
