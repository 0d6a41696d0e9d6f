#include "engine/formats/duration.h"
#include "engine/formats/json.h"
#include "engine/formats/resource_document.h"
#include "engine/formats/yaml.h"

#include <QTest>

using namespace causeway;
using namespace causeway::formats;
using model::Violations;

namespace {

constexpr const char* routeYaml = R"(type: MeshHTTPRoute
mesh: default
name: disputes-cutover
labels:
  team: cards
spec:
  targetRef:
    kind: Dataplane
    labels:
      app: gateway
  to:
    - targetRef:
        kind: MeshService
        name: monolith
      rules:
        - matches:
            - path:
                type: PathPrefix
                value: /monolith/resources/card/dispute
              method: GET
          default:
            filters:
              - type: URLRewrite
                urlRewrite:
                  path:
                    type: ReplacePrefixMatch
                    replacePrefixMatch: /disputes
              - type: RequestHeaderModifier
                requestHeaderModifier:
                  set:
                    - name: x-team
                      value: cards
                  remove:
                    - x-debug
            backendRefs:
              - kind: MeshService
                name: monolith
                port: 5000
                weight: 72
              - kind: MeshService
                name: disputes
                weight: 28
)";

/// The route above with one text replaced by another.
DecodedResource decodeChanged(const char* from, const char* to)
{
    std::string text = routeYaml;
    const std::size_t at = text.find(from);
    Q_ASSERT(at != std::string::npos);
    text.replace(at, std::strlen(from), to);
    const auto documents = parseYaml(text);
    if (!documents)
        qFatal("%s", documents.error().message.c_str());
    return decodeResource(documents->at(0));
}

DecodedResource decodeJson(const std::string& json)
{
    const auto document = parseJson(json);
    if (!document)
        qFatal("%s", document.error().message.c_str());
    return decodeResource(*document);
}

} // namespace

class ResourceDocumentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesARouteAsItWasRead();
    void readsEveryKindItWrites_data();
    void readsEveryKindItWrites();
    void fillsInTheDefaultsOfEachWorld();
    void ignoresWhatAnAnswerAdds();
    void namesTheFieldThatIsWrong_data();
    void namesTheFieldThatIsWrong();
    void collectsAllThatIsWrong();
    void refusesGatewayFieldsByName_data();
    void refusesGatewayFieldsByName();
    void complainsOfAHundredThingsAtMost();
    void readsDurationsAsKumaWritesThem();
    void namesWhatIsWrongInMeshesAndPermissions_data();
    void namesWhatIsWrongInMeshesAndPermissions();
    void tellsWhichDocumentOfAStreamIsWrong();
};

void ResourceDocumentsTest::writesARouteAsItWasRead()
{
    const auto decoded = decodeChanged("28", "28");

    QVERIFY2(decoded, decoded ? "" : model::describe(decoded.error()).c_str());
    QCOMPARE(toYaml(documentOf(*decoded)), std::string(routeYaml));
    const auto& route = std::get<model::MeshHttpRoute>(*decoded);
    QCOMPARE(route.to[0].rules[0].backends[1].weight, 28U);
    QCOMPARE(route.planes.labels.at("app"), std::string("gateway"));
}

void ResourceDocumentsTest::readsEveryKindItWrites_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("mesh") << QByteArray(R"({"type":"Mesh","name":"default","labels":{"a":"b"}})");
    QTest::newRow("mesh with mTLS") << QByteArray(
        R"({"type":"Mesh","name":"default","mtls":{"enabledBackend":"ca-1","backends":[{"name":"ca-1","type":"builtin",)"
        R"("mode":"PERMISSIVE","dpCert":{"rotation":{"expiration":"1m30s"}}}]}})");
    QTest::newRow("mesh with mTLS switched off") << QByteArray(
        R"({"type":"Mesh","name":"default","mtls":{"backends":[{"name":"ca-1","type":"builtin","mode":"STRICT",)"
        R"("dpCert":{"rotation":{"expiration":"24h"}}}]}})");
    QTest::newRow("zone") << QByteArray(R"({"type":"Zone","name":"cloud","labels":{"a":"b"},"enabled":false})");
    QTest::newRow("permission by rules") << QByteArray(
        R"({"type":"MeshTrafficPermission","mesh":"default","name":"p","spec":{"targetRef":{"kind":"Dataplane",)"
        R"("labels":{"app":"monolith"}},"rules":[{"default":{"deny":[{"spiffeID":{"type":"Exact",)"
        R"("value":"spiffe://default/kong"}}],"allow":[{"spiffeID":{"type":"Prefix","value":"spiffe://default"}}]}}]}})");
    QTest::newRow("permission by sources") << QByteArray(
        R"({"type":"MeshTrafficPermission","mesh":"default","name":"p","spec":{"targetRef":{"kind":"Mesh"},"from":[)"
        R"({"targetRef":{"kind":"Mesh"},"default":{"action":"Allow"}},)"
        R"({"targetRef":{"kind":"MeshService","name":"kong"},"default":{"action":"Deny"}}]}})");
    QTest::newRow("mesh service") << QByteArray(
        R"({"type":"MeshService","mesh":"default","name":"disputes","spec":{"ports":[{"name":"main","port":8080,)"
        R"("appProtocol":"http"}],"instances":[{"name":"disputes-1","address":"127.0.0.1","port":9001}]}})");
    QTest::newRow("route to itself") << QByteArray(
        R"({"type":"MeshHTTPRoute","mesh":"default","name":"r","spec":{"targetRef":{"kind":"Mesh"},"to":[{"targetRef":)"
        R"({"kind":"MeshService","name":"a"},"rules":[{"matches":[{}],"default":{}}]}]}})");
    QTest::newRow("route with every kind of match") << QByteArray(
        R"({"type":"MeshHTTPRoute","mesh":"default","name":"r","spec":{"targetRef":{"kind":"Mesh"},"to":[{"targetRef":)"
        R"({"kind":"MeshService","name":"a"},"rules":[{"matches":[{"path":{"type":"RegularExpression","value":"/v\\d+"},)"
        R"("method":"GET","queryParams":[{"type":"Exact","name":"q","value":"1"},{"type":"RegularExpression","name":"r",)"
        R"("value":"a+"}],"headers":[{"name":"x","value":"1"},{"type":"Prefix","name":"y","value":"2"},)"
        R"({"type":"RegularExpression","name":"z","value":".*"},{"type":"Present","name":"p"},)"
        R"({"type":"Absent","name":"q"}]}],"default":{}}]}]}})");
    QTest::newRow("route that redirects") << QByteArray(
        R"({"type":"MeshHTTPRoute","mesh":"default","name":"r","spec":{"targetRef":{"kind":"Mesh"},"to":[{"targetRef":)"
        R"({"kind":"MeshService","name":"a"},"rules":[{"matches":[{"path":{"type":"PathPrefix","value":"/a"}}],)"
        R"("default":{"filters":[{"type":"RequestRedirect","requestRedirect":{"scheme":"https","hostname":"b.c",)"
        R"("port":8443,"path":{"type":"ReplacePrefixMatch","replacePrefixMatch":"/b"},"statusCode":301}}]}}]}]}})");
    QTest::newRow("route that rewrites the host") << QByteArray(
        R"({"type":"MeshHTTPRoute","mesh":"default","name":"r","spec":{"targetRef":{"kind":"Mesh"},"to":[{"targetRef":)"
        R"({"kind":"MeshService","name":"a"},"rules":[{"matches":[{}],"default":{"filters":[{"type":"URLRewrite",)"
        R"("urlRewrite":{"hostname":"b.c"}}]}}]}]}})");
    QTest::newRow("route that mirrors") << QByteArray(
        R"({"type":"MeshHTTPRoute","mesh":"default","name":"r","spec":{"targetRef":{"kind":"Mesh"},"to":[{"targetRef":)"
        R"({"kind":"MeshService","name":"a"},"rules":[{"matches":[{}],"default":{"filters":[{"type":"RequestMirror",)"
        R"("requestMirror":{"percentage":"12.5","backendRef":{"kind":"MeshService","name":"b","port":80}}},)"
        R"({"type":"RequestMirror","requestMirror":{"percentage":7,"backendRef":{"kind":"MeshService","name":"c"}}},)"
        R"({"type":"RequestMirror","requestMirror":{"backendRef":{"kind":"MeshService","name":"d"}}}]}}]}]}})");
    QTest::newRow("gateway route with every condition") << QByteArray(
        R"({"type":"GatewayRoute","name":"r","hosts":["*.a.b","c.*:80"],"paths":["~/a\\d","/b"],"headers":{"x-a":["1",)"
        R"("~*2"]},"snis":["*.a.b"],"protocols":["https"],"https_redirect_status_code":301,"regex_priority":7,)"
        R"("id":"5f1d7e76-2fed-4806-a6af-869984f025cb","strip_path":true,"preserve_host":false})");
    QTest::newRow("gateway service") << QByteArray(
        R"({"type":"GatewayService","name":"Mesh","protocol":"http","host":"monolith","port":5000,"path":"/m/",)"
        R"("retries":5,"connect_timeout":1,"write_timeout":60000,"read_timeout":60000,"enabled":false,"tags":["x y"]})");
    QTest::newRow("gateway route") << QByteArray(
        R"({"type":"GatewayRoute","name":"Mesh","service":{"name":"Mesh"},"hosts":["a.b"],"paths":["/mesh"],)"
        R"("methods":["GET"],"strip_path":false,"preserve_host":true})");
}

void ResourceDocumentsTest::readsEveryKindItWrites()
{
    QFETCH(const QByteArray, json);

    const auto decoded = decodeJson(json.toStdString());

    QVERIFY2(decoded, decoded ? "" : model::describe(decoded.error()).c_str());
    QCOMPARE(QByteArray::fromStdString(toJson(documentOf(*decoded))), json);
}

void ResourceDocumentsTest::fillsInTheDefaultsOfEachWorld()
{
    const auto service = decodeJson(R"({"type":"GatewayService","name":"s","host":"10.0.0.1"})");
    const auto route = decodeChanged("                weight: 28\n", "");

    QVERIFY(service && route);
    QCOMPARE(std::get<model::GatewayService>(*service).retries, 5U);
    QCOMPARE(std::get<model::GatewayService>(*service).port, std::uint16_t(80));
    QCOMPARE(std::get<model::MeshHttpRoute>(*route).to[0].rules[0].backends[1].weight, 1U);
}

void ResourceDocumentsTest::ignoresWhatAnAnswerAdds()
{
    const auto mesh = decodeJson(R"({"type":"MeshService","mesh":"default","name":"a","spec":{"ports":[{"port":80,)"
                                 R"("appProtocol":"http"}]}})");
    QVERIFY(mesh);

    const Node answer = documentOf(*mesh, {WallTime(), WallTime()});
    const auto again = decodeResource(answer);

    QVERIFY(again);
    QVERIFY(*again == *mesh);
    QCOMPARE(answer.find("kri")->text, std::string("kri_msvc_default___a_"));
}

void ResourceDocumentsTest::namesTheFieldThatIsWrong_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* name, const char* from, const char* to, const char* field, const char* reason) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QByteArray(field) << QByteArray(reason);
    };
    constexpr const char* rule = "spec.to[0].rules[0]";
    const std::string weight = std::string(rule) + ".default.backendRefs[1].weight";
    row("negative weight", "weight: 28", "weight: -1", weight.c_str(), "from 0 to 1000000, not -1");
    row("weight of 10^12", "weight: 28", "weight: 1000000000000", weight.c_str(), "not 1000000000000");
    row("weight above the limit", "weight: 28", "weight: 1000001", weight.c_str(), "not 1000001");
    row("weight as text", "weight: 28", "weight: lots", weight.c_str(), "not 'lots'");
    row("weight in quotes", "weight: 28", "weight: '28'", weight.c_str(), "not '28'");
    row("half a weight", "weight: 28", "weight: 1.5", weight.c_str(), "not 1.5");
    row("unknown field", "weight: 28", "wieght: 28", "spec.to[0].rules[0].default.backendRefs[1].wieght",
        "known field");
    row("kind of path", "type: PathPrefix", "type: Prefix", "spec.to[0].rules[0].matches[0].path.type",
        "must be Exact, PathPrefix or RegularExpression, not 'Prefix'");
    row("parameter by prefix", "method: GET", "queryParams: [{type: Prefix, name: a, value: b}]",
        "spec.to[0].rules[0].matches[0].queryParams[0].type", "must be Exact or RegularExpression, not 'Prefix'");
    row("parameter without a kind", "method: GET", "queryParams: [{name: a, value: b}]",
        "spec.to[0].rules[0].matches[0].queryParams[0].type", "is missing");
    row("header without a value", "method: GET", "headers: [{name: a}]",
        "spec.to[0].rules[0].matches[0].headers[0].value", "is missing");
    row("value of an absent header", "method: GET", "headers: [{type: Absent, name: a, value: b}]",
        "spec.to[0].rules[0].matches[0].headers[0].value", "must not be given with Absent");
    row("header by a broken expression", "method: GET", "headers: [{type: RegularExpression, name: a, value: '('}]",
        "spec.to[0].rules[0].matches[0].headers[0].value", "is not a regular expression that can be used");
    row("header that is no token", "method: GET", "headers: [{name: 'a b', value: c}]",
        "spec.to[0].rules[0].matches[0].headers[0].name", "is not the name of a header field");
    row("status of a redirect", "type: URLRewrite\n                urlRewrite:",
        "type: RequestRedirect\n                requestRedirect:\n                  statusCode: 304",
        "spec.to[0].rules[0].default.filters.requestRedirect.statusCode", "must be one of 301, 302, 303, 307, 308");
    row("unknown method", "method: GET", "method: get", "spec.to[0].rules[0].matches[0].method", "must be one of");
    row("relative path", "value: /monolith", "value: monolith", "spec.to[0].rules[0].matches[0].path.value",
        "begin with '/'");
    row("prefix with a trailing slash", "card/dispute", "card/dispute/", "spec.to[0].rules[0].matches[0].path.value",
        "must not end with '/'");
    row("prefix rewrite of an exact match", "type: PathPrefix", "type: Exact",
        "spec.to[0].rules[0].default.filters.urlRewrite.path.type", "needs a PathPrefix");
    row("mirror without a body", "type: URLRewrite", "type: RequestMirror",
        "spec.to[0].rules[0].default.filters[0].requestMirror", "is missing");
    row("more than all",
        "type: URLRewrite\n                urlRewrite:\n                  path:\n                    type: "
        "ReplacePrefixMatch\n                    replacePrefixMatch: /disputes",
        "type: RequestMirror\n                requestMirror: {percentage: '100.5', backendRef: {kind: MeshService, "
        "name: a}}",
        "spec.to[0].rules[0].default.filters[0].requestMirror.percentage", "must be a number from 0 to 100");
    row("framing header", "name: x-team", "name: Content-Length",
        "spec.to[0].rules[0].default.filters.requestHeaderModifier.set[0].name", "belongs to the connection");
    row("line end in a header", "value: cards", "value: \"a\\r\\nb\"",
        "spec.to[0].rules[0].default.filters.requestHeaderModifier.set[0].value", "control characters");
    row("same backend twice", "name: disputes\n", "name: monolith\n", "spec.to[0].rules[0].default.backendRefs[1].name",
        "already");
    row("other kind of backend", "kind: MeshService\n                name: disputes",
        "kind: MeshMultiZoneService\n                name: disputes", "spec.to[0].rules[0].default.backendRefs[1].kind",
        "'MeshMultiZoneService' is not supported yet");
    row("section of a destination", "name: monolith\n      rules",
        "name: monolith\n        sectionName: main\n      rules", "spec.to[0].targetRef.sectionName",
        "not supported yet");
    row("other selector", "kind: Dataplane", "kind: MeshSubset", "spec.targetRef.kind", "'MeshSubset'");
    row("mesh selector with labels", "kind: Dataplane", "kind: Mesh", "spec.targetRef.kind", "takes no name or labels");
    row("bad name", "name: disputes-cutover", "name: Disputes_Cutover", "name", "lower-case");
    row("bad label", "team: cards", "team: 'not a label!'", "labels[\"team\"]", "63 letters");
    row("unknown type", "type: MeshHTTPRoute", "type: MeshTCPRoute", "type", "'MeshTCPRoute' is not supported");
}

void ResourceDocumentsTest::namesTheFieldThatIsWrong()
{
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    QFETCH(const QByteArray, field);
    QFETCH(const QByteArray, reason);

    const auto decoded = decodeChanged(from.constData(), to.constData());

    QVERIFY(!decoded);
    const std::string all = model::describe(decoded.error());
    QVERIFY2(decoded.error().size() == 1, all.c_str());
    QCOMPARE(QByteArray::fromStdString(decoded.error()[0].field), field);
    QVERIFY2(decoded.error()[0].reason.find(reason.toStdString()) != std::string::npos, all.c_str());
}

void ResourceDocumentsTest::collectsAllThatIsWrong()
{
    const auto decoded = decodeJson(
        R"({"type":"MeshHTTPRoute","mesh":"default","name":"r","spec":{"to":[{"targetRef":{"kind":"MeshService",)"
        R"("name":"a"},"rules":[{"matches":[],"default":{"backendRefs":[{"kind":"MeshService","name":"b","weight":0},)"
        R"({"kind":"MeshService","name":"c","weight":0}]}}]},{"rules":5}]}})");

    QVERIFY(!decoded);
    const Violations expected = {
        {"spec.to[1].targetRef", "is missing"},
        {"spec.to[1].rules", "must be a list, not 5"},
        {"spec.to[0].rules[0].matches", "must have at least one match"},
        {"spec.to[0].rules[0].default.backendRefs", "all weights are 0; at least one must be above"},
    };
    QVERIFY2(decoded.error() == expected, model::describe(decoded.error()).c_str());
}

void ResourceDocumentsTest::refusesGatewayFieldsByName_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("violation");
    QTest::newRow("regular expression") << QByteArray(R"({"type":"GatewayRoute","name":"r","paths":["~/a("]})")
                                        << QByteArray("paths[0]: '/a(' is not a regular expression");
    QTest::newRow("no condition") << QByteArray(R"({"type":"GatewayRoute","name":"r"})")
                                  << QByteArray("must set one of 'methods', 'hosts', 'headers', 'paths', 'snis'");
    QTest::newRow("host header") << QByteArray(R"({"type":"GatewayRoute","name":"r","headers":{"Host":["a"]}})")
                                 << QByteArray("headers.Host: cannot contain 'host' header");
    QTest::newRow("sources") << QByteArray(R"({"type":"GatewayRoute","name":"r","paths":["/"],"sources":[]})")
                             << QByteArray("sources: is not supported yet");
    QTest::newRow("wildcard host") << QByteArray(R"({"type":"GatewayRoute","name":"r","hosts":["a.*.b"]})")
                                   << QByteArray("hosts[0]: must not have a wildcard");
    QTest::newRow("https upstream") << QByteArray(
                                           R"({"type":"GatewayService","name":"s","host":"a","protocol":"https"})")
                                    << QByteArray("protocol: must be http; 'https' is not supported yet");
    QTest::newRow("port 0") << QByteArray(R"({"type":"GatewayService","name":"s","host":"a","port":0})")
                            << QByteArray("port: must be a whole number from 1 to 65535, not 0");
    QTest::newRow("host with port") << QByteArray(R"({"type":"GatewayService","name":"s","host":"a:80"})")
                                    << QByteArray("host: must not have a port");
    QTest::newRow("empty segment") << QByteArray(R"({"type":"GatewayService","name":"s","host":"a","path":"/a//b"})")
                                   << QByteArray("path: must not have empty segments");
    QTest::newRow("not a map") << QByteArray("[1]") << QByteArray("must be a map, not a list; type: is missing");
}

void ResourceDocumentsTest::refusesGatewayFieldsByName()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, violation);

    const auto decoded = decodeJson(json.toStdString());

    QVERIFY(!decoded);
    const std::string all = model::describe(decoded.error());
    QVERIFY2(all.starts_with(violation.toStdString()), all.c_str());
}

void ResourceDocumentsTest::complainsOfAHundredThingsAtMost()
{
    std::string json = R"({"type":"MeshHTTPRoute","mesh":"default","name":"a","spec":{"to":[{"rules":[)";
    for (int i = 0; i < 5'000; ++i)
        json += R"({"x":1,"default":{}},)";
    json.back() = ']';
    json += "}]}}";

    const auto decoded = decodeJson(json);

    QVERIFY(!decoded);
    QCOMPARE(decoded.error().size(), std::size_t(101));
    QVERIFY(decoded.error().back().reason == "there are more problems");
}

void ResourceDocumentsTest::readsDurationsAsKumaWritesThem()
{
    using std::chrono::hours;
    using std::chrono::seconds;

    QVERIFY(durationFromText("24h") == seconds(hours(24)));
    QVERIFY(durationFromText("1d12h5s") == seconds(hours(36)) + seconds(5));
    QVERIFY(durationFromText("10y") == seconds(hours(10 * 365 * 24)));
    for (const char* const wrong :
         {"", "h", "24", "-1h", "+1h", " 1h", "1h ", "5s1h", "1h1h", "1.5h", "1ms", "101y", "99999999999999999999s"})
        QVERIFY2(!durationFromText(wrong), wrong);
    QCOMPARE(durationText(seconds(0)), std::string("0s"));
    QCOMPARE(durationText(hours(36)), std::string("36h"));
    QCOMPARE(durationText(seconds(3661)), std::string("1h1m1s"));
}

void ResourceDocumentsTest::namesWhatIsWrongInMeshesAndPermissions_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("field");
    const auto mesh = [](const char* name, const char* mtls, const char* field) {
        QTest::newRow(name) << QByteArray(R"({"type":"Mesh","name":"m","mtls":)") + mtls + "}" << QByteArray(field);
    };
    mesh("unknown backend", R"({"enabledBackend":"a","backends":[{"name":"b","type":"builtin"}]})",
         "mtls.enabledBackend");
    mesh("backend without a list", R"({"enabledBackend":"a"})", "mtls.enabledBackend");
    mesh("two backends", R"({"backends":[{"name":"a","type":"builtin"},{"name":"b","type":"builtin"}]})",
         "mtls.backends");
    mesh("provided backend", R"({"backends":[{"name":"a","type":"provided"}]})", "mtls.backends[0].type");
    mesh("mode in lower case", R"({"backends":[{"name":"a","type":"builtin","mode":"strict"}]})",
         "mtls.backends[0].mode");
    mesh("life of nothing", R"({"backends":[{"name":"a","type":"builtin","dpCert":{"rotation":{"expiration":"0s"}}}]})",
         "mtls.backends[0].dpCert.rotation.expiration");
    mesh("life of a word", R"({"backends":[{"name":"a","type":"builtin","dpCert":{"rotation":{"expiration":"day"}}}]})",
         "mtls.backends[0].dpCert.rotation.expiration");
    const auto permission = [](const char* name, const char* spec, const char* field) {
        QTest::newRow(name) << QByteArray(R"({"type":"MeshTrafficPermission","mesh":"m","name":"p","spec":)") + spec +
                                   "}"
                            << QByteArray(field);
    };
    permission("neither form", "{}", "spec");
    permission("both forms",
               R"({"from":[{"targetRef":{"kind":"Mesh"},"default":{"action":"Allow"}}],"rules":[{"default":{"allow":[)"
               R"({"spiffeID":{"type":"Exact","value":"spiffe://m/a"}}]}}]})",
               "spec");
    permission("rule that says nothing", R"({"rules":[{"default":{}}]})", "spec.rules[0].default");
    permission("identity with a slash at its end",
               R"({"rules":[{"default":{"deny":[{"spiffeID":{"type":"Prefix","value":"spiffe://m/"}}]}}]})",
               "spec.rules[0].default.deny[0].spiffeID.value");
    permission("identity of another scheme",
               R"({"rules":[{"default":{"allow":[{"spiffeID":{"type":"Exact","value":"https://m/a"}}]}}]})",
               "spec.rules[0].default.allow[0].spiffeID.value");
    permission("match by SNI",
               R"({"rules":[{"default":{"allow":[{"sni":{"type":"Exact","value":"a"},"spiffeID":)"
               R"({"type":"Exact","value":"spiffe://m/a"}}]}}]})",
               "spec.rules[0].default.allow[0].sni");
    permission("shadow", R"({"from":[{"targetRef":{"kind":"Mesh"},"default":{"action":"AllowWithShadowDeny"}}]})",
               "spec.from[0].default.action");
    permission("mesh by name", R"({"from":[{"targetRef":{"kind":"Mesh","name":"m"},"default":{"action":"Deny"}}]})",
               "spec.from[0].targetRef.name");
    QTest::newRow("zone that is perhaps enabled")
        << QByteArray(R"({"type":"Zone","name":"z","enabled":"yes"})") << QByteArray("enabled");
}

void ResourceDocumentsTest::namesWhatIsWrongInMeshesAndPermissions()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, field);

    const auto decoded = decodeJson(json.toStdString());

    QVERIFY(!decoded);
    QVERIFY2(std::any_of(decoded.error().begin(), decoded.error().end(),
                         [&](const auto& violation) { return violation.field == field.toStdString(); }),
             model::describe(decoded.error()).c_str());
}

void ResourceDocumentsTest::tellsWhichDocumentOfAStreamIsWrong()
{
    const auto good = resourcesFromYaml("type: Mesh\nname: default\n---\n---\ntype: Mesh\nname: other\n");
    const auto bad = resourcesFromYaml("type: Mesh\nname: default\n---\ntype: Mesh\nname: Other\n");

    QVERIFY(good);
    QCOMPARE(good->size(), std::size_t(2));
    QVERIFY(!bad);
    QVERIFY2(bad.error().message.starts_with("document 2 ('Other') at line 4: name: must be"),
             bad.error().message.c_str());
}

QTEST_APPLESS_MAIN(ResourceDocumentsTest)
#include "tst_resource_documents.moc"
