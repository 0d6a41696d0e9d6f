#include "engine/base/random.h"
#include "engine/proxy/router.h"

#include <QtTest>

#include <algorithm>

using namespace causeway;
using model::PathMatch;
using proxy::Router;

namespace {

std::string_view trimmed(std::string_view prefix)
{
    return prefix.ends_with('/') ? prefix.substr(0, prefix.size() - 1) : prefix;
}

std::optional<std::size_t> lengthThatFits(const PathMatch& pattern, std::string_view path)
{
    switch (pattern.kind) {
    case PathMatch::Kind::Exact:
        return path == pattern.value ? std::optional(path.size()) : std::nullopt;
    case PathMatch::Kind::PlainPrefix:
        return path.starts_with(pattern.value) ? std::optional(pattern.value.size()) : std::nullopt;
    case PathMatch::Kind::SegmentPrefix: {
        const std::string_view prefix = trimmed(pattern.value);
        const bool fits = path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
        return fits ? std::optional(prefix.size()) : std::nullopt;
    }
    }
    return std::nullopt;
}

/// What the router promises, said in the plainest way.
std::optional<Router::Match> findPlainly(const std::vector<snapshot::Route>& routes, const std::string& host,
                                         std::string_view path, const std::string& method)
{
    const auto holds = [](const std::vector<std::string>& list, const std::string& value) {
        return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
    };
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (!holds(routes[i].hosts, host) || !holds(routes[i].methods, method))
            continue;
        std::optional<std::size_t> longest;
        for (const PathMatch& pattern : routes[i].paths)
            if (const auto length = lengthThatFits(pattern, path))
                longest = std::max(longest.value_or(0), *length);
        if (routes[i].paths.empty() || longest)
            return Router::Match{i, longest.value_or(0)};
    }
    return std::nullopt;
}

template <typename T>
const T& oneOf(Random& random, const std::vector<T>& values)
{
    return values[random.below(values.size())];
}

const std::vector<std::string> hosts = {"a.example", "b.example", "c.example", "[::1]"};
const std::vector<std::string> methods = {"GET", "POST", "BREW", "WHEN"};

std::string randomPath(Random& random)
{
    std::string path = "/";
    for (std::uint64_t i = random.below(6); i > 0; --i)
        path += oneOf(random, std::vector<char>{'a', 'b', '/'});
    return path;
}

snapshot::Route randomRoute(Random& random)
{
    snapshot::Route route;
    for (std::uint64_t i = random.below(3); i > 0; --i)
        route.hosts.push_back(oneOf(random, hosts));
    for (std::uint64_t i = random.below(3); i > 0; --i)
        route.paths.push_back({static_cast<PathMatch::Kind>(random.below(3)), randomPath(random)});
    for (std::uint64_t i = random.below(3); i > 0; --i)
        route.methods.push_back(oneOf(random, methods));
    return route;
}

snapshot::Route under(PathMatch::Kind kind, std::string path)
{
    snapshot::Route route;
    route.paths = {{kind, std::move(path)}};
    return route;
}

} // namespace

class RouterTest : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatALinearSearchFinds()
    {
        Random random(4);
        std::size_t found = 0;
        for (int round = 0; round < 400; ++round) {
            std::vector<snapshot::Route> routes(random.below(12));
            for (snapshot::Route& route : routes)
                route = randomRoute(random);
            const Router router(routes);
            for (int request = 0; request < 50; ++request) {
                const std::string host = oneOf(random, hosts);
                const std::string path = random.below(20) ? randomPath(random) : "*";
                const std::string method = oneOf(random, methods);

                const auto expected = findPlainly(routes, host, path, method);
                const auto actual = router.find(host, path, http::findMethod(method), method);

                QCOMPARE(actual.has_value(), expected.has_value());
                if (!expected)
                    continue;
                ++found;
                QCOMPARE(actual->route, expected->route);
                QCOMPARE(actual->matchedLength, expected->matchedLength);
            }
        }
        QVERIFY(found > 5'000);
    }

    void theFirstOfTwoThatMatchWins()
    {
        const Router router({under(PathMatch::Kind::PlainPrefix, "/"), under(PathMatch::Kind::Exact, "/a")});

        QCOMPARE(router.find("h", "/a", http::Method::Get, "GET")->route, std::size_t(0));
    }

    void aSegmentPrefixEndsAtASlash()
    {
        const Router router({under(PathMatch::Kind::SegmentPrefix, "/card")});

        QVERIFY(router.find("h", "/card", http::Method::Get, "GET"));
        QVERIFY(router.find("h", "/card/7", http::Method::Get, "GET"));
        QVERIFY(!router.find("h", "/cards", http::Method::Get, "GET"));
    }

    void tenThousandRoutesAreAllFound()
    {
        std::vector<snapshot::Route> routes;
        for (int i = 0; i < 10'000; ++i)
            routes.push_back(under(PathMatch::Kind::SegmentPrefix, "/r" + std::to_string(i)));
        const Router router(routes);

        for (std::size_t i = 0; i < routes.size(); ++i) {
            const std::string path = routes[i].paths[0].value + "/x";
            const auto match = router.find("h", path, http::Method::Get, "GET");
            QVERIFY(match && match->route == i);
        }
        QVERIFY(!router.find("h", "/other", http::Method::Get, "GET"));
    }

    void withoutRoutesNothingMatches()
    {
        const Router router({});

        QVERIFY(!router.find("h", "/", http::Method::Get, "GET"));
    }
};

QTEST_APPLESS_MAIN(RouterTest)
#include "tst_router.moc"
