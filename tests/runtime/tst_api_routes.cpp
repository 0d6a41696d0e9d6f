#include "engine/runtime/api_routes.h"

#include <QtTest>

using namespace causeway;

namespace {

model::GatewayService serviceAt(const std::string& name, const std::string& host, std::uint16_t port)
{
    model::GatewayService service;
    service.name = name;
    service.host = host;
    service.port = port;
    service.path = "/base/";
    return service;
}

model::GatewayRoute routeTo(const std::string& service, const std::string& path)
{
    model::GatewayRoute route;
    route.name = "to-" + service;
    route.service = service;
    route.paths.push_back(path);
    return route;
}

std::vector<control::ResourceEntry> resources()
{
    const auto direct = serviceAt("direct", "127.0.0.2", 5000);
    const auto mesh = serviceAt("mesh", "127.0.0.1", 33033);
    const auto named = serviceAt("named", "monolith", 80);
    const auto crawl = routeTo("direct", "/old");
    const auto walk = routeTo("mesh", "/mesh");
    const auto byName = routeTo("named", "/named");
    model::HttpRule rule;
    rule.matches.push_back({model::PathMatch{model::PathMatch::Kind::SegmentPrefix, "/base/card"}, {}});
    rule.backends = {{"monolith", {}, 1}, {"fresh", {}, 1}};
    model::MeshHttpRoute policy;
    policy.mesh = "default";
    policy.name = "cutover";
    policy.to.push_back({"monolith", {rule}});
    return {{direct, 1, {}, {}}, {mesh, 1, {}, {}}, {named, 1, {}, {}}, {byName, 1, {}, {}},
            {crawl, 1, {}, {}},  {walk, 1, {}, {}}, {policy, 1, {}, {}}};
}

std::vector<control::PlaneStatus> planes()
{
    control::PlaneStatus sidecar;
    sidecar.declaration.mesh = "default";
    sidecar.declaration.name = "front-sidecar";
    sidecar.declaration.listeners.push_back({"127.0.0.1", 33033, "monolith"});
    return {sidecar};
}

lab::LoadApi api(const std::string& name, const std::string& path)
{
    lab::LoadApi api;
    api.name = name;
    api.method = "GET";
    api.path = path;
    return api;
}

} // namespace

class ApiRoutesTest : public QObject
{
    Q_OBJECT

private slots:
    void followsARequestThroughTheGatewayToTheRuleThatSplitsIt()
    {
        const auto rules = runtime::splitRuleByApi({api("split", "/mesh/card/{user}"), api("plain", "/mesh/other"),
                                                    api("direct", "/old/card/1"), api("lost", "/nowhere"),
                                                    api("named", "/named/card")},
                                                   resources(), planes());

        QCOMPARE(rules.size(), 2U);
        QCOMPARE(rules.at("named"), rules.at("split"));
        QCOMPARE(rules.at("split"), std::string("MeshHTTPRoute/default/cutover/monolith/0"));
    }
};

QTEST_APPLESS_MAIN(ApiRoutesTest)
#include "tst_api_routes.moc"
