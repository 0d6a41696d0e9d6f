#pragma once

#include "engine/base/digest.h"
#include "engine/net/ticket_keys.h"

#include <openssl/ssl.h>

namespace causeway::net {

/// Has the context resume sessions by tickets that `keys` seal, and only those that began under the same `rules`.
/// `keys` outlives every connection of the context.
void resumeByTickets(SSL_CTX& context, TicketKeys& keys, const Digest& rules);

/// For clients: what servers send to be resumed is kept where the expected peer has a place for it.
void keepSessions(SSL_CTX& context);

/// Nobody resumes.
void resumeNothing(SSL_CTX& context);

} // namespace causeway::net
