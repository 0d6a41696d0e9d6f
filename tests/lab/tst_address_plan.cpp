#include "engine/lab/address_plan.h"
#include "engine/net/sockets.h"

#include <QtTest>

#include <set>

using namespace causeway;

namespace {

constexpr std::uint64_t seed = 7;

lab::Scenario smallScenario()
{
    lab::Scenario scenario;
    scenario.hosts = {{"door", "here"}, {"back", "here"}};
    scenario.gateway = {"front", "door", "here", 18080, {{"shop", 33133}}};
    lab::SampleServicePlan shop;
    shop.name = "shop";
    shop.instances = {{"shop-1", "back", 15000}};
    scenario.services = {shop};
    return scenario;
}

net::FileDescriptor taken(const std::string& host, std::uint16_t port)
{
    auto socket = net::listenOn(*net::SocketAddress::create(host, port));
    return socket ? std::move(*socket) : net::FileDescriptor();
}

} // namespace

class AddressPlanTest : public QObject
{
    Q_OBJECT

private slots:
    void givesEachHostItsOwnAddressOfOneNetwork()
    {
        const auto plan = lab::AddressPlan::create(smallScenario(), {}, seed);

        QVERIFY(plan.has_value());
        QVERIFY(plan->address("door") != plan->address("back"));
        const std::string prefix = plan->network().substr(0, plan->network().rfind('.') + 1);
        QVERIFY(prefix.starts_with("127."));
        QVERIFY(plan->address("door").starts_with(prefix));
        QVERIFY(plan->address("back").starts_with(prefix));
        QCOMPARE(plan->at("back", 15000).toString(), plan->address("back") + ":15000");
    }

    void choosesTheSameForTheSameSeed()
    {
        const auto once = lab::AddressPlan::create(smallScenario(), {}, seed);
        const auto again = lab::AddressPlan::create(smallScenario(), {}, seed);

        QVERIFY(once && again);
        QCOMPARE(once->network(), again->network());
    }

    void takesAnotherNetworkWhereAPortIsTakenAndNamesIt()
    {
        const auto undisturbed = lab::AddressPlan::create(smallScenario(), {}, seed);
        QVERIFY(undisturbed.has_value());
        const auto other = taken(undisturbed->address("back"), 15000);
        QVERIFY(other.isOpen());

        const auto plan = lab::AddressPlan::create(smallScenario(), {}, seed);

        QVERIFY(plan.has_value());
        QVERIFY(plan->network() != undisturbed->network());
        QCOMPARE(plan->offset(), std::uint16_t(0));
        QCOMPARE(plan->obstacles().size(), std::size_t(1));
        QVERIFY(plan->obstacles().front().find(undisturbed->address("back") + ":15000") != std::string::npos);
    }

    void movesAllPortsByOneOffsetWhenAPortIsTakenEverywhere()
    {
        const auto everywhere = taken("0.0.0.0", 18080);
        QVERIFY(everywhere.isOpen());

        const auto plan = lab::AddressPlan::create(smallScenario(), {}, seed);

        QVERIFY(plan.has_value());
        QCOMPARE(plan->offset(), std::uint16_t(1000));
        QCOMPARE(plan->port(18080), std::uint16_t(19080));
        QCOMPARE(plan->port(15000), std::uint16_t(16000));
        QVERIFY(plan->obstacles().front().find(":18080") != std::string::npos);
    }

    void movesWhenAFixedAddressIsTaken()
    {
        const auto other = taken("127.0.0.1", 15681);
        QVERIFY(other.isOpen());

        const auto plan =
            lab::AddressPlan::create(smallScenario(), {*net::SocketAddress::create("127.0.0.1", 15681)}, seed);

        QVERIFY(plan.has_value());
        QCOMPARE(plan->offset(), std::uint16_t(1000));
        QVERIFY(plan->obstacles().front().find("127.0.0.1:15681") != std::string::npos);
    }

    void putsAddressesInPlaceOfPlaceholders()
    {
        const auto everywhere = taken("0.0.0.0", 18080);
        QVERIFY(everywhere.isOpen());
        const auto plan = lab::AddressPlan::create(smallScenario(), {}, seed);
        QVERIFY(plan.has_value());

        const auto text = plan->resolved({"a: ${host:back}\nb: ${port:15000} # ${host:door}\n", 1});

        QVERIFY(text.has_value());
        QCOMPARE(*text, "a: " + plan->address("back") + "\nb: 16000 # " + plan->address("door") + "\n");
        QVERIFY(!plan->resolved({"${host:moon}", 1}));
    }
};

QTEST_APPLESS_MAIN(AddressPlanTest)
#include "tst_address_plan.moc"
