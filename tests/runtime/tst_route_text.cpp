#include "engine/formats/json.h"
#include "engine/formats/resource_document.h"
#include "engine/runtime/view/revision_log.h"
#include "engine/runtime/view/route_text.h"

#include <QtTest>

using namespace causeway;

namespace {

const std::string ruleId = "MeshHTTPRoute/default/checkout-cutover/orders/0";

std::vector<control::ResourceEntry> resources()
{
    model::HttpRule rule;
    rule.matches = {{model::PathMatch{model::PathMatch::Kind::SegmentPrefix, "/checkout"}, std::nullopt}};
    rule.backends = {{"orders", std::nullopt, 72}, {"checkout", std::nullopt, 28}};
    model::MeshHttpRoute route;
    route.mesh = "default";
    route.name = "checkout-cutover";
    route.to = {{"orders", {rule}}};
    control::ResourceEntry entry;
    entry.resource = route;
    return {entry};
}

} // namespace

class RouteTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsTheDifferenceOfALargeResourceShort()
    {
        model::MeshService service;
        service.mesh = "default";
        service.name = "large";
        for (int i = 0; i < 1'000; ++i)
            service.labels["label-" + std::to_string(i)] = "value";

        const auto lines = runtime::diffOf({{model::keyOf(service), std::nullopt, service}});

        QCOMPARE(lines.size(), std::size_t{401});
        QVERIFY2(lines.back().text.ends_with(" more lines"), lines.back().text.c_str());
    }

    void yamlIsTheResourceAsItCanBeAppliedAgain()
    {
        const auto text = runtime::routeText(resources(), ruleId, api::TextForm::Yaml, "127.0.0.1:5681");

        QVERIFY(text);
        const auto read = formats::resourcesFromYaml(*text);
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QVERIFY(read->front() == resources().front().resource);
    }

    void curlWritesTheSameResourceWhereTheApiIs()
    {
        const auto text = runtime::routeText(resources(), ruleId, api::TextForm::Curl, "127.0.0.1:5681");

        QVERIFY(text);
        const QStringList lines = QString::fromStdString(*text).split(QLatin1Char('\n'));
        QCOMPARE(lines[0], QStringLiteral("curl --fail-with-body -X PUT "
                                          "'http://127.0.0.1:5681/meshes/default/meshhttproutes/checkout-cutover' \\"));
        const auto document = formats::parseJson(lines[2].toStdString());
        QVERIFY(document);
        QVERIFY(formats::decodeResource(*document) == resources().front().resource);
        QCOMPARE(lines[3], QStringLiteral("JSON"));
    }

    void saysThatARouteIsGone()
    {
        const auto text = runtime::routeText({}, ruleId, api::TextForm::Yaml, "127.0.0.1:5681");

        QVERIFY(!text);
        QCOMPARE(text.error().code, ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(RouteTextTest)
#include "tst_route_text.moc"
