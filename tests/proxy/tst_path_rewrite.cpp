#include "engine/http/path.h"
#include "engine/proxy/path_rewrite.h"
#include "engine/proxy/router.h"

#include <QtTest>

using namespace causeway;
using snapshot::Rewrite;

Q_DECLARE_METATYPE(Rewrite::Kind)

namespace {

std::optional<proxy::Router::Match> matchOf(const snapshot::Route& route, std::string_view path)
{
    proxy::RouteRequest request;
    request.host = "any";
    request.path = path;
    request.method = http::Method::Get;
    request.methodText = "GET";
    proxy::Router::Scratch scratch;
    return proxy::Router::create({route})->find(request, scratch);
}

} // namespace

class PathRewriteTest : public QObject
{
    Q_OBJECT

private slots:
    void buildsKongsUpstreamPath_data()
    {
        QTest::addColumn<QByteArray>("servicePath");
        QTest::addColumn<QByteArray>("routePath");
        QTest::addColumn<bool>("strip");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("upstream");
        const auto row = [](const char* service, const char* route, bool strip, const char* request,
                            const char* upstream) {
            QTest::addRow("%s + %s%s <- %s", service, route, strip ? " stripped" : "", request)
                << QByteArray(service) << QByteArray(route) << strip << QByteArray(request) << QByteArray(upstream);
        };
        row("/", "/route", true, "/routereq", "/req");
        row("/", "/route", true, "/route", "/");
        row("", "/route", true, "/route", "/");
        row("", "/route", false, "/route/x", "/route/x");
        row("/srv", "/rou", false, "/roureq", "/srv/roureq");
        row("/srv", "/rou", true, "/roureq", "/srv/req");
        row("/srv/", "/rou", true, "/rou", "/srv");
        row("/srv/", "/rou", true, "/rou/", "/srv/");
        row("/srv/", "/rou", false, "/rou", "/srv/rou");
        row("/service", "/", true, "/", "/service");
        row("/service", "/", false, "/", "/service");
        row("/service", "/route", true, "/route/", "/service/");
        row("/service", "/route/", true, "/route/req", "/service/req");
        row("/service/", "/route", true, "/route", "/service");
        row("/service/", "/route/", true, "/route/", "/service/");
        row("/service", "/route", true, "/route../req", "/service/req");
        row("/service", "/route", true, "/route%2E/req", "/service/req");
        row("/service", "/route", true, "/route..", "/service");
        row("/", "/route", true, "//route/./x/../y", "/y");
        row("/", "/route", true, "/%72oute/a%2fb", "/a%2Fb");
    }

    void buildsKongsUpstreamPath()
    {
        QFETCH(QByteArray, servicePath);
        QFETCH(QByteArray, routePath);
        QFETCH(bool, strip);
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, upstream);
        snapshot::Route route;
        route.paths = {{model::PathMatch::Kind::PlainPrefix, routePath.toStdString()}};
        route.rewrite = {Rewrite::Kind::KongServicePath, servicePath.toStdString(), strip};
        std::string scratch;
        const std::string received = request.toStdString();
        const auto path = http::normalizePath(received, scratch);
        const auto match = matchOf(route, *path);
        QVERIFY(match.has_value());

        std::string rewritten;
        proxy::appendRewrittenPath(rewritten, route.rewrite, *path, match->matchedLength, true);
        std::string escaped;
        http::appendEscapedPath(escaped, rewritten);

        QCOMPARE(QByteArray::fromStdString(escaped), upstream);
    }

    void replacesPaths_data()
    {
        QTest::addColumn<Rewrite::Kind>("kind");
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("upstream");
        using Kind = Rewrite::Kind;
        const auto row = [](Kind kind, const char* prefix, const char* value, const char* request,
                            const char* upstream) {
            QTest::addRow("%s -> %s: %s", prefix, value, request)
                << kind << QByteArray(prefix) << QByteArray(value) << QByteArray(request) << QByteArray(upstream);
        };
        row(Kind::None, "/a", "", "/a/b", "/a/b");
        row(Kind::ReplaceFullPath, "/a", "/z", "/a/b", "/z");
        row(Kind::ReplaceSegmentPrefix, "/foo", "/xyz", "/foo/bar", "/xyz/bar");
        row(Kind::ReplaceSegmentPrefix, "/foo/", "/xyz", "/foo/bar", "/xyz/bar");
        row(Kind::ReplaceSegmentPrefix, "/foo", "/xyz/", "/foo/bar", "/xyz/bar");
        row(Kind::ReplaceSegmentPrefix, "/foo", "/xyz", "/foo", "/xyz");
        row(Kind::ReplaceSegmentPrefix, "/foo", "/xyz", "/foo/", "/xyz/");
        row(Kind::ReplaceSegmentPrefix, "/foo", "/", "/foo/bar", "/bar");
        row(Kind::ReplaceSegmentPrefix, "/foo", "/", "/foo", "/");
        row(Kind::ReplaceSegmentPrefix, "/foo", "", "/foo/bar", "/bar");
        row(Kind::ReplaceSegmentPrefix, "/foo", "", "/foo", "/");
        row(Kind::ReplaceSegmentPrefix, "/", "/xyz", "/bar", "/xyz/bar");
    }

    void replacesPaths()
    {
        QFETCH(Rewrite::Kind, kind);
        QFETCH(QByteArray, prefix);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, upstream);
        snapshot::Route route;
        route.paths = {{model::PathMatch::Kind::SegmentPrefix, prefix.toStdString()}};
        route.rewrite = {kind, value.toStdString(), false};
        const std::string path = request.toStdString();
        const auto match = matchOf(route, path);
        QVERIFY(match.has_value());

        std::string rewritten;
        proxy::appendRewrittenPath(rewritten, route.rewrite, path, match->matchedLength, true);

        QCOMPARE(QByteArray::fromStdString(rewritten), upstream);
    }
};

QTEST_APPLESS_MAIN(PathRewriteTest)
#include "tst_path_rewrite.moc"
