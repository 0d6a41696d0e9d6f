#pragma once

#include "app/remote/remote_target.h"
#include "app/startup.h"

namespace causeway::app {

/// Bringing up a console over a cluster elsewhere. `version` is this program's.
StartTarget remoteStart(const RemoteTarget& target, const std::string& version);

} // namespace causeway::app
