#include "engine/control/compile/mesh_routes.h"

#include <QtTest>

#include <algorithm>

using namespace causeway;
using model::PathMatch;

namespace {

model::HttpRule ruleFor(std::vector<model::HttpMatch> matches, std::vector<model::BackendRef> backends)
{
    model::HttpRule rule;
    rule.matches = std::move(matches);
    rule.backends = std::move(backends);
    return rule;
}

model::HttpMatch onPath(PathMatch::Kind kind, const std::string& value, std::optional<std::string> method = {})
{
    return {PathMatch{kind, value}, std::move(method), {}, {}};
}

model::MeshHttpRoute policyOf(const std::string& name, std::vector<model::HttpRule> rules)
{
    model::MeshHttpRoute policy;
    policy.mesh = "default";
    policy.name = name;
    policy.to.push_back({"old", std::move(rules)});
    return policy;
}

std::vector<snapshot::Route> compile(const std::vector<model::MeshHttpRoute>& policies,
                                     const std::vector<std::string>& services = {"old", "new"})
{
    control::MeshRoutesInput input{"default", "old", {}, {}};
    for (const model::MeshHttpRoute& policy : policies)
        input.policies.push_back(&policy);
    input.exists = [&](const std::string& service) {
        return std::find(services.begin(), services.end(), service) != services.end();
    };
    return control::compileMeshRoutes(input);
}

std::vector<std::string> namesOf(const std::vector<snapshot::Route>& routes)
{
    std::vector<std::string> names;
    for (const snapshot::Route& route : routes)
        names.push_back(route.name);
    return names;
}

} // namespace

class MeshRoutesTest : public QObject
{
    Q_OBJECT

private slots:
    void dropsARuleOfWhichOnlyBackendsWithoutWeightAreLeft()
    {
        const auto routes = compile(
            {policyOf("p", {ruleFor({onPath(PathMatch::Kind::Exact, "/a")}, {{"old", {}, 0}, {"gone", {}, 100}})})});

        QCOMPARE(namesOf(routes), std::vector<std::string>({"default/default/old"}));
    }

    void withoutPoliciesAllGoesToTheService()
    {
        const auto routes = compile({});

        QCOMPARE(routes.size(), 1U);
        QCOMPARE(routes[0].name, std::string("default/default/old"));
        QCOMPARE(routes[0].split[0].cluster, std::string("default/old"));
    }

    void ordersExactThenLongerPrefixThenMethodThenNoPath()
    {
        const auto policy = policyOf("p", {ruleFor({{{}, "GET", {}, {}}}, {}),
                                           ruleFor({onPath(PathMatch::Kind::SegmentPrefix, "/a")}, {}),
                                           ruleFor({onPath(PathMatch::Kind::SegmentPrefix, "/a", "GET")}, {}),
                                           ruleFor({onPath(PathMatch::Kind::SegmentPrefix, "/a/b")}, {}),
                                           ruleFor({onPath(PathMatch::Kind::Exact, "/a")}, {})});

        const auto names = namesOf(compile({policy}));

        const std::vector<std::string> expected = {"MeshHTTPRoute/default/p/old/4", "MeshHTTPRoute/default/p/old/3",
                                                   "MeshHTTPRoute/default/p/old/2", "MeshHTTPRoute/default/p/old/1",
                                                   "MeshHTTPRoute/default/p/old/0", "default/default/old"};
        QCOMPARE(names, expected);
    }

    void ordersExpressionsThenHeadersThenParameters()
    {
        const auto on = [](PathMatch::Kind kind, const char* value, std::size_t headers, std::size_t parameters) {
            model::HttpMatch match = onPath(kind, value);
            for (std::size_t i = 0; i < headers; ++i)
                match.headers.push_back({"X-" + std::to_string(i), false, false, {}});
            for (std::size_t i = 0; i < parameters; ++i)
                match.queryParams.push_back({"q" + std::to_string(i), false, false, {}});
            return ruleFor({match}, {});
        };
        const auto routes = compile({policyOf(
            "p", {on(PathMatch::Kind::Regex, "/a", 0, 0), on(PathMatch::Kind::Regex, "/a.*", 0, 0),
                  on(PathMatch::Kind::SegmentPrefix, "/a", 0, 2), on(PathMatch::Kind::SegmentPrefix, "/a", 1, 0),
                  on(PathMatch::Kind::SegmentPrefix, "/a", 1, 1)})});

        const std::vector<std::string> expected = {"MeshHTTPRoute/default/p/old/4", "MeshHTTPRoute/default/p/old/3",
                                                   "MeshHTTPRoute/default/p/old/2", "MeshHTTPRoute/default/p/old/1",
                                                   "MeshHTTPRoute/default/p/old/0", "default/default/old"};
        QCOMPARE(namesOf(routes), expected);
        QCOMPARE(routes[0].headers[0].name, std::string("x-0"));
    }

    void rulesThatDifferInAHeaderAreNotMerged()
    {
        model::HttpMatch plain = onPath(PathMatch::Kind::SegmentPrefix, "/a");
        model::HttpMatch byHeader = plain;
        byHeader.headers = {{"x-canary", false, false, {{model::TextMatch::Kind::Exact, "1"}}}};
        const auto routes =
            compile({policyOf("p", {ruleFor({plain}, {{"old", {}, 1}}), ruleFor({byHeader}, {{"new", {}, 1}})})});

        QCOMPARE(routes.size(), 3U);
        QCOMPARE(routes[0].split[0].cluster, std::string("default/new"));
    }

    void aRedirectNeedsNoBackend()
    {
        auto rule = ruleFor({onPath(PathMatch::Kind::SegmentPrefix, "/a")}, {{"gone", {}, 1}});
        rule.redirect = model::HttpRedirect{
            "https", "b.c", 8443, model::PathRewrite{model::PathRewrite::Kind::ReplacePrefixMatch, "/b"}, 301};

        const auto routes = compile({policyOf("p", {rule})});

        const snapshot::Redirect expected{
            "https", "b.c", 8443, {snapshot::Rewrite::Kind::ReplaceSegmentPrefix, "/b", false, {}}, 301};
        QVERIFY(routes[0].redirect == expected);
        QVERIFY(routes[0].split.empty());
    }

    void mirrorsToServicesThatExist()
    {
        auto rule = ruleFor({onPath(PathMatch::Kind::SegmentPrefix, "/a")}, {});
        rule.mirrors = {{{"new", {}, 1}, 125'000}, {{"gone", {}, 1}, 1'000'000}};

        const auto routes = compile({policyOf("p", {rule})});

        const snapshot::Mirror expected{"default/new", 125'000};
        QVERIFY(routes[0].mirrors == std::vector{expected});
    }

    void aRuleWithSeveralMatchesBecomesOneRouteEach()
    {
        const auto policy = policyOf(
            "p",
            {ruleFor({onPath(PathMatch::Kind::Exact, "/a"), onPath(PathMatch::Kind::Exact, "/b")}, {{"new", {}, 1}})});

        const auto names = namesOf(compile({policy}));

        QCOMPARE(names[0], std::string("MeshHTTPRoute/default/p/old/0#0"));
        QCOMPARE(names[1], std::string("MeshHTTPRoute/default/p/old/0#1"));
    }

    void backendsThatDoNotExistAreLeftOutAndAnEmptySplitDropsItsRule()
    {
        const auto match = onPath(PathMatch::Kind::SegmentPrefix, "/a");
        const auto other = onPath(PathMatch::Kind::SegmentPrefix, "/b");
        const auto policy =
            policyOf("p", {ruleFor({match}, {{"old", {}, 7}, {"gone", {}, 3}}), ruleFor({other}, {{"gone", {}, 1}})});

        const auto routes = compile({policy});

        QCOMPARE(routes.size(), 2U);
        QCOMPARE(routes[0].split.size(), 1U);
        QCOMPARE(routes[1].name, std::string("default/default/old"));
    }

    void aPrefixOfEverythingNeedsNoCatchAll()
    {
        const auto policy = policyOf("p", {ruleFor({onPath(PathMatch::Kind::SegmentPrefix, "/")}, {{"new", {}, 1}})});

        QCOMPARE(compile({policy}).size(), 1U);
    }

    void ofTwoPoliciesForEqualMatchesTheMorePreciseOneDecides()
    {
        const auto match = onPath(PathMatch::Kind::SegmentPrefix, "/a");
        auto wide = policyOf("aaa", {ruleFor({match}, {{"old", {}, 1}})});
        wide.to[0].rules[0].requestHeaders.set.push_back({"x-by", "wide"});
        auto narrow = policyOf("zzz", {ruleFor({match}, {{"new", {}, 1}})});
        narrow.planes.name = "gateway-sidecar";

        const auto routes = compile({narrow, wide});

        QCOMPARE(routes.size(), 2U);
        QCOMPARE(routes[0].name, std::string("MeshHTTPRoute/default/zzz/old/0"));
        QCOMPARE(routes[0].split[0].cluster, std::string("default/new"));
        QCOMPARE(routes[0].requestHeaders.set.size(), 1U);
    }

    void ofTwoEqualPoliciesTheFirstInTheAlphabetDecides()
    {
        const auto match = onPath(PathMatch::Kind::SegmentPrefix, "/a");
        const auto first = policyOf("aaa", {ruleFor({match}, {{"new", {}, 1}})});
        const auto second = policyOf("bbb", {ruleFor({match}, {{"old", {}, 1}})});

        const auto routes = compile({second, first});

        QCOMPARE(routes[0].split[0].cluster, std::string("default/new"));
    }
};

QTEST_APPLESS_MAIN(MeshRoutesTest)
#include "tst_mesh_routes.moc"
