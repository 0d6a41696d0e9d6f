#pragma once

#include "engine/authority/authority.h"
#include "engine/keys/spiffe.h"

namespace causeway::test {

inline model::PlaneDeclaration planeNamed(std::string name)
{
    model::PlaneDeclaration declaration;
    declaration.mesh = "shop";
    declaration.zone = "on-prem";
    declaration.name = std::move(name);
    declaration.workload = "web";
    return declaration;
}

/// What a plane has after it joined, without the way there.
inline keys::PlaneIdentity identityFrom(const authority::Authority& authority,
                                        const model::PlaneDeclaration& declaration)
{
    const auto key = keys::KeyPair::generate().value();
    const auto uris = keys::planeUris(declaration.mesh, declaration.name, declaration.workload).value();
    const auto request = keys::CertificateRequest::create(key, uris.both()).value();
    const auto issued = authority.issue(request, declaration).value();
    return {key.privateKeyPem(), issued.certificateChainPem, issued.trustedRootsPem};
}

} // namespace causeway::test
