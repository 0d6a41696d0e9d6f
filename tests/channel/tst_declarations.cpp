#include "engine/channel/wire.h"

#include <QtTest>

using namespace causeway;
using model::PlaneDeclaration;
using model::PlaneRole;

namespace {

PlaneDeclaration sidecar()
{
    PlaneDeclaration plane;
    plane.mesh = "default";
    plane.zone = "cloud";
    plane.name = "disputes-1-sidecar";
    plane.workload = "disputes";
    plane.labels = {{"app", "disputes"}};
    plane.listeners = {{"127.0.0.1", 33'033, "monolith"}};
    plane.address = "127.0.0.7";
    plane.inbounds = {{"disputes", "127.0.0.7", 8080, "127.0.0.7", 9080}};
    return plane;
}

PlaneDeclaration ingress()
{
    PlaneDeclaration plane;
    plane.mesh = "default";
    plane.zone = "cloud";
    plane.name = "cloud-ingress";
    plane.workload = "cloud-ingress";
    plane.role = PlaneRole::ZoneIngress;
    plane.listeners = {{"127.0.0.8", 10'001, ""}};
    plane.advertisedAddress = "127.0.0.9";
    plane.advertisedPort = 20'001;
    return plane;
}

PlaneDeclaration changed(PlaneDeclaration plane, void (*change)(PlaneDeclaration&))
{
    change(plane);
    return plane;
}

} // namespace

Q_DECLARE_METATYPE(PlaneDeclaration)

class DeclarationsTest : public QObject
{
    Q_OBJECT

private slots:
    void arriveAsTheyWereSent_data()
    {
        QTest::addColumn<PlaneDeclaration>("plane");
        QTest::newRow("sidecar with an inbound") << sidecar();
        QTest::newRow("zone ingress") << ingress();
    }

    void arriveAsTheyWereSent()
    {
        QFETCH(const PlaneDeclaration, plane);

        const auto read = channel::fromWire(channel::toWire(plane));

        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QVERIFY(*read == plane);
    }

    void areRefusedWhenTheyCannotBe_data()
    {
        QTest::addColumn<PlaneDeclaration>("plane");
        QTest::addColumn<QByteArray>("named");
        const auto row = [](const char* what, PlaneDeclaration plane, void (*change)(PlaneDeclaration&),
                            const char* named) {
            QTest::newRow(what) << changed(std::move(plane), change) << QByteArray(named);
        };
        row(
            "a label that is not UTF-8", sidecar(), [](auto& plane) { plane.labels["team"] = "\xff"; }, "UTF-8");
        row(
            "a label that nobody could read again", sidecar(), [](auto& plane) { plane.labels["team"] = "two words"; },
            "team");
        row(
            "a label without a name", sidecar(), [](auto& plane) { plane.labels[""] = "a"; }, "labels");
        row(
            "no zone", sidecar(), [](auto& plane) { plane.zone.clear(); }, "zone");
        row(
            "host by name", sidecar(), [](auto& plane) { plane.address = "localhost"; }, "address");
        row(
            "inbound on port 0", sidecar(), [](auto& plane) { plane.inbounds[0].port = 0; }, "inbounds[0].port");
        row(
            "application by name", sidecar(), [](auto& plane) { plane.inbounds[0].applicationAddress = "app"; },
            "inbounds[0].applicationAddress");
        row(
            "application is the inbound itself", sidecar(),
            [](auto& plane) { plane.inbounds[0].applicationPort = 8080; }, "would hand requests to itself");
        row(
            "service twice", sidecar(),
            [](auto& plane) {
                plane.inbounds.push_back(plane.inbounds[0]);
                plane.inbounds[1].port = 8081;
            },
            "inbounds[1].service");
        row(
            "two on one socket", sidecar(),
            [](auto& plane) {
                plane.inbounds.push_back(plane.inbounds[0]);
                plane.inbounds[1].service = "accounts";
            },
            "as another does");
        row(
            "outbound to nothing", sidecar(), [](auto& plane) { plane.listeners[0].service.clear(); },
            "listeners[0].service");
        row(
            "sidecar that advertises", sidecar(),
            [](auto& plane) {
                plane.advertisedAddress = "127.0.0.9";
                plane.advertisedPort = 1;
            },
            "advertisedAddress");
        row(
            "ingress with inbounds", ingress(), [](auto& plane) { plane.inbounds = sidecar().inbounds; }, "inbounds");
        row(
            "ingress without a listener", ingress(), [](auto& plane) { plane.listeners.clear(); }, "listeners");
        row(
            "half an advertised address", ingress(), [](auto& plane) { plane.advertisedPort = 0; }, "advertisedPort");
        row(
            "advertised port alone", ingress(), [](auto& plane) { plane.advertisedAddress.clear(); },
            "advertisedAddress");
    }

    void areRefusedWhenTheyCannotBe()
    {
        QFETCH(const PlaneDeclaration, plane);
        QFETCH(const QByteArray, named);

        const auto read = channel::fromWire(channel::toWire(plane));

        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(read.error().message.find(named.toStdString()) != std::string::npos, read.error().message.c_str());
    }

    void portsAreNotCutToSixteenBits()
    {
        channel::wire::Declaration message = channel::toWire(sidecar());
        message.mutable_inbounds(0)->set_application_port(65'536 + 9080);

        QVERIFY(!channel::fromWire(message));
    }
};

QTEST_APPLESS_MAIN(DeclarationsTest)
#include "tst_declarations.moc"
