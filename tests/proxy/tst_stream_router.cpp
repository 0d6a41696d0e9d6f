#include "engine/proxy/stream_router.h"

#include <QtTest>

using namespace causeway;
using proxy::StreamRouter;
using Kind = snapshot::StreamRoute::Kind;

namespace {

net::SocketAddress address(const char* host, std::uint16_t port)
{
    return net::SocketAddress::create(host, port).value();
}

const net::SocketAddress source = address("192.0.2.1", 40'000);
const net::SocketAddress destination = address("198.51.100.7", 443);
const StreamRouter::Client client{source, destination};

} // namespace

class StreamRouterTest : public QObject
{
    Q_OBJECT

private slots:
    void takesTheFirstRouteWhoseNamesFit_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("route");
        QTest::newRow("exact") << "a.test" << 0;
        QTest::newRow("ending") << "x.y.a.test" << 1;
        QTest::newRow("beginning") << "mail.example" << 2;
        QTest::newRow("the earlier of two") << "mail.a.test" << 1;
        QTest::newRow("none of them") << "elsewhere" << 3;
        QTest::newRow("an ending is not the name") << "b.test" << 3;
        QTest::newRow("no name") << "" << 3;
    }

    void takesTheFirstRouteWhoseNamesFit()
    {
        QFETCH(const QString, name);
        QFETCH(const int, route);
        const auto router = StreamRouter::create({{"exact", Kind::Passthrough, "c", {"a.test"}},
                                                  {"ending", Kind::Passthrough, "c", {"*.a.test", "*.b.test"}},
                                                  {"beginning", Kind::Terminated, "c", {"mail.*"}},
                                                  {"any", Kind::Passthrough, "c"}});

        QCOMPARE(router->findTls(name.toStdString(), client), static_cast<std::size_t>(route));
        QCOMPARE(router->findPlain(client), StreamRouter::npos);
    }

    void asksForSourceAndDestination_data()
    {
        QTest::addColumn<QString>("network");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("fits");
        QTest::newRow("network") << "198.51.100.0/24" << 0 << true;
        QTest::newRow("port") << "" << 443 << true;
        QTest::newRow("both") << "198.51.100.7/32" << 443 << true;
        QTest::newRow("another network") << "203.0.113.0/24" << 443 << false;
        QTest::newRow("another port") << "198.51.100.7/32" << 80 << false;
    }

    void asksForSourceAndDestination()
    {
        QFETCH(const QString, network);
        QFETCH(const int, port);
        QFETCH(const bool, fits);
        snapshot::StreamRoute route{"r", Kind::Plain, "c"};
        route.destinations = {{"203.0.113.1/32", 0}, {network.toStdString(), static_cast<std::uint16_t>(port)}};
        route.sources = {{"192.0.2.0/24", 0}};
        const auto router = StreamRouter::create({route});

        QCOMPARE(router->findPlain(client) == 0, fits);
        QCOMPARE(router->findPlain({destination, destination}), StreamRouter::npos);
        QCOMPARE(router->findTls("a", client), StreamRouter::npos);
    }
};

QTEST_APPLESS_MAIN(StreamRouterTest)
#include "tst_stream_router.moc"
