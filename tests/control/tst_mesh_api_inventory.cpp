#include "tests/control/control_house.h"

#include "engine/formats/json.h"

#include <QTest>

using namespace causeway;
using namespace causeway::test;
using formats::Node;

namespace {

const std::vector<web::Header> json = {{"Content-Type", "application/json"}};
const std::string meshWithMtls =
    R"({"type":"Mesh","name":"default","mtls":{"enabledBackend":"ca-1","backends":[{"name":)"
    R"("ca-1","type":"builtin","mode":"PERMISSIVE"}]}})";

Node bodyOf(const web::Response& response)
{
    const auto node = formats::parseJson(response.body);
    if (!node)
        qFatal("%s", response.body.c_str());
    return *node;
}

/// The node at a path of members, and of indices into lists.
const Node& at(const Node& node, const QString& path)
{
    const Node* found = &node;
    for (const QString& part : path.split('.')) {
        bool isIndex = false;
        const auto index = part.toUInt(&isIndex);
        const Node* const next =
            isIndex ? (index < found->items.size() ? &found->items[index] : nullptr) : found->find(part.toStdString());
        if (!next)
            qFatal("no %s in %s", qPrintable(path), toJson(node).c_str());
        found = next;
    }
    return *found;
}

std::vector<std::string> namesOf(const Node& list)
{
    std::vector<std::string> names;
    for (const Node& item : list.find("items")->items)
        names.push_back(item.find("name")->text);
    return names;
}

model::PlaneDeclaration monolithSidecar()
{
    model::PlaneDeclaration plane = sidecar("monolith-sidecar", "monolith", "disputes");
    plane.address = "127.0.0.2";
    plane.labels = {{"app", "monolith"}};
    plane.inbounds = {{"monolith", "127.0.0.2", 5000, "127.0.0.2", 8080}};
    return plane;
}

model::PlaneDeclaration gateway()
{
    model::PlaneDeclaration plane = sidecar("gw", "gw", "");
    plane.role = model::PlaneRole::Gateway;
    return plane;
}

model::PlaneDeclaration cloudIngress()
{
    model::PlaneDeclaration plane = gateway();
    plane.name = plane.workload = "cloud-ingress";
    plane.zone = "cloud";
    plane.role = model::PlaneRole::ZoneIngress;
    plane.advertisedAddress = "127.0.9.9";
    plane.advertisedPort = 20'001;
    return plane;
}

} // namespace

class MeshApiInventoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsADataPlaneInKumasShape();
    void tellsWhatWentOverItsConnections();
    void tellsOfACertificateOnceTheMeshHasMtls();
    void tellsGatewaysFromOthers();
    void findsDataPlanesByTagAndKind();
    void pagesThroughDataPlanes();
    void showsAZoneIngressWithWhatItLeadsTo();
    void knowsZonesFromPlanesAndFromResources();
    void switchesAZoneOff();
    void keepsZonesThatHaveConnectedPlanes();
    void answersByTheOldNamesToo();
    void writesMeshesWithMtls();
    void keepsMeshesThatHaveDataPlanes();
    void writesPermissions();
};

void MeshApiInventoryTest::showsADataPlaneInKumasShape()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    house.connect(monolithSidecar());

    const Node plane = bodyOf(house.call("GET", "/meshes/default/dataplanes/monolith-sidecar"));

    QCOMPARE(at(plane, "type").text, std::string("Dataplane"));
    QCOMPARE(at(plane, "kri").text, std::string("kri_dp_default_on-prem__monolith-sidecar_"));
    QCOMPARE(at(plane, "labels").find("kuma.io/zone")->text, std::string("on-prem"));
    QCOMPARE(at(plane, "labels.app").text, std::string("monolith"));
    QCOMPARE(toJson(at(plane, "networking")),
             std::string(
                 R"({"address":"127.0.0.2","inbound":[{"name":"monolith","address":"127.0.0.2","port":5000,)"
                 R"("serviceAddress":"127.0.0.2","servicePort":8080,"state":"Ready","tags":{"kuma.io/protocol":)"
                 R"("http","kuma.io/service":"monolith","kuma.io/zone":"on-prem"}}],"outbound":[{"address":)"
                 R"("127.0.0.1","port":33033,"backendRef":{"kind":"MeshService","name":"disputes","port":8080}}]})"));
    QVERIFY(!plane.find("dataplaneInsight"));
}

void MeshApiInventoryTest::tellsWhatWentOverItsConnections()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    LinkedPlane& linked = house.connect(sidecar("gw-sidecar", "gw", "monolith"));
    house.fixture.run([&] { linked.refuseBecause = "no room"; });
    QVERIFY(house.write({cardRoute(72, 28)}));
    QVERIFY(house.eventually([&] { return !house.plane->planes()[0].refusal.empty(); }));
    const std::string target = "/meshes/default/dataplanes/gw-sidecar/_overview";

    const Node open = bodyOf(house.call("GET", target));
    house.cut(linked);
    QVERIFY(house.eventually([&] { return !house.plane->planes()[0].isConnected; }));
    const Node closed = bodyOf(house.call("GET", target));

    QCOMPARE(at(open, "type").text, std::string("DataplaneOverview"));
    const Node& subscription = at(open, "dataplaneInsight.subscriptions.0");
    QCOMPARE(toJson(at(subscription, "status.total")),
             std::string(R"({"responsesSent":"2","responsesAcknowledged":"1","responsesRejected":"1"})"));
    QCOMPARE(at(subscription, "controlPlaneInstanceId").text, std::string("causeway"));
    QCOMPARE(at(subscription, "generation").integer, 1);
    QVERIFY(!subscription.find("disconnectTime"));
    QVERIFY(!at(open, "dataplaneInsight").find("mTLS"));
    QVERIFY(at(closed, "dataplaneInsight.subscriptions.0").find("disconnectTime"));
    QCOMPARE(at(closed, "dataplaneInsight.subscriptions.0.id").text, at(subscription, "id").text);
}

void MeshApiInventoryTest::tellsOfACertificateOnceTheMeshHasMtls()
{
    control::PlaneStatus plane;
    plane.declaration = monolithSidecar();
    plane.subscriptions.emplace_back();
    plane.certificateIssued = WallTime(std::chrono::seconds(1'790'000'000));
    plane.certificateExpires = *plane.certificateIssued + std::chrono::hours(24);
    plane.renewals = 2;
    const auto insightIn = [&](std::optional<model::MeshMtls> mtls) {
        control::StoredState stored;
        stored.resources.push_back({model::Mesh{"default", {}, std::move(mtls)}, 1, "ann", {}, {}});
        const control::DesiredState state(stored);
        const control::InventoryDocuments documents({"cp", "id", "1.2.3"}, state, {plane});
        return at(documents.dataplane(documents.planes()[0], control::DocumentForm::SingleOverview),
                  "dataplaneInsight");
    };

    QCOMPARE(toJson(at(insightIn(model::MeshMtls{"ca-1"}), "mTLS")),
             std::string(R"({"certificateExpirationTime":"2026-09-22T14:13:20.000Z","lastCertificateRegeneration":)"
                         R"("2026-09-21T14:13:20.000Z","certificateRegenerations":3,"issuedBackend":"ca-1",)"
                         R"("supportedBackends":["ca-1"]})"));
    QVERIFY(!insightIn(std::nullopt).find("mTLS"));
}

void MeshApiInventoryTest::tellsGatewaysFromOthers()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    model::PlaneDeclaration front = gateway();
    front.listeners = {{"127.0.0.1", 8000, ""}};
    house.connect(front);
    house.connect(sidecar("gw-sidecar", "gw", "monolith"));
    house.connect(monolithSidecar());

    const Node list = bodyOf(house.call("GET", "/meshes/default/dataplanes"));

    QCOMPARE(at(list, "items.0.networking.gateway.type").text, std::string("BUILTIN"));
    QCOMPARE(at(list, "items.1.networking.gateway.type").text, std::string("DELEGATED"));
    QVERIFY(!at(list, "items.2.networking").find("gateway"));
    const auto names = [&](const char* query) {
        return namesOf(bodyOf(house.call("GET", std::string("/dataplanes?gateway=") + query)));
    };
    using Names = std::vector<std::string>;
    QCOMPARE(names("true"), (Names{"gw", "gw-sidecar"}));
    QCOMPARE(names("builtin"), Names{"gw"});
    QCOMPARE(names("delegated"), Names{"gw-sidecar"});
    QCOMPARE(names("false"), Names{"monolith-sidecar"});
}

void MeshApiInventoryTest::findsDataPlanesByTagAndKind()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    house.connect(monolithSidecar());
    house.connect(sidecar("other", "other", "monolith"));
    const auto total = [&](const std::string& query) {
        return bodyOf(house.call("GET", "/meshes/default/dataplanes/_overview?" + query)).find("total")->integer;
    };

    QCOMPARE(total("tag=kuma.io/service:monolith"), 1);
    QCOMPARE(total("tag=kuma.io%2Fservice%3Amonolith&tag=kuma.io/zone:on-prem"), 1);
    QCOMPARE(total("tag=kuma.io/service:monolith&tag=kuma.io/zone:cloud"), 0);
    QCOMPARE(total("filter[labels.app]=monolith"), 1);
    QCOMPARE(total("filter[labels.kuma.io/zone]=on-prem"), 2);
    QCOMPARE(total("name=oth"), 1);
}

void MeshApiInventoryTest::pagesThroughDataPlanes()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    house.connect(sidecar("a", "a", "monolith"));
    house.connect(sidecar("b", "b", "monolith"));

    const Node first = bodyOf(house.call("GET", "/meshes/default/dataplanes/_overview?size=1&gateway=false"));
    const std::string next = at(first, "next").text;
    const std::string base = "http://" + house.options.meshApi.toString();
    const Node second = bodyOf(house.call("GET", next.substr(base.size())));

    QVERIFY2(next.find("gateway=false") != std::string::npos, next.c_str());
    QCOMPARE(at(first, "total").integer, 2);
    QCOMPARE(namesOf(first), std::vector<std::string>{"a"});
    QCOMPARE(namesOf(second), std::vector<std::string>{"b"});
    QVERIFY(at(second, "next").isNull());
}

void MeshApiInventoryTest::showsAZoneIngressWithWhatItLeadsTo()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    house.connect(cloudIngress());
    model::PlaneDeclaration instance = monolithSidecar();
    instance.zone = "cloud";
    house.connect(instance);

    const Node ingress = bodyOf(house.call("GET", "/zoneingresses/cloud-ingress"));

    QCOMPARE(at(ingress, "zone").text, std::string("cloud"));
    QCOMPARE(
        toJson(at(ingress, "networking")),
        std::string(R"({"address":"127.0.0.1","port":33033,"advertisedAddress":"127.0.9.9","advertisedPort":20001})"));
    QCOMPARE(at(ingress, "availableServices.0.tags").find("kuma.io/service")->text, std::string("monolith"));
    QCOMPARE(at(ingress, "availableServices.0.instances").integer, 1);
    const Node overviews = bodyOf(house.call("GET", "/zoneingresses/_overview"));
    QCOMPARE(at(overviews, "items.0.type").text, std::string("ZoneIngressOverview"));
    QVERIFY(at(overviews, "items.0").find("zoneIngressInsight"));
    QCOMPARE(namesOf(bodyOf(house.call("GET", "/dataplanes"))), std::vector<std::string>{"monolith-sidecar"});
}

void MeshApiInventoryTest::knowsZonesFromPlanesAndFromResources()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    LinkedPlane& linked = house.connect(monolithSidecar());
    QVERIFY(house.write({model::Zone{"moon", {}, true}}));

    const Node zones = bodyOf(house.call("GET", "/zones/_overview"));

    QCOMPARE(namesOf(zones), (std::vector<std::string>{"moon", "on-prem"}));
    QVERIFY(!at(zones, "items.0").find("zoneInsight"));
    QCOMPARE(toJson(at(bodyOf(house.call("GET", "/zones/moon/_overview")), "zoneInsight")), std::string("{}"));
    const Node& subscription = at(zones, "items.1.zoneInsight.subscriptions.0");
    QVERIFY(!subscription.find("disconnectTime"));
    QCOMPARE(at(subscription, "status.total.responsesAcknowledged").text, std::string("1"));
    QVERIFY(at(subscription, "config").text.find(R"("store":{"type":"sqlite"})") != std::string::npos);
    house.cut(linked);
    QVERIFY(house.eventually([&] { return !house.plane->planes()[0].isConnected; }));
    QVERIFY(at(bodyOf(house.call("GET", "/zones/on-prem/_overview")), "zoneInsight.subscriptions.0")
                .find("disconnectTime"));
}

void MeshApiInventoryTest::switchesAZoneOff()
{
    ControlHouse house;

    QCOMPARE(house.call("PUT", "/zones/cloud", R"({"type":"Zone","name":"cloud","enabled":false})", json).status, 201);
    const Node zone = bodyOf(house.call("GET", "/zones/cloud"));

    QVERIFY(!at(zone, "enabled").boolean);
    QCOMPARE(at(zone, "kri").text, std::string("kri_z____cloud_"));
    QCOMPARE(house.call("DELETE", "/zones/cloud").status, 200);
    QCOMPARE(house.call("GET", "/zones/cloud").status, 404);
    QCOMPARE(house.log().size(), 2UL);
}

void MeshApiInventoryTest::keepsZonesThatHaveConnectedPlanes()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    house.connect(monolithSidecar());
    QVERIFY(house.write({model::Zone{"on-prem", {}, true}}));

    const web::Response refused = house.call("DELETE", "/zones/on-prem");

    QCOMPARE(refused.status, 400);
    QVERIFY(refused.body.find("still connected") != std::string::npos);
}

void MeshApiInventoryTest::answersByTheOldNamesToo()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    house.connect(monolithSidecar());
    house.connect(cloudIngress());

    for (const char* const path :
         {"/zones+insights", "/zones+insights/cloud", "/dataplanes+insights", "/meshes/default/dataplanes+insights",
          "/meshes/default/dataplanes+insights/monolith-sidecar", "/zoneingresses+insights",
          "/zoneingresses+insights/cloud-ingress", "/zone-ingresses/cloud-ingress/_overview"}) {
        const web::Response response = house.call("GET", path);
        QCOMPARE(response.status, 200);
        QVERIFY2(response.body.find("Overview\"") != std::string::npos, path);
    }
}

void MeshApiInventoryTest::writesMeshesWithMtls()
{
    ControlHouse house;

    QCOMPARE(house.call("PUT", "/meshes/default", meshWithMtls, json).status, 201);
    QCOMPARE(house.call("PUT", "/meshes/default", meshWithMtls, json).status, 200);
    const Node mesh = bodyOf(house.call("GET", "/meshes/default"));
    QCOMPARE(at(mesh, "mtls.enabledBackend").text, std::string("ca-1"));
    QCOMPARE(at(mesh, "mtls.backends.0.dpCert.rotation.expiration").text, std::string("24h"));

    std::string other = meshWithMtls;
    for (std::size_t found = other.find("ca-1"); found != std::string::npos; found = other.find("ca-1"))
        other.replace(found, 4, "ca-2");
    const web::Response refused = house.call("PUT", "/meshes/default", other, json);
    QCOMPARE(refused.status, 400);
    QVERIFY(refused.body.find(R"("field":"mtls.enabledBackend")") != std::string::npos);

    QCOMPARE(house.call("DELETE", "/meshes/default").status, 200);
    QCOMPARE(house.call("GET", "/meshes/default").status, 404);
}

void MeshApiInventoryTest::keepsMeshesThatHaveDataPlanes()
{
    ControlHouse house;
    QVERIFY(house.write({model::Mesh{"default", {}}}));
    house.connect(monolithSidecar());

    const web::Response refused = house.call("DELETE", "/meshes/default");

    QCOMPARE(refused.status, 400);
    QVERIFY(refused.body.find("there are still some dataplanes attached") != std::string::npos);
}

void MeshApiInventoryTest::writesPermissions()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    const std::string target = "/meshes/default/meshtrafficpermissions/p";
    const std::string body =
        R"({"type":"MeshTrafficPermission","mesh":"default","name":"p","spec":{"targetRef":{"kind":"Dataplane","labels":)"
        R"({"app":"monolith"}},"rules":[{"default":{"allow":[{"spiffeID":{"type":"Exact","value":"spiffe://default/gw"}}]}}]}})";

    QCOMPARE(house.call("PUT", target, body, json).status, 201);
    const Node stored = bodyOf(house.call("GET", target));
    QCOMPARE(at(stored, "kri").text, std::string("kri_mtp_default___p_"));
    QCOMPARE(at(stored, "spec.rules.0.default.allow.0.spiffeID.value").text, std::string("spiffe://default/gw"));
    QCOMPARE(bodyOf(house.call("GET", "/meshtrafficpermissions")).find("total")->integer, 1);
    QCOMPARE(house.call("DELETE", target).status, 200);
    QCOMPARE(house.call("DELETE", target).status, 404);
}

QTEST_GUILESS_MAIN(MeshApiInventoryTest)
#include "tst_mesh_api_inventory.moc"
