#include "tests/control/control_house.h"

#include "engine/formats/json.h"

#include <QTest>

using namespace causeway;
using namespace causeway::test;

namespace {

const std::string routes = "/meshes/default/meshhttproutes";
const std::vector<web::Header> json = {{"Content-Type", "application/json"}};

std::string routeBody(const std::string& name, const std::string& weight, const std::string& backend = "disputes")
{
    return R"({"type":"MeshHTTPRoute","mesh":"default","name":")" + name +
           R"(","creationTime":"0001-01-01T00:00:00Z","modificationTime":"0001-01-01T00:00:00Z","spec":{"to":[{)"
           R"("targetRef":{"kind":"MeshService","name":"monolith"},"rules":[{"matches":[{"path":{"type":"PathPrefix",)"
           R"("value":"/card"}}],"default":{"backendRefs":[{"kind":"MeshService","name":"monolith","weight":100},)"
           R"({"kind":"MeshService","name":")" +
           backend + R"(","weight":)" + weight + R"(}]}}]}]}})";
}

formats::Node bodyOf(const web::Response& response)
{
    const auto node = formats::parseJson(response.body);
    if (!node)
        qFatal("%s", response.body.c_str());
    return *node;
}

std::string header(const web::Response& response, std::string_view name)
{
    return std::string(response.headers.find(name).value_or(""));
}

} // namespace

class MeshApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatItIs();
    void createsUpdatesAndDeletes();
    void isTheSameCommandAsADrag();
    void showsResourcesInKumasShape();
    void listsInPages();
    void filtersLists();
    void tellsEveryFieldThatIsWrong();
    void refusesWithTheRightStatus_data();
    void refusesWithTheRightStatus();
    void refusesABodyThatIsTooLargeBeforeReadingIt();
    void keepsForeignPagesOut_data();
    void keepsForeignPagesOut();
    void listensOnLoopbackOnly();
};

void MeshApiTest::tellsWhatItIs()
{
    ControlHouse house;

    const web::Response response = house.call("GET", "/");

    QCOMPARE(response.status, 200);
    QCOMPARE(header(response, "Content-Type"), std::string("application/json"));
    const formats::Node body = bodyOf(response);
    QCOMPARE(body.find("product")->text, std::string("Kuma"));
    QCOMPARE(body.find("tagline")->text, std::string("Kuma"));
    QCOMPARE(body.find("version")->text, std::string("1.2.3"));
}

void MeshApiTest::createsUpdatesAndDeletes()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    const std::string target = routes + "/cutover";

    QCOMPARE(house.call("PUT", target, routeBody("cutover", "1"), json).status, 201);
    QCOMPARE(house.call("PUT", target, routeBody("cutover", "2"), json).status, 200);
    QCOMPARE(house.call("PUT", target, routeBody("cutover", "2"), json).body, std::string("{}\n"));
    QCOMPARE(house.call("GET", target).status, 200);
    QCOMPARE(house.call("DELETE", target).status, 200);
    QCOMPARE(house.call("DELETE", target).status, 404);
    QCOMPARE(house.call("GET", target).status, 404);
    QCOMPARE(house.log().size(), 4UL);
}

void MeshApiTest::isTheSameCommandAsADrag()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));

    house.call("PUT", routes + "/disputes-cutover", routeBody("disputes-cutover", "28"),
               {{"Content-Type", "application/json; charset=utf-8"}});

    const auto log = house.log();
    QCOMPARE(log[0].author, std::string("mesh API 127.0.0.1"));
    QCOMPARE(log[0].reason, std::string("PUT /meshes/default/meshhttproutes/disputes-cutover"));
    QVERIFY(log[0].changes[0].before && log[0].changes[0].after);
    QVERIFY(house.invert(2));
}

void MeshApiTest::showsResourcesInKumasShape()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));

    const formats::Node route = bodyOf(house.call("GET", routes + "/disputes-cutover"));
    const formats::Node service = bodyOf(house.call("GET", "/meshes/default/meshservices/disputes"));
    const formats::Node mesh = bodyOf(house.call("GET", "/meshes/default"));

    QCOMPARE(route.find("type")->text, std::string("MeshHTTPRoute"));
    QCOMPARE(route.find("kri")->text, std::string("kri_mhttpr_default___disputes-cutover_"));
    QVERIFY(route.find("creationTime")->text.ends_with('Z'));
    QCOMPARE(service.find("spec")->find("instances")->items[0].find("name")->text, std::string("disputes-1"));
    QCOMPARE(mesh.find("name")->text, std::string("default"));
    QCOMPARE(house.call("PUT", routes + "/disputes-cutover", toJson(route), json).status, 200);
    QCOMPARE(house.log().size(), 1UL);
}

void MeshApiTest::listsInPages()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    for (const char* name : {"a", "b", "c"})
        QCOMPARE(house.call("PUT", routes + "/" + name, routeBody(name, "1"), json).status, 201);

    const formats::Node first = bodyOf(house.call("GET", routes + "?size=3"));
    const std::string next = first.find("next")->text;
    const std::string base = "http://" + house.options.meshApi.toString();
    QVERIFY2(next.starts_with(base), next.c_str());
    const formats::Node second = bodyOf(house.call("GET", next.substr(base.size())));

    QCOMPARE(first.find("total")->integer, 4);
    QCOMPARE(first.find("items")->items.size(), 3UL);
    QCOMPARE(second.find("items")->items.size(), 1UL);
    QCOMPARE(second.find("items")->items[0].find("name")->text, std::string("disputes-cutover"));
    QVERIFY(second.find("next")->isNull());
    QCOMPARE(bodyOf(house.call("GET", "/meshhttproutes")).find("total")->integer, 4);
    QCOMPARE(bodyOf(house.call("GET", "/meshes")).find("total")->integer, 1);
    QCOMPARE(bodyOf(house.call("GET", "/meshes/default/meshservices/")).find("total")->integer, 2);
}

void MeshApiTest::filtersLists()
{
    ControlHouse house;
    auto resources = cardResources(100, 0);
    std::get<model::MeshService>(resources[1]).labels["team"] = "cards";
    QVERIFY(house.write(resources));
    const auto total = [&](const std::string& query) {
        return bodyOf(house.call("GET", "/meshservices?" + query)).find("total")->integer;
    };

    QCOMPARE(total("name=disp"), 1);
    QCOMPARE(total("filter%5Blabels.team%5D=cards"), 1);
    QCOMPARE(total("filter[labels.team]=cards&name=disp"), 0);
    QCOMPARE(total("whatever=1"), 2);
}

void MeshApiTest::tellsEveryFieldThatIsWrong()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));

    const web::Response response = house.call("PUT", routes + "/other", routeBody("cutover", "-1"), json);

    QCOMPARE(response.status, 400);
    const std::string field = "spec.to[0].rules[0].default.backendRefs[1].weight";
    const std::string reason = "must be a whole number from 0 to 1000000, not -1";
    const std::string name = "name from the URL has to be the same as in body";
    QCOMPARE(
        response.body,
        R"({"type":"/std-errors","status":400,"title":"Could not process a resource","detail":"Resource is not valid",)"
        R"("invalid_parameters":[{"field":")" +
            field + R"(","reason":")" + reason + R"("},{"field":"name","reason":")" + name +
            R"("}],"details":"Resource is not valid","causes":[{"field":")" + field + R"(","message":")" + reason +
            R"("},{"field":"name","message":")" + name + "\"}]}\n");
}

void MeshApiTest::refusesWithTheRightStatus_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");
    const auto row = [](const char* name, const char* method, const std::string& target, const std::string& body,
                        const char* type, int status, const char* part) {
        QTest::newRow(name) << QByteArray(method) << QByteArray::fromStdString(target)
                            << QByteArray::fromStdString(body) << QByteArray(type) << status << QByteArray(part);
    };
    const std::string item = routes + "/cutover";
    row("malformed", "PUT", item, "{\"type\":", "application/json", 400, R"("title":"Bad Request")");
    row("duplicate key", "PUT", item, R"({"a":1,"a":2})", "application/json", 400, "'a' stands twice");
    row("empty body", "PUT", item, "", "application/json", 400, "not valid JSON");
    row("no content type", "PUT", item, routeBody("cutover", "1"), "", 415, "415: Unsupported Media Type");
    row("other content type", "PUT", item, routeBody("cutover", "1"), "text/plain", 415, "415");
    row("form", "PUT", item, "a=b", "application/x-www-form-urlencoded", 415, "415");
    row("unknown backend", "PUT", item, routeBody("cutover", "1", "nowhere"), "application/json", 400,
        "there is no MeshService 'nowhere' in mesh 'default'");
    row("weight of 10^12", "PUT", item, routeBody("cutover", "1000000000000"), "application/json", 400,
        "not 1000000000000");
    row("weight as text", "PUT", item, routeBody("cutover", "\"x\""), "application/json", 400, "not 'x'");
    row("half a weight", "PUT", item, routeBody("cutover", "1.5"), "application/json", 400, "not 1.5");
    row("unknown mesh", "PUT", "/meshes/nowhere/meshhttproutes/a", routeBody("a", "1"), "application/json", 404,
        "Failed to retrieve Mesh");
    row("list of an unknown mesh", "GET", "/meshes/nowhere/meshhttproutes", "", "", 404, "Failed to retrieve Mesh");
    row("unknown item", "GET", item, "", "", 404, R"("detail":"Not found")");
    row("unknown path", "GET", "/nowhere", "", "", 404, "404: Page Not Found");
    row("path too deep", "GET", item + "/more", "", "", 404, "404: Page Not Found");
    row("post", "POST", item, "{}", "application/json", 405, "405: Method Not Allowed");
    row("put on a list", "PUT", routes, "{}", "application/json", 405, "405: Method Not Allowed");
    row("put on a data plane", "PUT", "/meshes/default/dataplanes/a", "{}", "application/json", 405, "405");
    row("put on an overview", "PUT", "/zones/a/_overview", "{}", "application/json", 405, "405");
    row("put on a zone ingress", "PUT", "/zoneingresses/a", "{}", "application/json", 405, "405");
    row("mesh without a type", "PUT", "/meshes/default", "{}", "application/json", 400, R"("field":"type")");
    row("mesh by another name", "PUT", "/meshes/default", R"({"type":"Mesh","name":"other"})", "application/json", 400,
        "name from the URL has to be the same as in body");
    row("unknown mesh itself", "GET", "/meshes/nowhere", "", "", 404, "Failed to retrieve Mesh");
    row("unknown zone", "GET", "/zones/nowhere", "", "", 404, R"("detail":"Not found")");
    row("unknown data plane", "GET", "/meshes/default/dataplanes/a", "", "", 404, R"("detail":"Not found")");
    row("data planes of an unknown mesh", "GET", "/meshes/nowhere/dataplanes/_overview", "", "", 404,
        "Failed to retrieve Mesh");
    row("data plane outside meshes", "GET", "/dataplanes/a", "", "", 404, "404: Page Not Found");
    row("zone inside a mesh", "GET", "/meshes/default/zones", "", "", 404, "404: Page Not Found");
    row("overview of routes", "GET", routes + "/_overview/_overview", "", "", 404, "404: Page Not Found");
    row("insights of routes", "GET", routes + "+insights", "", "", 404, "404: Page Not Found");
    row("zone that is not there", "DELETE", "/zones/nowhere", "", "", 404, R"("detail":"Not found")");
    row("mesh that holds resources", "DELETE", "/meshes/default", "", "", 400, "cannot be deleted while it holds");
    row("tag without a value", "GET", "/dataplanes?tag=a", "", "", 400, "is not of the form");
    row("tag that is no UTF-8", "GET", "/dataplanes?tag=%FF", "", "", 400, "tag '\xEF\xBF\xBD' is not of the form");
    row("body that is no UTF-8", "PUT", item, "{\"name\":\"\xFF\"}", "application/json", 400, "ill-formed UTF-8 byte");
    row("gateway of no kind", "GET", "/dataplanes?gateway=maybe", "", "", 400, "not 'maybe'");
    row("page of nothing", "GET", routes + "?size=0", "", "", 400, "Invalid page size");
    row("page too large", "GET", routes + "?size=1001", "", "", 400, "Invalid page size");
    row("unknown filter", "GET", routes + "?filter[spec]=1", "", "", 400, "not a known filter");
}

void MeshApiTest::refusesWithTheRightStatus()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, type);
    QFETCH(const int, status);
    QFETCH(const QByteArray, part);
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));
    std::vector<web::Header> headers;
    if (!type.isEmpty())
        headers.push_back({"Content-Type", type.toStdString()});

    const auto response = house.call(method.toStdString(), target.toStdString(), body.toStdString(), headers);

    QCOMPARE(response.status, status);
    QVERIFY2(response.body.find(part.toStdString()) != std::string::npos, response.body.c_str());
    const bool isText = status == 405 || status == 415 || part.startsWith("404:");
    if (!isText)
        bodyOf(response); // Whatever the request's words were, it is JSON.
    QVERIFY(header(response, "Content-Type").starts_with(isText ? "text/plain" : "application/json"));
    QCOMPARE(header(response, "Allow").empty(), status != 405);
    QCOMPARE(house.log().size(), 1UL);
}

void MeshApiTest::refusesABodyThatIsTooLargeBeforeReadingIt()
{
    ControlHouse house;
    QVERIFY(house.write(cardResources(100, 0)));

    const auto response = house.call("PUT", routes + "/a", std::string((1 << 20) + 1, 'x'), json);

    QCOMPARE(response.status, 413);
}

void MeshApiTest::keepsForeignPagesOut_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("status");
    QTest::newRow("rebound name") << QByteArray("Host") << QByteArray("evil.example:5681") << 403;
    QTest::newRow("name that only begins well") << QByteArray("Host") << QByteArray("127.0.0.1.evil.example") << 403;
    QTest::newRow("localhost") << QByteArray("Host") << QByteArray("localhost:5681") << 200;
    QTest::newRow("IPv6 loopback") << QByteArray("Host") << QByteArray("[::1]:5681") << 200;
    QTest::newRow("foreign origin") << QByteArray("Origin") << QByteArray("https://evil.example") << 403;
    QTest::newRow("sandboxed page") << QByteArray("Origin") << QByteArray("null") << 403;
    QTest::newRow("cross-site fetch") << QByteArray("Sec-Fetch-Site") << QByteArray("cross-site") << 403;
    QTest::newRow("passed on by a proxy") << QByteArray("Forwarded") << QByteArray("for=9.9.9.9") << 403;
    QTest::newRow("passed on for an address") << QByteArray("X-Forwarded-For") << QByteArray("9.9.9.9") << 403;
    QTest::newRow("passed on for a real address") << QByteArray("X-Real-IP") << QByteArray("9.9.9.9") << 403;
    QTest::newRow("typed in") << QByteArray("Sec-Fetch-Site") << QByteArray("none") << 200;
}

void MeshApiTest::keepsForeignPagesOut()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const int, status);
    ControlHouse house;

    const auto response = house.call("GET", "/meshes", "", {{name.toStdString(), value.toStdString()}});

    QCOMPARE(response.status, status);
    if (status == 403)
        QVERIFY(response.body.find(value.toStdString()) != std::string::npos);
}

void MeshApiTest::listensOnLoopbackOnly()
{
    ControlHouse house;
    const QTemporaryDir elsewhere;
    house.fixture.run([&] {
        control::ControlPlaneOptions options = house.options;
        options.dataFolder = elsewhere.path().toStdString();
        options.channel = options.telemetry = net::SocketAddress::create("127.0.0.1", 0).value();
        options.meshApi = net::SocketAddress::create("0.0.0.0", 0).value();

        const auto plane = control::ControlPlane::create(house.fixture.loop(), house.clock, options);

        QVERIFY(!plane);
        QVERIFY(plane.error().message.find("no authentication yet") != std::string::npos);
    });
}

QTEST_GUILESS_MAIN(MeshApiTest)
#include "tst_mesh_api.moc"
