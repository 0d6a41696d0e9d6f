#pragma once

#include "engine/proxy/router.h"

namespace causeway::test {

/// What the router promises, said in the plainest way: walk the list, take the first that fits.
std::optional<proxy::Router::Match> findPlainly(const std::vector<snapshot::Route>& routes,
                                                const proxy::RouteRequest& request);

} // namespace causeway::test
