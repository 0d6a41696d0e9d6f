#pragma once

#include "engine/authority/authority.h"
#include "engine/authority/join_tokens.h"

#include <string>

namespace causeway::authority {

/// A plane's way in: check the token, sign the request, spend the token, hand out. In that order, so that a request
/// with a mistake does not cost the operator a token and nobody without one gets anything parsed.
///
/// Threads: one at a time.
class JoinOffice
{
public:
    JoinOffice(Authority& authority, JoinTokens& tokens)
        : m_authority(authority)
        , m_tokens(tokens)
    {
    }

    Result<keys::IssuedCertificate> join(const std::string& token, const std::string& certificateRequestPem,
                                         const model::PlaneDeclaration& declaration, const IssueTerms& terms = {});
    /// For a plane that has proved by its certificate that it is the one declared.
    Result<keys::IssuedCertificate> renew(const std::string& certificateRequestPem,
                                          const model::PlaneDeclaration& declaration,
                                          const IssueTerms& terms = {}) const;

private:
    Authority& m_authority;
    JoinTokens& m_tokens;
};

} // namespace causeway::authority
