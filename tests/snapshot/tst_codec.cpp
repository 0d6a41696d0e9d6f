#include "engine/base/random.h"
#include "engine/snapshot/codec.h"

#include <QtTest>

#include <algorithm>
#include <functional>

using namespace causeway;
using namespace causeway::snapshot;
using namespace std::chrono_literals;

namespace {

Route plainRoute(std::string name, std::vector<WeightedCluster> split)
{
    Route route;
    route.name = std::move(name);
    route.split = std::move(split);
    return route;
}

Route fullRoute()
{
    Route route = plainRoute("routes/cards", {{"services/cards", 99}, {"services/new", 1}});
    route.origin = "GatewayRoute cards";
    route.hosts = {"cards.example", "[::1]"};
    route.paths = {{model::PathMatch::Kind::PlainPrefix, "/cards"}, {model::PathMatch::Kind::Exact, "/"}};
    route.methods = {"GET", "POST"};
    route.rewrite = {Rewrite::Kind::KongServicePath, "/srv", true};
    route.preserveHost = true;
    route.requestHeaders = {{{"x-a", "1"}}, {{"x-b", "caf\xe9"}}, {"x-c"}};
    route.responseHeaders = {{}, {{"x-d", ""}}, {}};
    route.headers = {{"x-e", false, true, {{model::TextMatch::Kind::RegexPart, "a+"}}}, {"x-f", true, false, {}}};
    route.query = {{"q", false, false, {{model::TextMatch::Kind::Exact, "1"}, {model::TextMatch::Kind::Prefix, "2"}}}};
    route.snis = {"*.example", "a.*", "a.b"};
    route.sources = {{"10.0.0.0", 8, 0}, {"2001:db8::", 32, 80}, {"", 0, 5000}};
    route.plainStatus = 308;
    route.hostRewrite = "b.example:8080";
    route.mirrors = {{"services/new", 1}};
    route.retry = {2, true, true, true};
    return route;
}

Route redirecting()
{
    Route route = plainRoute("routes/away", {});
    route.hosts = {"*.example", "a.*:80", "[::1]:8080"};
    route.paths = {{model::PathMatch::Kind::Regex, "/v(\\d+)"}, {model::PathMatch::Kind::RegexStart, "/w"}};
    route.redirect =
        Redirect{"https", "b.example", 8443, {Rewrite::Kind::ReplaceRegex, "/\\1", false, "/v(\\d+)"}, 301};
    return route;
}

Route answering()
{
    Route route = plainRoute("routes/own", {});
    route.answer = DirectAnswer{503, "text/plain", "closed\n"};
    return route;
}

/// Whether it is a certificate is not the codec's to know.
std::string certificate(char filling)
{
    return "-----BEGIN CERTIFICATE-----\n" + std::string(64, filling) + "\n" + std::string(6, filling) +
           "==\n-----END CERTIFICATE-----\n";
}

Listener inbound()
{
    Listener listener{"inbound/cards/127.0.0.3:80", "127.0.0.3", 80, "gateway", false};
    listener.tls = ListenerTls{"default", true};
    listener.denied = {{PeerRule::Kind::Exact, "spiffe://default/thief"}};
    listener.allowed = {{PeerRule::Kind::Any, ""}, {PeerRule::Kind::Prefix, "spiffe://default/"}};
    return listener;
}

Listener passthrough()
{
    Listener listener{"ingress", "127.0.0.4", 10'001, "", false};
    listener.streams = {
        {"sni/cards", StreamRoute::Kind::Passthrough, "services/cards", {"a0123456789abcdef.cards.80.default.ms"}}};
    return listener;
}

/// A gateway's front door with all that it can have.
Listener front()
{
    Listener listener{"front", "::1", 8443, "gateway", true};
    listener.front = FrontTls{{{"shop.example", "shop"}, {"*.shop.example", "shop"}, {"shop.*", "other"}},
                              "other",
                              TlsVersion::Tls13,
                              "ECDHE+AESGCM:!aNULL",
                              FrontTls::ClientCertificate::Optional,
                              "default"};
    listener.streams = {
        {"routes/tcp", StreamRoute::Kind::Plain, "services/new", {}, {{"10.0.0.0/8", 0}}, {{"", 8443}}},
        {"routes/tls", StreamRoute::Kind::Terminated, "services/new", {"*.tcp.example"}, {}, {{"::1/128", 8443}}}};
    listener.trusted = {{"10.0.0.0/8", "0.0.0.0/0", "fd00::/8"}, ClientAddressField::XForwardedForRecursive, true};
    return listener;
}

Certificate ownCertificate(const std::string& name)
{
    return {name,
            {{{certificate('C'), certificate('D')}, {name + "/key", sha256("rsa")}},
             {{certificate('E')}, {name + "/other key", sha256("ec")}}}};
}

Cluster outside()
{
    Cluster cluster{"services/outside"};
    cluster.server = ServerTls{true, "default", 2, "shop"};
    cluster.proxyHeader = ProxyHeaderVersion::V2;
    return cluster;
}

Cluster secured()
{
    Cluster cluster{"services/far"};
    cluster.tls =
        ClusterTls{"default", "a0123456789abcdef.far.80.default.ms", {{PeerRule::Kind::Exact, "spiffe://default/far"}}};
    return cluster;
}

std::vector<Section> wholePlane()
{
    return {
        Listener{"public", "127.0.0.1", 8000, "gateway", true},
        VirtualHost{"gateway", {fullRoute(), plainRoute("routes/none", {}), redirecting(), answering()}},
        Cluster{"services/cards", 100ms, 200ms, 300ms},
        Cluster{"services/new", 1ms, 2ms, 2'147'483'646ms},
        Endpoints{"services/cards", {{"cards-1", "127.0.0.2", 80}, {"cards-2", "::1", 65'535}}},
        Endpoints{"services/new", {}},
        inbound(),
        passthrough(),
        secured(),
        Endpoints{"services/far", {}},
        TrustBundle{"default", {certificate('A'), certificate('B')}},
        front(),
        ownCertificate("shop"),
        ownCertificate("other"),
        outside(),
        Endpoints{"services/outside", {{"outside:443", "192.0.2.1", 443, "outside.example"}}},
    };
}

std::vector<SharedSection> encoded(const std::vector<Section>& sections)
{
    std::vector<SharedSection> all;
    for (const Section& section : sections)
        all.push_back(encode(section));
    return all;
}

EncodedSection withBytes(const EncodedSection& section, std::string bytes)
{
    return {section.kind, section.name, hashOf(section.kind, bytes), std::move(bytes)};
}

using Spoil = std::function<void(std::vector<Section>&)>;

} // namespace

Q_DECLARE_METATYPE(Spoil)

class CodecTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatItWrote()
    {
        for (const Section& section : wholePlane()) {
            const auto again = decode(*encode(section));

            QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
            QVERIFY(*again == section);
        }
    }

    void saysWhatARouteNeedsOfAPlane()
    {
        const auto needs = encode(VirtualHost{"gateway", {fullRoute(), redirecting(), answering()}})->needs;

        const std::vector<std::string_view> expected = {routeConditions, regularExpressions, ownAnswers, mirroring,
                                                        retries,         hostRewriting};
        QCOMPARE(needs, expected);
        QVERIFY(encode(VirtualHost{"gateway", {plainRoute("r", {{"c", 1}})}})->needs.empty());
    }

    void equalSectionsHaveEqualBytesAndHash()
    {
        const SharedSection once = encode(VirtualHost{"gateway", {fullRoute()}});
        const SharedSection twice = encode(VirtualHost{"gateway", {fullRoute()}});

        QVERIFY(once->bytes == twice->bytes);
        QVERIFY(once->hash == twice->hash);
    }

    void theManifestDoesNotDependOnTheOrderOfSections()
    {
        auto sections = encoded(wholePlane());
        const auto forward = manifestOf(sections);
        std::reverse(sections.begin(), sections.end());
        const auto backward = manifestOf(sections);

        QVERIFY(forward && backward);
        QVERIFY(*forward == *backward);
        QVERIFY(forward->hash() == backward->hash());
        QVERIFY(std::is_sorted(forward->entries.begin(), forward->entries.end()));
    }

    void aChangeOfOneWeightChangesOneEntryOfTheManifest()
    {
        auto sections = wholePlane();
        const auto before = manifestOf(encoded(sections));
        std::get<VirtualHost>(sections[1]).routes[0].split[1].weight = 2;
        const auto after = manifestOf(encoded(sections));

        int different = 0;
        for (std::size_t i = 0; i < before->entries.size(); ++i)
            different += before->entries[i] == after->entries[i] ? 0 : 1;
        QCOMPARE(different, 1);
        QVERIFY(before->hash() != after->hash());
    }

    void assemblesAWholePlane()
    {
        const auto sections = encoded(wholePlane());

        const auto snapshot = assemble(7, sections);

        QVERIFY2(snapshot.has_value(), snapshot ? "" : snapshot.error().message.c_str());
        QCOMPARE((*snapshot)->revision, std::uint64_t(7));
        QVERIFY((*snapshot)->hash == manifestOf(sections)->hash());
        QCOMPARE((*snapshot)->clusters.size(), std::size_t(4));
        QVERIFY((*snapshot)->virtualHosts[0].routes[0] == fullRoute());
        QVERIFY((*snapshot)->trustBundles.at(0).rootsPem.at(1) == certificate('B'));
    }

    void decodesOnlyWhatChanged()
    {
        std::vector<Section> plane{Listener{"public", "127.0.0.1", 8000, "host-0", true}};
        for (int i = 0; i < 1'000; ++i) {
            const std::string number = std::to_string(i);
            plane.push_back(Cluster{"services/" + number});
            plane.push_back(Endpoints{"services/" + number, {{"one-" + number, "127.0.0.2", 80}}});
            plane.push_back(
                VirtualHost{"host-" + number, {plainRoute("route-" + number, {{"services/" + number, 1}})}});
        }
        auto sections = encoded(plane);
        Assembler assembler;
        QVERIFY(assembler.assemble(1, sections));
        QCOMPARE(assembler.decoded(), std::uint64_t(3'001));

        std::get<VirtualHost>(plane[3]).routes[0].split.push_back({"services/1", 7});
        sections[3] = encode(plane[3]);
        const auto changed = assembler.assemble(2, sections);

        QVERIFY(changed);
        QCOMPARE(assembler.decoded(), std::uint64_t(3'002));
        const auto anew = assemble(2, sections);
        QVERIFY((*changed)->virtualHosts == (*anew)->virtualHosts && (*changed)->clusters == (*anew)->clusters);
        QVERIFY((*changed)->endpoints == (*anew)->endpoints && (*changed)->listeners == (*anew)->listeners);
        QVERIFY((*changed)->hash == (*anew)->hash && (*changed)->revision == 2);
    }

    void doesNotTakeAKnownSectionUnderAnotherName()
    {
        Assembler assembler;
        auto sections = encoded({Cluster{"a"}, Endpoints{"a", {}}});
        QVERIFY(assembler.assemble(1, sections));
        auto renamed = std::make_shared<EncodedSection>(*sections[0]);
        renamed->name = "b";
        sections.push_back(renamed);

        const auto snapshot = assembler.assemble(2, sections);

        QVERIFY(!snapshot);
        QVERIFY(snapshot.error().message.find("its bytes name another one") != std::string::npos);
    }

    void refusesWhatDoesNotFitTogether_data()
    {
        QTest::addColumn<Spoil>("spoil");
        QTest::addColumn<QString>("names");
        QTest::newRow("virtual host is missing") << Spoil([](auto& s) { s.erase(s.begin() + 1); }) << "'gateway'";
        QTest::newRow("cluster is missing") << Spoil([](auto& s) { s.erase(s.begin() + 3); }) << "'services/new'";
        QTest::newRow("endpoints are missing") << Spoil([](auto& s) { s.erase(s.begin() + 5); }) << "'services/new'";
        QTest::newRow("trust bundle of a listener is missing")
            << Spoil([](auto& s) { std::get<Listener>(s[6]).tls->trust = "other"; }) << "'other'";
        QTest::newRow("trust bundle of a cluster is missing")
            << Spoil([](auto& s) { std::get<Cluster>(s[8]).tls->trust = "other"; }) << "'other'";
        QTest::newRow("cluster of a server name is missing")
            << Spoil([](auto& s) { std::get<Listener>(s[7]).streams[0].cluster = "services/gone"; })
            << "'services/gone'";
        QTest::newRow("certificate of a listener is missing")
            << Spoil([](auto& s) { std::get<Listener>(s[11]).front->otherwise = "gone"; }) << "'gone'";
        QTest::newRow("certificate of a server's name is missing")
            << Spoil([](auto& s) { std::get<Listener>(s[11]).front->names[1].certificate = "gone"; }) << "'gone'";
        QTest::newRow("trust bundle for clients is missing")
            << Spoil([](auto& s) { std::get<Listener>(s[11]).front->trust = "nobody"; }) << "'nobody'";
        QTest::newRow("certificate for a server is missing")
            << Spoil([](auto& s) { std::get<Cluster>(s[14]).server->certificate = "gone"; }) << "'gone'";
        QTest::newRow("trust bundle for a server is missing")
            << Spoil([](auto& s) { std::get<Cluster>(s[14]).server->trust = "nobody"; }) << "'nobody'";
        QTest::newRow("a section twice") << Spoil([](auto& s) { s.push_back(s[2]); }) << "'services/cards'";
        QTest::newRow("a route in two virtual hosts") << Spoil([](auto& s) {
            s.push_back(VirtualHost{"other", {plainRoute("routes/none", {})}});
        }) << "'routes/none'";
    }

    void refusesWhatDoesNotFitTogether()
    {
        QFETCH(Spoil, spoil);
        QFETCH(QString, names);
        auto sections = wholePlane();
        spoil(sections);

        const auto snapshot = assemble(1, encoded(sections));

        QVERIFY(!snapshot);
        QVERIFY2(snapshot.error().message.find(names.toStdString()) != std::string::npos,
                 snapshot.error().message.c_str());
    }

    void refusesValuesOutOfRange_data()
    {
        QTest::addColumn<Spoil>("spoil");
        const auto listener = [](auto& s) -> Listener& { return std::get<Listener>(s[0]); };
        const auto away = [](auto& s) -> Redirect& { return *std::get<VirtualHost>(s[1]).routes[2].redirect; };
        const auto own = [](auto& s) -> DirectAnswer& { return *std::get<VirtualHost>(s[1]).routes[3].answer; };
        const auto route = [](auto& s) -> Route& { return std::get<VirtualHost>(s[1]).routes[0]; };
        const auto cluster = [](auto& s) -> Cluster& { return std::get<Cluster>(s[2]); };
        const auto endpoint = [](auto& s) -> Endpoint& { return std::get<Endpoints>(s[4]).endpoints[0]; };
        QTest::newRow("host with a wildcard within") << Spoil([=](auto& s) { route(s).hosts = {"a.*.b"}; });
        QTest::newRow("host with a port of 0") << Spoil([=](auto& s) { route(s).hosts = {"a:0"}; });
        QTest::newRow("host with a final dot") << Spoil([=](auto& s) { route(s).hosts = {"a."}; });
        QTest::newRow("expression that is none") << Spoil([=](auto& s) {
            route(s).paths = {{model::PathMatch::Kind::Regex, "("}};
        });
        QTest::newRow("header in capitals") << Spoil([=](auto& s) { route(s).headers[0].name = "X-E"; });
        QTest::newRow("value of an absent header") << Spoil([=](auto& s) {
            route(s).headers[1].values = {{model::TextMatch::Kind::Exact, "1"}};
        });
        QTest::newRow("header by an expression that is none")
            << Spoil([=](auto& s) { route(s).headers[0].values[0].value = "("; });
        QTest::newRow("address as server name") << Spoil([=](auto& s) { route(s).snis = {"10.0.0.1"}; });
        QTest::newRow("range with bits too many") << Spoil([=](auto& s) { route(s).sources = {{"10.0.0.1", 8, 0}}; });
        QTest::newRow("range of nothing") << Spoil([=](auto& s) { route(s).sources = {{"", 0, 0}}; });
        QTest::newRow("status for plain clients") << Spoil([=](auto& s) { route(s).plainStatus = 200; });
        QTest::newRow("host rewrite with a line end") << Spoil([=](auto& s) { route(s).hostRewrite = "a\r\nb"; });
        QTest::newRow("mirror of nothing") << Spoil([=](auto& s) { route(s).mirrors[0].perMillion = 0; });
        QTest::newRow("mirror of more than all") << Spoil([=](auto& s) { route(s).mirrors[0].perMillion = 1'000'001; });
        QTest::newRow("mirror to nowhere") << Spoil([=](auto& s) { route(s).mirrors[0].cluster = "services/gone"; });
        QTest::newRow("retries") << Spoil([=](auto& s) { route(s).retry.count = 32'768; });
        QTest::newRow("redirect and split") << Spoil([=](auto& s) { route(s).redirect = away(s); });
        QTest::newRow("redirect to a scheme") << Spoil([=](auto& s) { away(s).scheme = "gopher"; });
        QTest::newRow("redirect to a wildcard") << Spoil([=](auto& s) { away(s).host = "*.example"; });
        QTest::newRow("status of a redirect") << Spoil([=](auto& s) { away(s).status = 304; });
        QTest::newRow("group that there is not") << Spoil([=](auto& s) { away(s).path.value = "/\\2"; });
        QTest::newRow("status of an answer") << Spoil([=](auto& s) { own(s).status = 101; });
        QTest::newRow("body of no content") << Spoil([=](auto& s) { own(s).status = 204; });
        QTest::newRow("kind of content with a line end") << Spoil([=](auto& s) { own(s).contentType = "a\nb"; });
        const auto row = [](const char* name, Spoil spoil) { QTest::newRow(name) << std::move(spoil); };

        row("listener on a name", [=](auto& s) { listener(s).address = "localhost"; });
        row("no virtual host", [=](auto& s) { listener(s).virtualHost.clear(); });
        row("no name", [=](auto& s) { listener(s).name.clear(); });
        row("line end in a name", [=](auto& s) { route(s).name = "a\nb"; });
        row("host in upper case", [=](auto& s) { route(s).hosts[0] = "Cards.example"; });
        row("path without slash", [=](auto& s) { route(s).paths[0].value = "cards"; });
        row("path with a line end", [=](auto& s) { route(s).paths[0].value = "/\r\nX: y"; });
        row("method with a space", [=](auto& s) { route(s).methods[0] = "GET /"; });
        row("rewrite with a space", [=](auto& s) { route(s).rewrite.value = "/a b"; });
        row("empty full rewrite", [=](auto& s) { route(s).rewrite = {Rewrite::Kind::ReplaceFullPath, "", false}; });
        row("header name with a colon", [=](auto& s) { route(s).requestHeaders.set[0].name = "a:"; });
        row("header value with CR LF", [=](auto& s) { route(s).requestHeaders.add[0].value = "1\r\nX: y"; });
        row("header value with NUL", [=](auto& s) { route(s).responseHeaders.add[0].value = std::string("a\0b", 3); });
        row("header that frames", [=](auto& s) { route(s).requestHeaders.set[0].name = "Content-Length"; });
        row("removal of a framing header", [=](auto& s) { route(s).requestHeaders.remove[0] = "transfer-encoding"; });
        row("weight above the highest", [=](auto& s) { route(s).split[0].weight = 1'000'001; });
        row("all weights zero", [=](auto& s) {
            for (auto& part : route(s).split)
                part.weight = 0;
        });
        row("backend twice", [=](auto& s) { route(s).split[1].cluster = "services/cards"; });
        row("route twice", [=](auto& s) { route(s).name = "routes/none"; });
        row("timeout of zero", [=](auto& s) { cluster(s).readTimeout = 0ms; });
        row("negative timeout", [=](auto& s) { cluster(s).connectTimeout = -1ms; });
        row("endless timeout", [=](auto& s) { cluster(s).writeTimeout = 2'147'483'647ms; });
        row("endpoint without port", [=](auto& s) { endpoint(s).port = 0; });
        row("endpoint at a name", [=](auto& s) { endpoint(s).address = "cards-1"; });
        row("TLS without a trust bundle", [](auto& s) { std::get<Listener>(s[6]).tls->trust.clear(); });
        row("rules for peers without TLS", [](auto& s) { std::get<Listener>(s[6]).tls.reset(); });
        row("rule without a value", [](auto& s) { std::get<Listener>(s[6]).denied[0].value.clear(); });
        row("rule for anyone with a value", [](auto& s) { std::get<Listener>(s[6]).allowed[0].value = "x"; });
        row("mesh TLS without requests", [](auto& s) { std::get<Listener>(s[7]).tls = ListenerTls{"default", false}; });
        row("gateway without requests", [](auto& s) { std::get<Listener>(s[7]).isGateway = true; });
        row("TLS in two ways", [](auto& s) { std::get<Listener>(s[6]).front = front().front; });
        row("stream route twice", [](auto& s) {
            auto& routes = std::get<Listener>(s[7]).streams;
            routes.push_back(routes[0]);
        });
        row("stream route without a cluster", [](auto& s) { std::get<Listener>(s[7]).streams[0].cluster.clear(); });
        row("stream route inside of TLS that does not end",
            [](auto& s) { std::get<Listener>(s[7]).streams[0].kind = StreamRoute::Kind::Terminated; });
        row("server names without TLS",
            [](auto& s) { std::get<Listener>(s[7]).streams[0].kind = StreamRoute::Kind::Plain; });
        row("empty condition on sources", [](auto& s) { std::get<Listener>(s[7]).streams[0].sources = {{"", 0}}; });
        for (const char* const sni : {"", "Cards", "127.0.0.1", "[::1]", "a..b", ".a", "a.", "a b", "a:80", "*", "*.*",
                                      "*a.b", "a.*.b", "*.a.*", "*."})
            row(QByteArray("server name '").append(sni).append("'").constData(),
                [=](auto& s) { std::get<Listener>(s[7]).streams[0].serverNames[0] = sni; });
        for (const char* const network :
             {"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0/8", "a/8",
              "::1/129", "::1/64", "/8", "10.0.0.0/8 ", "01.0.0.0/8"})
            row(QByteArray("network '").append(network).append("'").constData(),
                [=](auto& s) { std::get<Listener>(s[11]).trusted.networks[0] = network; });
        row("PROXY headers of nobody", [](auto& s) { std::get<Listener>(s[11]).trusted.networks.clear(); });
        row("served name twice", [](auto& s) { std::get<Listener>(s[11]).front->names[1].name = "shop.example"; });
        row("ciphers with a space", [](auto& s) { std::get<Listener>(s[11]).front->ciphers = "A B"; });
        row("no certificate", [](auto& s) { std::get<Listener>(s[11]).front->otherwise.clear(); });
        row("clients verified by nobody", [](auto& s) { std::get<Listener>(s[11]).front->trust.clear(); });
        row("trust in clients that are not asked",
            [](auto& s) { std::get<Listener>(s[11]).front->clients = FrontTls::ClientCertificate::None; });
        row("certificate without a chain", [](auto& s) { std::get<Certificate>(s[12]).chains.clear(); });
        row("empty chain", [](auto& s) { std::get<Certificate>(s[12]).chains[0].chainPem.clear(); });
        row("key without a name", [](auto& s) { std::get<Certificate>(s[12]).chains[1].key.name.clear(); });
        row("chain that is none", [](auto& s) { std::get<Certificate>(s[12]).chains[1].chainPem[0] = "x"; });
        row("trust without verification", [](auto& s) { std::get<Cluster>(s[14]).server->isVerified = false; });
        row("endless depth", [](auto& s) { std::get<Cluster>(s[14]).server->verifyDepth = 101; });
        row("cluster with two kinds of TLS", [](auto& s) { std::get<Cluster>(s[14]).tls = secured().tls; });
        row("hostname that is none",
            [](auto& s) { std::get<Endpoints>(s[15]).endpoints[0].hostname = "outside.example:443"; });
        row("cluster that expects nobody", [](auto& s) { std::get<Cluster>(s[8]).tls->servers.clear(); });
        row("trust in nobody", [](auto& s) { std::get<TrustBundle>(s[10]).rootsPem.clear(); });
        row("authority twice", [](auto& s) { std::get<TrustBundle>(s[10]).rootsPem[1] = certificate('A'); });
        row("two authorities in one", [](auto& s) { std::get<TrustBundle>(s[10]).rootsPem[0] += certificate('C'); });
        row("authority with a comment", [](auto& s) { std::get<TrustBundle>(s[10]).rootsPem[0].insert(0, "x\n"); });
        row("authority with a bad line", [](auto& s) { std::get<TrustBundle>(s[10]).rootsPem[0][30] = '-'; });
        row("authority without content", [](auto& s) {
            std::get<TrustBundle>(s[10]).rootsPem[0] = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
        });
        row("instance twice", [=](auto& s) { endpoint(s).instance = "cards-2"; });
    }

    void refusesValuesOutOfRange()
    {
        QFETCH(Spoil, spoil);
        auto sections = wholePlane();
        spoil(sections);

        const auto snapshot = assemble(1, encoded(sections));

        QVERIFY(!snapshot);
        QVERIFY(snapshot.error().code == ErrorCode::InvalidArgument);
    }

    void refusesPortsThatDoNotFitTheirType()
    {
        EncodedSection section = *encode(Listener{"l", "127.0.0.1", 65'535, "v", false});
        const std::string wide = "\x18\x80\x80\x04"; // Field 3, 65536.
        const auto at = section.bytes.find("\x18\xff\xff\x03");
        QVERIFY(at != std::string::npos);

        const auto decoded = decode(withBytes(section, std::string(section.bytes).replace(at, 4, wide)));

        QVERIFY(!decoded);
        QVERIFY2(decoded.error().message.find("65536") != std::string::npos, decoded.error().message.c_str());
    }

    void refusesBytesItWouldNotHaveWritten_data()
    {
        QTest::addColumn<QByteArray>("added");
        QTest::newRow("unknown field") << QByteArray("\xa2\x06\x01x");
        QTest::newRow("field given twice") << QByteArray("\x0a\x06public");
        QTest::newRow("default value spelt out") << QByteArray::fromHex("2800");
        QTest::newRow("rubbish") << QByteArray("\xff\xff\xff");
    }

    void refusesBytesItWouldNotHaveWritten()
    {
        QFETCH(QByteArray, added);
        const EncodedSection section = *encode(Listener{"public", "127.0.0.1", 1, "v", false});

        const auto decoded = decode(withBytes(section, section.bytes + added.toStdString()));

        QVERIFY(!decoded);
        QVERIFY(decoded.error().message.starts_with("listener 'public':"));
    }

    void refusesAnUnknownKindByNumber()
    {
        EncodedSection section = *encode(Cluster{"c"});
        section.kind = static_cast<SectionKind>(9);
        section.hash = hashOf(section.kind, section.bytes);

        const auto decoded = decode(section);

        QVERIFY(!decoded);
        QVERIFY(decoded.error().code == ErrorCode::Unimplemented);
    }

    void refusesBytesUnderAnotherNameOrHash()
    {
        const EncodedSection section = *encode(Cluster{"c"});
        EncodedSection renamed = section;
        renamed.name = "d";
        EncodedSection forged = section;
        forged.hash.bytes[0] ^= 1;

        QVERIFY(!decode(renamed));
        QVERIFY(decode(forged).error().code == ErrorCode::DataLoss);
    }

    void saysWhatASectionNeedsBeyondItsKind()
    {
        QVERIFY(encode(inbound())->needs == std::vector{mutualTls});
        QVERIFY(encode(secured())->needs == std::vector{mutualTls});
        QVERIFY(encode(passthrough())->needs == std::vector{streamRoutes});
        QVERIFY(encode(front())->needs == (std::vector{frontTls, streamRoutes, trustedProxies}));
        QVERIFY(encode(outside())->needs == (std::vector{serverTls, proxyHeaders}));
        QVERIFY(encode(Cluster{"c"})->needs.empty());
    }

    void survivesAnyBytesAndNamesTheSection()
    {
        Random random(20'261'120);
        const auto sections = encoded(wholePlane());
        for (int round = 0; round < 20'000; ++round) {
            const EncodedSection& section = *sections[random.below(sections.size())];
            std::string bytes = section.bytes;
            for (std::uint64_t edits = 1 + random.below(4); edits > 0 && !bytes.empty(); --edits) {
                const std::size_t at = random.below(bytes.size());
                switch (random.below(4)) {
                case 0:
                    bytes[at] = static_cast<char>(random.next());
                    break;
                case 1:
                    bytes.erase(at, 1 + random.below(8));
                    break;
                case 2:
                    bytes.insert(at, 1, static_cast<char>(random.next()));
                    break;
                default:
                    bytes.resize(at);
                    break;
                }
            }

            const auto decoded = decode(withBytes(section, bytes));

            if (decoded)
                QVERIFY(encode(*decoded)->bytes == bytes);
            else
                QVERIFY(decoded.error().message.find("'" + section.name + "'") != std::string::npos);
        }
    }
};

QTEST_APPLESS_MAIN(CodecTest)
#include "tst_codec.moc"
