#include "engine/proxy/plane_config.h"

#include "engine/http/characters.h"
#include "engine/http/head_writer.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

/// Connections are shared by clusters that ask for the same address in the same way.
std::string poolKeyOf(const std::string& address, const std::optional<snapshot::ClusterTls>& tls)
{
    if (!tls)
        return address;
    std::string key = address + '\n' + tls->sni + '\n' + tls->trust;
    for (const snapshot::PeerRule& rule : tls->servers)
        key += '\n' + std::to_string(static_cast<int>(rule.kind)) + rule.value;
    return key;
}

} // namespace

bool PreparedEdits::dropsField(std::string_view name) const
{
    return std::any_of(drops.begin(), drops.end(),
                       [&](const std::string& drop) { return http::equalsIgnoringCase(drop, name); });
}

PreparedEdits prepared(const model::HeaderEdits& edits)
{
    PreparedEdits ready;
    ready.drops = edits.remove;
    http::HeadWriter writer(ready.lines);
    for (const model::HeaderField& field : edits.set) {
        ready.drops.push_back(field.name);
        writer.field(field.name, field.value);
    }
    for (const model::HeaderField& field : edits.add)
        writer.field(field.name, field.value);
    return ready;
}

Result<PlaneEndpoint> endpointFrom(const snapshot::Endpoint& endpoint, const std::optional<snapshot::ClusterTls>& tls)
{
    ASSIGN_OR_RETURN(const auto address, net::SocketAddress::create(endpoint.address, endpoint.port));
    const std::string full = address.toString();
    const bool isUsualPort = endpoint.port == 80;
    return PlaneEndpoint{endpoint.instance, address, poolKeyOf(full, tls),
                         isUsualPort ? full.substr(0, full.rfind(':')) : full};
}

std::shared_ptr<const net::ExpectedPeer> serverFrom(const snapshot::ClusterTls& tls)
{
    auto expected = std::make_shared<net::ExpectedPeer>();
    expected->serverName = tls.sni;
    expected->accepts = [rules = tls.servers](const std::string& name) {
        return std::any_of(rules.begin(), rules.end(), [&](const auto& rule) { return matches(rule, name); });
    };
    expected->description = describe(tls.servers);
    return expected;
}

} // namespace causeway::proxy
