#pragma once

#include "engine/snapshot/sections.h"

#include <string>
#include <vector>

namespace causeway::proxy {

/// Whom a listener with TLS serves.
struct PeerPolicy
{
    snapshot::ListenerTls tls;
    std::vector<snapshot::PeerRule> denied;
    std::vector<snapshot::PeerRule> allowed;

    bool operator==(const PeerPolicy&) const = default;
};

bool matches(const snapshot::PeerRule& rule, const std::string& uriName);

/// None of the peer's names is denied, and one is allowed: who is spoken of nowhere is turned away.
///
/// Source: kuma.md §4.3.
bool admits(const PeerPolicy& policy, const std::vector<std::string>& uriNames);

/// For people: "spiffe://shop/a or spiffe://shop/b…".
std::string describe(const std::vector<snapshot::PeerRule>& rules);

} // namespace causeway::proxy
