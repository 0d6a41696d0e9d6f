#include "engine/proxy/peer_policy.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

bool matchesOne(const std::vector<snapshot::PeerRule>& rules, const std::vector<std::string>& uriNames)
{
    return std::any_of(rules.begin(), rules.end(), [&](const snapshot::PeerRule& rule) {
        return std::any_of(uriNames.begin(), uriNames.end(),
                           [&](const std::string& name) { return matches(rule, name); });
    });
}

} // namespace

bool matches(const snapshot::PeerRule& rule, const std::string& uriName)
{
    switch (rule.kind) {
    case snapshot::PeerRule::Kind::Any:
        return true;
    case snapshot::PeerRule::Kind::Exact:
        return uriName == rule.value;
    case snapshot::PeerRule::Kind::Prefix:
        return uriName.starts_with(rule.value);
    }
    return false;
}

bool admits(const PeerPolicy& policy, const std::vector<std::string>& uriNames)
{
    return !matchesOne(policy.denied, uriNames) && matchesOne(policy.allowed, uriNames);
}

std::string describe(const std::vector<snapshot::PeerRule>& rules)
{
    std::string text;
    for (const snapshot::PeerRule& rule : rules) {
        text += text.empty() ? "" : " or ";
        text += rule.kind == snapshot::PeerRule::Kind::Any ? "anyone of the mesh" : rule.value;
        text += rule.kind == snapshot::PeerRule::Kind::Prefix ? "…" : "";
    }
    return text;
}

} // namespace causeway::proxy
