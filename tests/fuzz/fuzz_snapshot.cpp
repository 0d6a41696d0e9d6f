#include "engine/proxy/router.h"
#include "engine/snapshot/codec.h"
#include "tests/fuzz/target.h"

namespace causeway::fuzz {

namespace {

using namespace snapshot;

/// Sections one behind the other: kind, two bytes of length, bytes.
std::vector<SharedSection> sectionsOf(std::string_view stream)
{
    std::vector<SharedSection> sections;
    while (stream.size() >= 3) {
        const std::size_t length = static_cast<std::size_t>(static_cast<unsigned char>(stream[1])) << 8 |
                                   static_cast<unsigned char>(stream[2]);
        auto section = std::make_shared<EncodedSection>();
        section->kind = static_cast<SectionKind>(stream[0]);
        section->bytes = stream.substr(3, length);
        stream.remove_prefix(std::min(3 + length, stream.size()));
        // A manifest names a section as its bytes do: field 1, with a length of one byte.
        const std::string& bytes = section->bytes;
        if (bytes.size() > 2 && bytes[0] == 0x0a)
            section->name = bytes.substr(2, static_cast<unsigned char>(bytes[1]));
        section->hash = hashOf(section->kind, bytes);
        sections.push_back(std::move(section));
    }
    return sections;
}

/// What a plane takes is what it would have written: equal bytes, equal value.
void checkSection(const SharedSection& section)
{
    const auto decoded = decode(*section);
    if (!decoded) {
        CAUSEWAY_ASSERT(!decoded.error().message.empty());
        return;
    }
    const SharedSection again = encode(*decoded);
    CAUSEWAY_ASSERT(again->kind == section->kind && again->name == section->name);
    CAUSEWAY_ASSERT(again->bytes == section->bytes && again->hash == section->hash);
    CAUSEWAY_ASSERT(decode(*again) == decoded);
}

/// What fits together can be routed by.
void checkWhole(const Snapshot& whole)
{
    for (const VirtualHost& host : whole.virtualHosts) {
        const auto router = proxy::Router::create(host.routes);
        if (!router)
            continue; // An expression or a condition that is none is refused by name when the configuration arrives.
        proxy::Router::Scratch scratch;
        for (const Route& route : host.routes)
            for (const model::PathMatch& path : route.paths) {
                const std::string name = route.hosts.empty() ? "a" : route.hosts.front();
                const proxy::RouteRequest request{.host = name, .path = path.value, .method = http::Method::Get};
                const auto match = router->find(request, scratch);
                CAUSEWAY_ASSERT(!match || match->route < host.routes.size());
            }
    }
}

void run(std::string_view bytes)
{
    const std::vector<SharedSection> sections = sectionsOf(bytes);
    for (const SharedSection& section : sections)
        checkSection(section);
    Assembler assembler;
    const auto whole = assembler.assemble(7, sections);
    if (!whole)
        return;
    checkWhole(**whole);
    const std::uint64_t decoded = assembler.decoded();
    const auto again = assembler.assemble(8, sections);
    CAUSEWAY_ASSERT(again && (*again)->hash == (*whole)->hash && assembler.decoded() == decoded);
}

std::string streamOf(const std::vector<Section>& sections)
{
    std::string stream;
    for (const Section& section : sections) {
        const SharedSection encoded = encode(section);
        stream += static_cast<char>(encoded->kind);
        stream += static_cast<char>(encoded->bytes.size() >> 8);
        stream += static_cast<char>(encoded->bytes.size() & 0xff);
        stream += encoded->bytes;
    }
    return stream;
}

Route fullRoute()
{
    Route route;
    route.name = "cards";
    route.origin = "GatewayRoute cards";
    route.hosts = {"cards.example", "[::1]"};
    route.paths = {{model::PathMatch::Kind::PlainPrefix, "/cards"}, {model::PathMatch::Kind::SegmentPrefix, "/x/y"}};
    route.methods = {"GET", "POST"};
    route.rewrite = {Rewrite::Kind::KongServicePath, "/srv", true};
    route.requestHeaders = {{{"x-a", "1"}}, {{"x-b", "caf\xe9"}}, {"x-c"}};
    route.split = {{"cards", 99}, {"new", 1}};
    return route;
}

std::vector<Seed> seeds()
{
    Listener inbound{"inbound", "127.0.0.3", 80, "all", false};
    inbound.tls = ListenerTls{"default", true};
    inbound.denied = {{PeerRule::Kind::Exact, "spiffe://default/thief"}};
    inbound.allowed = {{PeerRule::Kind::Any, ""}, {PeerRule::Kind::Prefix, "spiffe://default/"}};
    Listener ingress{"ingress", "::1", 10'001, "", false};
    ingress.streams = {{"sni/cards", StreamRoute::Kind::Passthrough, "cards", {"a.cards.80.default.ms"}}};
    Listener front{"front", "127.0.0.1", 8443, "all", true};
    front.front = FrontTls{{{"shop.example", "shop"}}, "shop", TlsVersion::Tls13};
    front.streams = {{"tcp", StreamRoute::Kind::Plain, "new", {}, {{"10.0.0.0/8", 0}}, {{"", 5432}}}};
    front.trusted = {{"10.0.0.0/8"}, ClientAddressField::XForwardedForRecursive, true};
    Cluster secured{"cards"};
    secured.tls = ClusterTls{"default", "a.cards.80.default.ms", {{PeerRule::Kind::Exact, "spiffe://default/cards"}}};
    const TrustBundle bundle{"default", {"-----BEGIN CERTIFICATE-----\nQUJDRA==\n-----END CERTIFICATE-----\n"}};
    const std::vector<Section> plane{inbound,
                                     ingress,
                                     front,
                                     Certificate{"shop", {{{bundle.rootsPem.front()}, {"shop/key", sha256("rsa")}}}},
                                     VirtualHost{"all", {fullRoute()}},
                                     secured,
                                     Cluster{"new"},
                                     Endpoints{"cards", {{"cards-1", "127.0.0.2", 80}, {"cards-2", "::1", 65'535}}},
                                     Endpoints{"new", {}},
                                     bundle};
    std::vector<Seed> all{{"a whole plane", streamOf(plane)}};
    for (const Section& section : plane)
        all.push_back({"one section of it", streamOf({section})});
    return all;
}

} // namespace

const Target snapshotTarget{"snapshot", run, seeds};

} // namespace causeway::fuzz
