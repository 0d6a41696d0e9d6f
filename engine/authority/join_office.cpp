#include "engine/authority/join_office.h"

namespace causeway::authority {

Result<keys::IssuedCertificate> JoinOffice::join(const std::string& token, const std::string& certificateRequestPem,
                                                 const model::PlaneDeclaration& declaration, const IssueTerms& terms)
{
    RETURN_IF_ERROR(m_tokens.check(token));
    ASSIGN_OR_RETURN(const auto request, keys::CertificateRequest::fromPem(certificateRequestPem));
    ASSIGN_OR_RETURN(auto issued, m_authority.issue(request, declaration, terms));
    RETURN_IF_ERROR(m_tokens.redeem(token)); // Durable before the certificate leaves this function.
    return issued;
}

Result<keys::IssuedCertificate> JoinOffice::renew(const std::string& certificateRequestPem,
                                                  const model::PlaneDeclaration& declaration,
                                                  const IssueTerms& terms) const
{
    ASSIGN_OR_RETURN(const auto request, keys::CertificateRequest::fromPem(certificateRequestPem));
    return m_authority.issue(request, declaration, terms);
}

} // namespace causeway::authority
