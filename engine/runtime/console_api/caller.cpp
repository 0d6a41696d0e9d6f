#include "engine/runtime/console_api/caller.h"

#include "engine/base/log.h"
#include "engine/web/response_writer.h"

namespace causeway::runtime {

namespace {

constexpr std::string_view scheme = "Bearer ";
constexpr std::size_t tokenLimit = 512;

/// RFC 6750 §2.1; the scheme compares without case (RFC 9110 §11.1).
std::optional<std::string_view> bearerTokenOf(const web::Request& request)
{
    const auto field = request.headers.find("Authorization");
    if (!field || request.headers.count("Authorization") != 1 || field->size() <= scheme.size() ||
        field->size() > tokenLimit)
        return std::nullopt;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = (*field)[i];
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (lower != (scheme[i] == 'B' ? 'b' : scheme[i]))
            return std::nullopt;
    }
    return field->substr(scheme.size());
}

} // namespace

Result<authority::AccessToken> CallerCheck::callerOf(const web::Request& request)
{
    const auto secret = bearerTokenOf(request);
    Result<authority::AccessToken> token =
        secret ? m_tokens.check(*secret)
               : failure(ErrorCode::Unauthenticated,
                         "a token is wanted, as Authorization: Bearer …; `causewayd token create` makes one");
    if (token)
        return token;
    const auto wait = m_failures.note(request.peerAddress, m_clock.now());
    if (token.error().code != ErrorCode::Unauthenticated)
        log::error("tokens cannot be checked: {}", token.error().message);
    else if (wait.count() == 0) // Beyond that, one who tries would write our log.
        log::warn("{} was turned away: {}", request.peerAddress, token.error().message);
    if (wait.count() > 0)
        return failure(ErrorCode::ResourceExhausted, "too many attempts without a good token; try again in {} s",
                       wait.count());
    if (token.error().code != ErrorCode::Unauthenticated) // What is wrong with our files is for our own log.
        return failure(ErrorCode::Unauthenticated, "tokens cannot be checked now; the log of the server says why");
    return token;
}

Result<> requireRole(const authority::AccessToken& token, model::AccessRole needed, std::string_view what)
{
    if (model::allows(token.role, needed))
        return {};
    return failure(ErrorCode::PermissionDenied, "the token {} is of the role {}: to {} takes {}", token.name,
                   nameOf(token.role), what, nameOf(needed));
}

web::Response refusalOf(const Error& error)
{
    web::Response response = web::answerFor(error);
    if (error.code == ErrorCode::ResourceExhausted) {
        response.status = 429;
        response.headers.add("Retry-After", std::to_string(FailureLimit::interval.count()));
    } else if (error.code == ErrorCode::Unauthenticated) {
        response.headers.add("WWW-Authenticate", "Bearer realm=\"causeway\"");
    }
    return response;
}

} // namespace causeway::runtime
