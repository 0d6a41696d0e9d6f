#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/keys/openssl.h"

#include <chrono>
#include <string>
#include <vector>

namespace causeway::authority {

/// What a certificate is to say. The builder adds a random serial number and the key identifiers.
struct CertificateContent
{
    std::string commonName; // Empty: no subject.
    std::vector<std::string> uris;
    std::vector<std::string> hosts; // DNS names and IP literals.
    std::string planeGrant;         // As keys::encode() writes it; empty: none.
    WallTime notBefore;
    WallTime notAfter;
    bool isAuthority = false;
};

/// Signs a certificate over `subjectKey`. Without an issuer it is self-signed. For sources of this layer only.
Result<keys::OpenSslPointer<X509>> buildCertificate(const CertificateContent& content, EVP_PKEY& subjectKey,
                                                    EVP_PKEY& issuerKey, X509* issuer);

} // namespace causeway::authority
