#pragma once

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/keys/certificate.h"
#include "engine/keys/certificate_request.h"
#include "engine/keys/key_pair.h"
#include "engine/keys/plane_identity.h"
#include "engine/model/inventory.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace causeway::authority {

struct AuthorityOptions
{
    std::filesystem::path folder; // Created (0700) where missing; holds authority.key (0600) and authority.crt.
    std::chrono::seconds planeLife = std::chrono::hours(24);
    std::chrono::seconds controlPlaneLife = std::chrono::hours(24 * 365);
};

/// The certificate authority of a control plane: one self-signed root (EC P-256, 10 years) that signs directly.
///
/// Errors:  InvalidArgument for requests and declarations that are not right; DataLoss when a file of the folder is
///          damaged or missing beside the other; PermissionDenied when others may read the key.
/// Threads: one at a time. Opening reads and writes files; issuing does not.
class Authority
{
public:
    static Result<std::unique_ptr<Authority>> open(const Clock& clock, AuthorityOptions options);

    const std::string& rootPem() const { return m_rootPem; }
    /// What a joining plane is told to trust.
    Digest rootFingerprint() const { return m_root.fingerprint(); }
    WallTime rootExpires() const { return m_root.notAfter(); }
    std::vector<std::string> trustedRootsPem() const { return {m_rootPem}; }

    /// A certificate for the plane's key, good on both sides of a connection. The names come from the declaration; a
    /// request that asks for other names is refused.
    Result<keys::IssuedCertificate> issue(const keys::CertificateRequest& request,
                                          const model::PlaneDeclaration& declaration) const;

    /// A fresh key and certificate for the control plane's own servers: keys::controlPlaneUri and these DNS names and
    /// IP literals. The chain ends in the root, so that a joining plane finds the one it was told to trust.
    Result<keys::PlaneIdentity> issueControlPlane(const std::vector<std::string>& hosts) const;

private:
    Authority(const Clock& clock, AuthorityOptions options, keys::KeyPair key, keys::Certificate root);

    const Clock& m_clock;
    AuthorityOptions m_options;
    keys::KeyPair m_key;
    keys::Certificate m_root;
    std::string m_rootPem;
};

} // namespace causeway::authority
