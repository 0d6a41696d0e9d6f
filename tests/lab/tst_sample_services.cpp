#include "lab_bench.h"

#include "engine/lab/checksum.h"

#include <QtTest>

#include <future>

using namespace causeway;
using namespace std::chrono_literals;

namespace {

std::string statusOf(const std::string& reply)
{
    return reply.substr(0, reply.find(' ', 9));
}

std::string checksumOf(const std::string& content)
{
    lab::Checksum checksum;
    checksum.add(content);
    return checksum.hex();
}

} // namespace

class SampleServicesTest : public QObject
{
    Q_OBJECT

private slots:
    void answersWhatTheScenarioSaysAndNamesTheInstance()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());

        const std::string reply = lab::call(bench.shopAddress(), "GET", "/item/17");

        QCOMPARE(statusOf(reply), std::string("HTTP/1.1 200"));
        QCOMPARE(lab::contentOf(reply), std::string(R"({"item":"17"})"));
        QCOMPARE(lab::fieldOf(reply, "X-Served-By"), std::string("shop-1"));
        QCOMPARE(lab::fieldOf(reply, "X-Content-Checksum"), checksumOf(R"({"item":"17"})"));
    }

    void refusesWhatItDoesNotKnow()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());

        QCOMPARE(statusOf(lab::call(bench.shopAddress(), "GET", "/nowhere")), std::string("HTTP/1.1 404"));
        QCOMPARE(statusOf(lab::call(bench.shopAddress(), "PUT", "/order")), std::string("HTTP/1.1 405"));
        QCOMPARE(statusOf(lab::call(bench.shopAddress(), "GET", "/file/much")), std::string("HTTP/1.1 400"));
        QCOMPARE(statusOf(lab::call(bench.shopAddress(), "GET", "/file/99999999999")), std::string("HTTP/1.1 400"));
    }

    void tellsWhatItReceived()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        const std::string upload = lab::patternOf(100'000);

        const std::string reply = lab::call(bench.shopAddress(), "POST", "/order", upload);

        QCOMPARE(statusOf(reply), std::string("HTTP/1.1 202"));
        QCOMPARE(lab::fieldOf(reply, "X-Received-Length"), std::string("100000"));
        QCOMPARE(lab::fieldOf(reply, "X-Received-Checksum"), checksumOf(upload));
    }

    void sendsAsManyBytesAsThePathSays()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());

        const std::string reply = lab::call(bench.shopAddress(), "GET", "/file/100000");

        QCOMPARE(lab::contentOf(reply).size(), std::size_t(100'000));
        QCOMPARE(lab::fieldOf(reply, "X-Content-Checksum"), checksumOf(lab::contentOf(reply)));
    }

    void countsWhatItReceived()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());

        lab::call(bench.shopAddress(), "GET", "/item/1");
        lab::call(bench.shopAddress(), "GET", "/item/2");
        lab::call(bench.shopAddress(), "GET", "/nowhere");

        const auto counted = bench.services().counted();
        QCOMPARE(counted.size(), std::size_t(1));
        QCOMPARE(counted.front().requests, std::uint64_t(3));
        QCOMPARE(counted.front().requestsByApi.at("GET /item/{id}"), std::uint64_t(2));
    }

    void letsRequestsBeyondItsConcurrencyWait()
    {
        lab::LabBench bench;
        lab::SampleServicePlan plan = lab::shopPlan();
        plan.concurrency = 1;
        plan.latency.median = 30ms;
        bench.startShop(plan);
        const auto address = bench.shopAddress();
        const auto start = std::chrono::steady_clock::now();

        std::vector<std::future<std::string>> calls;
        for (int i = 0; i < 4; ++i)
            calls.push_back(std::async(std::launch::async, [&] { return lab::call(address, "GET", "/item/1"); }));
        for (auto& each : calls)
            QCOMPARE(statusOf(each.get()), std::string("HTTP/1.1 200"));

        QVERIFY(std::chrono::steady_clock::now() - start >= 4 * 30ms);
    }

    void refusesByNameWhatItsQueueCannotHold()
    {
        lab::LabBench bench;
        lab::SampleServicePlan plan = lab::shopPlan();
        plan.concurrency = 1;
        plan.queueLimit = 1;
        plan.latency.median = 60s;
        bench.startShop(plan);
        const auto address = bench.shopAddress();
        std::vector<std::future<std::string>> calls;
        for (int i = 0; i < 2; ++i)
            calls.push_back(std::async(std::launch::async, [&] { return lab::call(address, "GET", "/item/1"); }));
        QTRY_COMPARE(bench.services().counted().front().requests, std::uint64_t(2));

        const std::string reply = lab::call(address, "GET", "/item/1");

        QCOMPARE(statusOf(reply), std::string("HTTP/1.1 503"));
        QVERIFY(lab::contentOf(reply).find("shop-1 is busy") != std::string::npos);
        QCOMPARE(bench.services().counted().front().refusedBusy, std::uint64_t(1));
        QCOMPARE(bench.services().counted().front().requests, std::uint64_t(3));
        bench.stopServices();
        for (auto& each : calls)
            each.wait();
    }

    void takesLongerWhileItIsSlow()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        QVERIFY(bench.services().change("shop-1", [](lab::InstanceFaults& faults) { faults.delay = 80ms; }));
        const auto start = std::chrono::steady_clock::now();

        QCOMPARE(statusOf(lab::call(bench.shopAddress(), "GET", "/item/1")), std::string("HTTP/1.1 200"));

        QVERIFY(std::chrono::steady_clock::now() - start >= 80ms);
    }

    void failsAsManyRequestsAsTold()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        QVERIFY(bench.services().change("shop-1", [](lab::InstanceFaults& faults) { faults.errorPercent = 100; }));

        const std::string reply = lab::call(bench.shopAddress(), "GET", "/item/1");
        QVERIFY(bench.services().change("shop-1", [](lab::InstanceFaults& faults) { faults.errorPercent = 0; }));

        QCOMPARE(statusOf(reply), std::string("HTTP/1.1 500"));
        QCOMPARE(lab::fieldOf(reply, "X-Served-By"), std::string("shop-1"));
        QCOMPARE(statusOf(lab::call(bench.shopAddress(), "GET", "/item/1")), std::string("HTTP/1.1 200"));
        QCOMPARE(bench.services().counted().front().errors, std::uint64_t(1));
    }

    void doesNotListenWhileItIsStopped()
    {
        lab::LabBench bench;
        bench.startShop(lab::shopPlan());
        const auto address = bench.shopAddress();

        QVERIFY(bench.services().change("shop-1", [](lab::InstanceFaults& faults) { faults.isStopped = true; }));
        const std::string meanwhile = lab::call(address, "GET", "/item/1");
        QVERIFY(bench.services().change("shop-1", [](lab::InstanceFaults& faults) { faults.isStopped = false; }));

        QCOMPARE(meanwhile, std::string("cannot connect"));
        QVERIFY(bench.shopAddress() == address);
        QCOMPARE(statusOf(lab::call(address, "GET", "/item/1")), std::string("HTTP/1.1 200"));
    }

    void letsGoOfRequestsThatStillWaitWhenItEnds()
    {
        lab::LabBench bench;
        lab::SampleServicePlan plan = lab::shopPlan();
        plan.concurrency = 1;
        plan.latency.median = 60s;
        bench.startShop(plan);
        const auto address = bench.shopAddress();
        std::vector<std::future<std::string>> calls;
        for (int i = 0; i < 3; ++i)
            calls.push_back(std::async(std::launch::async, [&] { return lab::call(address, "GET", "/item/1"); }));
        QTRY_COMPARE(bench.services().counted().front().requests, std::uint64_t(3));

        bench.stopServices();

        for (auto& each : calls)
            QVERIFY(!each.get().starts_with("HTTP/1.1 200"));
    }

    void servesTheShippedScenarioWhoseServicesDifferInOneField()
    {
        lab::LabBench bench;
        const auto scenario = lab::parseScenario(lab::shippedScenario(), "shipped");
        QVERIFY(scenario.has_value());
        const auto addresses = lab::AddressPlan::create(*scenario, {}, std::uint64_t(::getpid()));
        QVERIFY(addresses.has_value());
        bench.startServices(*scenario, *addresses);
        const std::string path = "/monolith/resources/card/dispute";

        const std::string before = lab::contentOf(lab::call(*bench.services().addressOf("monolith-1"), "GET", path));
        const std::string after = lab::contentOf(lab::call(*bench.services().addressOf("disputes-2"), "GET", path));

        QVERIFY(before != after);
        QString masked = QString::fromStdString(before);
        QCOMPARE(masked.replace("\"telephone\"", "\"online\"").toStdString(), after);
        for (const char* method : {"POST", "GET"})
            for (const char* rest : {"", "/evidence", "/statement/1000"}) {
                const std::string one = lab::call(*bench.services().addressOf("monolith-1"), method, path + rest);
                const std::string other = lab::call(*bench.services().addressOf("disputes-1"), method, path + rest);
                QCOMPARE(statusOf(one), statusOf(other));
            }
    }
};

QTEST_APPLESS_MAIN(SampleServicesTest)
#include "tst_sample_services.moc"
