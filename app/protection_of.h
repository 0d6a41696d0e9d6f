#pragma once

#include "app/controllers/protection.h"
#include "app/remote/cluster_contexts.h"

namespace causeway::app {

/// How carefully the cluster at an address is changed that was not opened by the name of its context: as the kept
/// contexts of this address say, and where they differ, as the most careful of them does.
Protection protectionOf(const QUrl& url, const ClusterContexts& contexts);

} // namespace causeway::app
