#pragma once

#include "engine/authority/access_tokens.h"
#include "engine/runtime/console_api/failure_limit.h"
#include "engine/web/message.h"

namespace causeway::runtime {

/// Tells who calls by the token that a request carries, and slows down who tries.
///
/// Errors:  Unauthenticated; ResourceExhausted for who failed too often.
/// Threads: one owner.
class CallerCheck
{
public:
    CallerCheck(const Clock& clock, authority::AccessTokens& tokens)
        : m_clock(clock)
        , m_tokens(tokens)
    {
    }

    Result<authority::AccessToken> callerOf(const web::Request& request);

private:
    const Clock& m_clock;
    authority::AccessTokens& m_tokens;
    FailureLimit m_failures;
};

/// PermissionDenied with a sentence where the role does not suffice. `what` continues "to".
Result<> requireRole(const authority::AccessToken& token, model::AccessRole needed, std::string_view what);

/// As an answer: 401 with how to authenticate, 403, 429.
web::Response refusalOf(const Error& error);

} // namespace causeway::runtime
