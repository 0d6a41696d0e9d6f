#pragma once

#include "engine/authority/root_file.h"
#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/keys/certificate.h"
#include "engine/keys/certificate_request.h"
#include "engine/keys/key_pair.h"
#include "engine/keys/plane_grant.h"
#include "engine/keys/plane_identity.h"
#include "engine/model/inventory.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::authority {

struct AuthorityOptions
{
    std::filesystem::path folder; // Created (0700) where missing; holds authority.pem (0600) and roots.crt.
    std::chrono::seconds planeLife = std::chrono::hours(24);
    /// So long after its end a certificate may still be renewed; old roots stay as much longer.
    std::chrono::seconds renewalGrace = std::chrono::hours(72);
    std::chrono::seconds controlPlaneLife = std::chrono::hours(24 * 365);
};

struct IssueTerms
{
    std::optional<std::chrono::seconds> life; // When it shall be shorter than planes' usual one.
    std::optional<keys::PlaneGrant> grant;    // Absent: what the plane declares that it is.
};

/// What a plane that declares this asks to be.
keys::PlaneGrant grantOf(const model::PlaneDeclaration& declaration);

/// The certificate authority of a control plane: self-signed roots (EC P-256, ten years), of which one signs.
///
/// A change of root has three steps, each on disk before it counts: prepareRoot(), after which the next root is
/// trusted; switchRoot(), after which it signs; dropOldRoots(), when nothing hangs on the old one any more.
///
/// Errors:  InvalidArgument for requests and declarations that are not right; DataLoss when a file of the folder is
///          damaged or missing beside the other; PermissionDenied when others may read the keys.
/// Threads: one at a time. Opening and the steps write files; issuing does not.
class Authority
{
public:
    static Result<std::unique_ptr<Authority>> open(const Clock& clock, AuthorityOptions options);

    struct Root
    {
        Digest fingerprint;
        KeptRoot::Role role = KeptRoot::Role::Signing;
        WallTime expires;
        std::optional<WallTime> leaves;
    };
    /// The newest first: next, signing, old ones.
    std::vector<Root> roots() const;
    const AuthorityOptions& options() const { return m_options; }

    /// Of the first root: stays when roots change.
    Digest origin() const { return m_kept.origin; }
    /// Of the root that signs; what a joining plane is told to trust.
    Digest rootFingerprint() const { return signing().certificate.fingerprint(); }
    /// All roots, in the order of roots().
    const std::vector<std::string>& trustedRootsPem() const { return m_trustedPem; }
    bool isSignedBySigningRoot(const keys::Certificate& certificate) const;
    /// In the last tenth of its life: time for the next one.
    bool isRootAgeing() const;
    bool hasNextRoot() const;

    /// AlreadyExists while there is a next root; ResourceExhausted while too many old ones have not left.
    Result<> prepareRoot();
    /// NotFound when no next root was prepared. The old root's key is forgotten for good.
    Result<> switchRoot();
    /// How many left. An old root leaves when the last certificate that it signed for a plane has run out, and with it
    /// the time in which that could have been renewed.
    Result<std::size_t> dropOldRoots();

    /// A certificate for the plane's key, good on both sides of a connection. The names come from the declaration; a
    /// request that asks for other names is refused.
    Result<keys::IssuedCertificate> issue(const keys::CertificateRequest& request,
                                          const model::PlaneDeclaration& declaration,
                                          const IssueTerms& terms = {}) const;

    /// A fresh key and certificate for the control plane's own servers: keys::controlPlaneUri and these DNS names and
    /// IP literals. The chain holds every root, so that a joining plane finds the one it was told to trust.
    Result<keys::PlaneIdentity> issueControlPlane(const std::vector<std::string>& hosts) const;

private:
    Authority(const Clock& clock, AuthorityOptions options);
    Result<KeptRoots> loadOrMake() const;
    Result<> store(KeptRoots changed);
    const KeptRoot& signing() const;
    /// Successors of the old roots, for peers that know only those.
    std::string bridgesPem() const;

    const Clock& m_clock;
    AuthorityOptions m_options;
    KeptRoots m_kept;
    std::vector<std::string> m_trustedPem;
};

} // namespace causeway::authority
