#pragma once

#include "app/remote/cluster_contexts.h"
#include "app/remote/remote_target.h"
#include "app/startup.h"

namespace causeway::app {

/// Bringing up a console over a cluster elsewhere. `version` is this program's.
StartTarget remoteStart(const RemoteTarget& target, const std::string& version);

/// One that fails as the token of the cluster cannot be had, for a reason that is known.
StartTarget startWithoutToken(const ClusterContext& context, const Error& reason);

} // namespace causeway::app
