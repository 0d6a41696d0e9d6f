#pragma once

#include "engine/base/digest.h"
#include "engine/net/ticket_keys.h"

#include <openssl/ssl.h>

namespace causeway::net {

/// Has the context resume sessions by tickets that `keys` seal, and only those that began under the same `rules`.
/// `keys` outlives every connection of the context.
void resumeByTickets(SSL_CTX& context, TicketKeys& keys, const Digest& rules);

/// Nobody resumes.
void resumeNothing(SSL_CTX& context);

} // namespace causeway::net
