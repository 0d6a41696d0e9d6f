#include "engine/proxy/stream_router.h"

#include <algorithm>

namespace causeway::proxy {

bool StreamRouter::AddressRule::fits(const net::SocketAddress& address) const
{
    return (port == 0 || address.port() == port) && (!network || network->contains(address));
}

Result<std::vector<StreamRouter::AddressRule>>
StreamRouter::rulesFrom(const std::vector<snapshot::AddressMatch>& matches)
{
    std::vector<AddressRule> rules;
    for (const snapshot::AddressMatch& match : matches) {
        AddressRule rule{std::nullopt, match.port};
        if (!match.network.empty()) {
            ASSIGN_OR_RETURN(rule.network, net::Network::parse(match.network));
        }
        rules.push_back(rule);
    }
    return rules;
}

Result<StreamRouter> StreamRouter::create(const std::vector<snapshot::StreamRoute>& routes)
{
    StreamRouter router;
    for (std::uint32_t place = 0; place < routes.size(); ++place) {
        const snapshot::StreamRoute& route = routes[place];
        Conditions conditions;
        ASSIGN_OR_RETURN(conditions.sources, rulesFrom(route.sources));
        ASSIGN_OR_RETURN(conditions.destinations, rulesFrom(route.destinations));
        router.m_conditions.push_back(std::move(conditions));
        if (route.kind == snapshot::StreamRoute::Kind::Plain) {
            router.m_plain.push_back(place);
            continue;
        }
        router.m_hasTls = true;
        if (route.serverNames.empty())
            router.m_anyName.push_back(place);
        for (const std::string& name : route.serverNames)
            router.m_byName[name].push_back(place);
    }
    return router;
}

std::size_t StreamRouter::firstOf(const Places& places, const Client& client) const
{
    const auto fits = [](const std::vector<AddressRule>& rules, const net::SocketAddress& address) {
        return rules.empty() ||
               std::any_of(rules.begin(), rules.end(), [&](const AddressRule& rule) { return rule.fits(address); });
    };
    for (const std::uint32_t place : places)
        if (fits(m_conditions[place].sources, client.source) &&
            fits(m_conditions[place].destinations, client.destination))
            return place;
    return npos;
}

std::size_t StreamRouter::findTls(std::string_view serverName, const Client& client) const
{
    std::size_t best = firstOf(m_anyName, client);
    m_byName.visit(serverName, [&](const Places& places) {
        best = std::min(best, firstOf(places, client));
        return false;
    });
    return best;
}

std::size_t StreamRouter::findPlain(const Client& client) const
{
    return firstOf(m_plain, client);
}

} // namespace causeway::proxy
