#include "engine/formats/kong_file.h"

#include <QtTest>

using namespace causeway;
using namespace causeway::formats;
using namespace std::chrono_literals;

namespace {

const std::string head = "_format_version: \"3.0\"\n";
const std::string orders = head + "services:\n"
                                  "  - name: orders\n"
                                  "    host: 10.0.0.1\n"; // Lines 2 to 4; what follows is line 5.
const std::string route = orders + "    routes:\n"
                                   "      - name: r\n"; // Lines 5 and 6; what follows is line 7.
const std::string certificate = head + "certificates:\n"
                                       "  - cert: '-----BEGIN '\n"
                                       "    key: '-----BEGIN '\n"; // Lines 2 to 4; what follows is line 5.

/// A service as Kong's defaults make it.
model::GatewayService serviceAt(std::string name, std::string host, std::string path = {})
{
    model::GatewayService service;
    service.name = std::move(name);
    service.host = std::move(host);
    service.path = std::move(path);
    return service;
}

} // namespace

class KongFileTest : public QObject
{
    Q_OBJECT

private slots:
    void readsServicesAndTheirRoutes()
    {
        const auto file = parseKongFile("_format_version: \"3.0\"\n"
                                        "_transform: true\n"
                                        "services:\n"
                                        "  - name: orders\n"
                                        "    host: orders.internal\n"
                                        "    port: 8080\n"
                                        "    path: /v1\n"
                                        "    retries: 2\n"
                                        "    connect_timeout: 1500\n"
                                        "    enabled: false\n"
                                        "    tags: [shop, shop, eu]\n"
                                        "    routes:\n"
                                        "      - name: front\n"
                                        "        hosts: [shop.example]\n"
                                        "        paths: [/orders, /baskets]\n"
                                        "        methods: [GET]\n"
                                        "        strip_path: false\n"
                                        "        preserve_host: true\n",
                                        "kong.yml");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        const model::GatewayService service{"orders", "orders.internal", 8080,     "/v1", 2,
                                            1500ms,   60'000ms,          60'000ms, false, {"shop", "eu"}};
        const model::GatewayRoute front{"front", "orders", {"shop.example"}, {"/orders", "/baskets"}, {"GET"}, false,
                                        true,    {}};
        QVERIFY(file->services == std::vector{service});
        QVERIFY(file->routes == std::vector{front});
    }

    void leavesKongsDefaultsWhereNothingIsSaid()
    {
        const auto file = parseKongFile(route + "        paths: [/]\n        hosts: null\n", "kong.yml");

        QVERIFY(file.has_value());
        QVERIFY(file->services.front() == serviceAt("orders", "10.0.0.1"));
        model::GatewayRoute expected;
        expected.name = "r";
        expected.service = "orders";
        expected.paths = {"/"};
        QVERIFY(file->routes.front() == expected);
    }

    void readsJson()
    {
        const auto file = parseKongFile("{\"_format_version\": \"3.0\", \"services\": [{\"name\": \"s\","
                                        "\"url\": \"http://a.b/c\","
                                        "\"routes\": [{\"name\": \"r\", \"paths\": [\"\\/x\"]}]}]}",
                                        "kong.json");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QVERIFY(file->services.front() == serviceAt("s", "a.b", "/c"));
        QVERIFY(file->routes.front().paths == std::vector<std::string>{"/x"});
    }

    void takesAUrlApart_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("host alone") << QByteArray("http://a.b") << QByteArray("a.b") << 80 << QByteArray("");
        QTest::newRow("with port") << QByteArray("http://127.0.0.1:9000/") << QByteArray("127.0.0.1") << 9000
                                   << QByteArray("/");
        QTest::newRow("IPv6") << QByteArray("http://[::1]:81/x/") << QByteArray("::1") << 81 << QByteArray("/x/");
        QTest::newRow("IPv6 without port") << QByteArray("http://[::1]") << QByteArray("::1") << 80 << QByteArray("");
    }

    void takesAUrlApart()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, host);
        QFETCH(int, port);
        QFETCH(QByteArray, path);

        const auto file = parseKongFile(head + "services:\n  - {name: s, url: '" + url.toStdString() + "'}\n", "f");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(file->services.front().host), host);
        QCOMPARE(static_cast<int>(file->services.front().port), port);
        QCOMPARE(QByteArray::fromStdString(file->services.front().path), path);
    }

    void routesAtTheTopNameTheirService_data()
    {
        QTest::addColumn<QByteArray>("reference");
        QTest::newRow("by name") << QByteArray("orders");
        QTest::newRow("by name in a map") << QByteArray("{name: orders}");
        QTest::newRow("by id") << QByteArray("5f1d7e76-2fed-4806-a6af-869984f025cb");
        QTest::newRow("by id in a map") << QByteArray("{id: 5f1d7e76-2fed-4806-a6af-869984f025cb}");
    }

    void routesAtTheTopNameTheirService()
    {
        QFETCH(QByteArray, reference);
        const std::string text =
            head + "routes:\n  - {name: r, paths: [/r], service: " + reference.toStdString() +
            "}\nservices:\n  - {name: orders, id: 5f1d7e76-2fed-4806-a6af-869984f025cb, host: a}\n";

        const auto file = parseKongFile(text, "f");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(file->routes.front().service), QByteArray("orders"));
    }

    void whatHasNoNameIsNamedByItsPlace()
    {
        const auto file = parseKongFile(head + "services:\n"
                                               "  - host: a\n"
                                               "    routes: [{paths: [/x]}, {paths: [/y]}]\n"
                                               "routes: [{paths: [/z]}]\n",
                                        "f");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(file->services.front().name), QByteArray("service-1"));
        QCOMPARE(QByteArray::fromStdString(file->routes[1].name), QByteArray("service-1.route-2"));
        QCOMPARE(QByteArray::fromStdString(file->routes[2].name), QByteArray("route-1"));
        QVERIFY(file->routes[2].service.empty());
    }

    void readsEveryConditionOfARoute()
    {
        const auto file = parseKongFile(route + "        id: 5f1d7e76-2fed-4806-a6af-869984f025cb\n"
                                                "        hosts: ['*.shop.example', 'shop.*:8080']\n"
                                                "        paths: ['~/v(?<major>\\d+)/', /plain]\n"
                                                "        headers: {x-tier: [gold, '~*^s']}\n"
                                                "        snis: ['*.shop.example']\n"
                                                "        protocols: [https]\n"
                                                "        https_redirect_status_code: 308\n"
                                                "        regex_priority: 7\n"
                                                "        request_buffering: false\n",
                                        "f");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        model::GatewayRoute expected;
        expected.name = "r";
        expected.service = "orders";
        expected.id = "5f1d7e76-2fed-4806-a6af-869984f025cb";
        expected.hosts = {"*.shop.example", "shop.*:8080"};
        expected.paths = {"~/v(?<major>\\d+)/", "/plain"};
        expected.headers = {{"x-tier", {"gold", "~*^s"}}};
        expected.snis = {"*.shop.example"};
        expected.protocols = {"https"};
        expected.httpsRedirectStatus = 308;
        expected.regexPriority = 7;
        QVERIFY(file->routes.front() == expected);
    }

    void beforeVersion3WhatLooksLikeAnExpressionIsOne()
    {
        const auto file = parseKongFile("_format_version: \"2.1\"\nroutes:\n  - {paths: ['/a(b|c)', /a-b.c]}\n", "f");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(file->routes.front().paths, (std::vector<std::string>{"~/a(b|c)", "/a-b.c"}));
    }

    void readsPastCommentsAndWhatAsksForNothing()
    {
        const auto file = parseKongFile(head + "_comment: mine\n"
                                               "_ignore: [{x: y}]\n"
                                               "plugins: []\n"
                                               "consumers: null\n"
                                               "services:\n"
                                               "  - {name: s, host: a, _comment: c, plugins: [], tls_verify: null}\n",
                                        "f");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
    }

    void readsCertificatesAndWhatUsesThem()
    {
        const std::string id = "f1e2d3c4-0000-4000-8000-000000000001";
        const auto file =
            parseKongFile(head +
                              "certificates:\n"
                              "  - {id: " +
                              id +
                              ", cert: '-----BEGIN c', key: '-----BEGIN k',\n"
                              "     cert_alt: '-----BEGIN d', key_alt: '-----BEGIN l',\n"
                              "     snis: [{name: A.test}, '*.b.test']}\n"
                              "snis: [{name: '*', certificate: {id: " +
                              id +
                              "}}]\n"
                              "ca_certificates: [{id: " +
                              id +
                              ", cert: '-----BEGIN a'}]\n"
                              "services:\n"
                              "  - {name: s, url: 'https://s.test/x', tls_verify: true, tls_verify_depth: 2,\n"
                              "     ca_certificates: [" +
                              id + "], client_certificate: {id: " + id + "}}\n",
                          "f");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(file->certificates.at(0).pairs.size(), std::size_t(2));
        QVERIFY(file->certificates[0].serverNames == (std::vector<std::string>{"a.test", "*.b.test", "*"}));
        QCOMPARE(file->services[0].port, std::uint16_t(443));
        const formats::KongServiceTls& tls = file->serviceTls.at("s");
        QVERIFY(tls.isVerified && tls.verifyDepth == 2U);
        QCOMPARE(tls.authorities.at(0), id);
        QCOMPARE(tls.certificate, id);
        QCOMPARE(file->authorities.at(0).certificatePem, std::string("-----BEGIN a"));
    }

    void readsRoutesOfStreams()
    {
        const auto file =
            parseKongFile(orders + "    routes:\n"
                                   "      - {name: a, protocols: [tcp], sources: [{ip: 10.1.2.3/8, port: 5}]}\n"
                                   "      - {name: b, protocols: [tls], snis: [B.test]}\n"
                                   "      - {name: c, protocols: [tls_passthrough], snis: ['*.c.test'],\n"
                                   "         destinations: [{ip: 192.0.2.1}]}\n",
                          "f");

        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QVERIFY(file->routes.empty());
        QCOMPARE(file->streamRoutes.size(), std::size_t(3));
        QCOMPARE(file->streamRoutes[0].sources.at(0).network, std::string("10.0.0.0/8"));
        QCOMPARE(file->streamRoutes[0].service, std::string("orders"));
        QCOMPARE(file->streamRoutes[1].serverNames.at(0), std::string("b.test"));
        QCOMPARE(file->streamRoutes[2].destinations.at(0).network, std::string("192.0.2.1/32"));
        QVERIFY(file->streamRoutes[2].priority() > file->streamRoutes[1].priority());
        QVERIFY(file->streamRoutes[1].priority() > file->streamRoutes[0].priority());
    }

    void refusesByNameAndLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("complaint");
        const auto row = [](const char* title, const std::string& text, const char* complaint) {
            QTest::newRow(title) << QByteArray::fromStdString(text) << QByteArray(complaint);
        };
        row("no version", "services: []\n", "f:1: _format_version is missing");
        row("another version", "_format_version: \"4.0\"\n",
            "f:1: _format_version must be \"1.1\", \"2.1\" or \"3.0\"");
        row("a list as file", "- 1\n", "f:1: must be a map of fields");
        row("plugins", head + "plugins:\n  - name: key-auth\n", "f:2: plugins is not supported yet");
        row("upstreams", head + "upstreams: [{name: u}]\n", "f:2: upstreams is not supported yet");
        row("a decK file", head + "_info: {}\n", "f:2: _info is an unknown field");
        row("plugins of a service", orders + "    plugins: [{name: acl}]\n",
            "f:5: service orders: plugins is not supported yet");
        row("unknown field", orders + "    hots: b\n", "f:5: service orders: hots is an unknown field");
        row("grpc service", orders + "    protocol: grpc\n",
            "f:5: service orders: protocol 'grpc': is not supported yet");
        row("verification without TLS", orders + "    tls_verify: true\n",
            "f:5: service orders: tls_verify is only for the protocols https and tls");
        row("a path without requests", orders + "    protocol: tcp\n    path: /a\n",
            "f:3: service orders: has a path, which tcp does not know");
        row("an authority that is not there",
            orders + "    protocol: https\n    ca_certificates: [f1e2d3c4-0000-4000-8000-000000000000]\n",
            "f:3: service orders: ca_certificates names 'f1e2d3c4-0000-4000-8000-000000000000', which is not in");
        row("a certificate without key", head + "certificates:\n  - {cert: '-----BEGIN CERTIFICATE-----'}\n",
            "f:3: certificate-1: has no key");
        row("a certificate in a vault", head + "certificates:\n  - {cert: '{vault://a/b}', key: '-----BEGIN '}\n",
            "f:3: certificate-1: cert is not PEM");
        row("half an alternative", certificate + "    cert_alt: '-----BEGIN '\n",
            "f:3: certificate-1: needs both of cert_alt and key_alt");
        row("an sni with two stars", certificate + "    snis: [{name: '*.*'}]\n",
            "f:5: certificate-1: sni '*.*' may have one *");
        row("an sni that is an address", certificate + "    snis: [127.0.0.1]\n",
            "f:5: certificate-1: sni '127.0.0.1' is an address");
        row("an sni twice", certificate + "    snis: [a.b, A.b]\n",
            "f:5: certificate-1: sni 'A.b' is taken by the one at line 5");
        row("an sni of no certificate", head + "snis:\n  - {name: a.b, certificate: {id: gone}}\n",
            "f:3: sni-1: certificate names 'gone', which is not in this file");
        row("a protocol that is none", orders + "    protocol: gopher\n",
            "f:5: service orders: protocol 'gopher': is not one");
        row("port above the range", orders + "    port: 65536\n",
            "f:5: service orders: port must be a whole number from 1");
        row("port in quotes", orders + "    port: '80'\n", "f:5: service orders: port must be a whole number");
        row("retries", orders + "    retries: 32768\n",
            "f:5: service orders: retries must be a whole number from 0 to 32767");
        row("timeout of zero", orders + "    read_timeout: 0\n",
            "f:5: service orders: read_timeout must be a whole number");
        row("path without slash", orders + "    path: v1\n", "f:5: service orders: path 'v1': must begin with '/'");
        row("empty segments", orders + "    path: /a//b\n", "f:5: service orders: path '/a//b': must not have empty");
        row("half an escape", orders + "    path: /a%2\n", "f:5: service orders: path '/a%2': holds characters");
        row("a tag with a comma", orders + "    tags: ['a,b']\n", "f:5: service orders: tags 'a,b': must not hold");
        row("host and url", orders + "    url: http://b\n", "f:5: service orders: url stands for");
        row("no host", head + "services:\n  - name: s\n", "f:3: service s: has neither host nor url");
        row("host with port", head + "services:\n  - {name: s, host: 'a:80'}\n",
            "f:3: service s: host 'a:80': must not");
        row("url of another scheme", head + "services:\n  - {name: s, url: 'ftp://a'}\n",
            "f:3: service s: url 'ftp://a' must");
        row("url with a user", head + "services:\n  - {name: s, url: 'http://u@a/'}\n",
            "f:3: service s: url has the host 'u@a', which");
        row("a name with a space", head + "services:\n  - {name: 's s', host: a}\n",
            "f:3: service s s: name 's s': may hold");
        row("a name given twice", orders + "  - {name: orders, host: b}\n",
            "f:5: service orders: its name is taken by the one at line 3");
        row("a route that matches by nothing", route,
            "f:6: route r: must set one of 'methods', 'hosts', 'headers', 'paths'");
        row("an expression that is none", route + "        paths: ['~/a(']\n",
            "f:7: route r: paths '~/a(': '/a(' is not a regular expression that can be used");
        row("an expression that looks ahead", route + "        paths: ['~/a(?=b)']\n",
            "f:7: route r: paths '~/a(?=b)': '/a(?=b)' is not");
        row("an expression that begins nowhere", route + "        paths: ['~a']\n",
            "f:7: route r: paths '~a': must begin with '~/'");
        row("a path that is not normalised", route + "        paths: [/a/../%62]\n",
            "f:7: route r: paths '/a/../%62': is not normalised; write '/b'");
        row("an escape that no request keeps", route + "        paths: [/a%20b]\n",
            "f:7: route r: paths '/a%20b': has an escape that");
        row("a wildcard within a host", route + "        hosts: ['a.*.b']\n", "f:7: route r: hosts 'a.*.b': must not");
        row("two wildcards", route + "        hosts: ['*.a.*']\n",
            "f:7: route r: hosts '*.a.*': must have one asterisk");
        row("a host with a port that is none", route + "        hosts: ['a:0']\n",
            "f:7: route r: hosts 'a:0': must have a port");
        row("a lower-case method", route + "        methods: [get]\n", "f:7: route r: methods 'get': must be");
        row("headers in a list", route + "        headers: [x]\n", "f:7: route r: headers must be a map of lists");
        row("a header without values", route + "        headers: {x: []}\n",
            "f:7: route r: headers 'x': must have at least one value");
        row("a header that hosts are for", route + "        headers: {Host: [y]}\n",
            "f:7: route r: headers 'Host': cannot contain 'host' header");
        row("a header by a broken expression", route + "        headers: {x: ['~*(']}\n",
            "f:7: route r: headers '~*(': '(' is not a regular expression");
        row("a server name without https",
            route + "        paths: [/]\n        snis: [a.b]\n        protocols: [http]\n",
            "f:8: route r: snis must not be set where 'protocols' has no 'https'");
        row("an address as server name", route + "        snis: [10.0.0.1]\n",
            "f:7: route r: snis '10.0.0.1': must not be an IP");
        row("sources", route + "        paths: [/]\n        sources: [{ip: 10.0.0.1}]\n",
            "f:8: route r: sources cannot be set when 'protocols' is 'http' or 'https'");
        row("another status", route + "        paths: [/]\n        https_redirect_status_code: 303\n",
            "f:8: route r: https_redirect_status_code must be one of 426");
        row("another family", route + "        protocols: [tcp, http]\n        sources: [{port: 1}]\n",
            "f:7: route r: protocols 'http': does not go together");
        row("a stream with paths",
            route + "        protocols: [tcp]\n        sources: [{port: 1}]\n        paths: [/]\n",
            "f:9: route r: paths is not supported yet");
        row("a stream without conditions", route + "        protocols: [tcp]\n",
            "f:6: route r: must set one of 'sources'");
        row("a passage without names", route + "        protocols: [tls_passthrough]\n        sources: [{port: 1}]\n",
            "f:6: route r: must set 'snis'");
        row("names in plain streams", route + "        protocols: [tcp]\n        snis: [a.b]\n",
            "f:6: route r: has 'snis', which only");
        row("a source that is none", route + "        protocols: [tcp]\n        sources: [{ip: 10.0.0.0/33}]\n",
            "f:8: route r: sources: '10.0.0.0/33' is not an address");
        row("path handling v1", route + "        paths: [/]\n        path_handling: v1\n",
            "f:8: route r: path_handling 'v1': ");
        row("a truth that is none", route + "        paths: [/]\n        strip_path: yes\n",
            "f:8: route r: strip_path must be");
        row("a service that is not there", head + "routes:\n  - {paths: [/], service: gone}\n",
            "f:3: route route-1: there is no service 'gone' in this file");
        row("a service besides its place", route + "        paths: [/]\n        service: orders\n",
            "f:8: route r: service is given");
        row("what was an expression before 3.0", "_format_version: \"2.1\"\nroutes:\n  - {paths: ['/a(b']}\n",
            "f:3: route route-1: paths '/a(b': '/a(b' is not a regular expression");
        row("broken YAML", head + "services: [\n", "f:");
    }

    void refusesByNameAndLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, complaint);

        const auto file = parseKongFile(text.toStdString(), "f");

        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(file.error().message.starts_with(complaint.toStdString()), file.error().message.c_str());
        QVERIFY2(file.error().message.find('\n') == std::string::npos, file.error().message.c_str());
    }

    void listsEveryProblemInTheOrderOfTheFile()
    {
        const auto file = parseKongFile(orders + "    port: 0\n    retries: -1\n    plugins: [{name: acl}]\n", "f");

        QVERIFY(!file);
        QCOMPARE(QByteArray::fromStdString(file.error().message),
                 QByteArray("f:5: service orders: port must be a whole number from 1 to 65535\n"
                            "f:6: service orders: retries must be a whole number from 0 to 32767\n"
                            "f:7: service orders: plugins is not supported yet"));
    }

    void countsLinesFromWhereTheTextBegins()
    {
        const auto file = parseKongFile(orders + "    port: 0\n", "scenario.yml", 40);

        QVERIFY(!file);
        QVERIFY2(file.error().message.starts_with("scenario.yml:44: "), file.error().message.c_str());
    }

    void listsTwentyProblemsAndCountsTheRest()
    {
        std::string text = head;
        for (int i = 0; i < 25; ++i)
            text += "unknown" + std::to_string(i) + ": 1\n";

        const auto file = parseKongFile(text, "f");

        QVERIFY(!file);
        QVERIFY(file.error().message.ends_with("\nand 5 more"));
    }

    void namesAFileThatCannotBeRead()
    {
        const auto file = readKongFile("/nowhere/kong.yml");

        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::NotFound);
        QVERIFY(file.error().message.find("/nowhere/kong.yml") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(KongFileTest)
#include "tst_kong_file.moc"
