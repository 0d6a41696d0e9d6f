#pragma once

#include "engine/base/result.h"
#include "engine/web/message.h"

namespace causeway::control {

/// Keeps web pages away from an API that trusts whoever reaches it on loopback. A browser sends the name that the page
/// was loaded by (Host, against DNS rebinding) and the page's origin (Origin, Sec-Fetch-Site, against forged requests).
///
/// Errors: PermissionDenied with the reason.
Result<> checkCaller(const web::Request& request);

} // namespace causeway::control
