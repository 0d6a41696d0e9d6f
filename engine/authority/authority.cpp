#include "engine/authority/authority.h"

#include "engine/authority/certificate_builder.h"
#include "engine/base/assert.h"
#include "engine/base/files.h"
#include "engine/base/wall_time.h"
#include "engine/keys/spiffe.h"

#include <algorithm>
#include <set>

namespace causeway::authority {

using namespace std::chrono_literals;
using Role = KeptRoot::Role;

namespace {

constexpr auto rootLife = 24h * 3652;
constexpr std::ptrdiff_t oldRootLimit = 3; // With the bridges between them a chain is still short.

std::filesystem::path rootsFile(const AuthorityOptions& options)
{
    return options.folder / "authority.pem";
}

/// For others to trust by: what curl's --cacert and the console's --ca take.
std::filesystem::path publicFile(const AuthorityOptions& options)
{
    return options.folder / "roots.crt";
}

/// Certifies the key of one root by another, or by itself.
Result<keys::Certificate> certifyRoot(WallTime now, WallTime until, EVP_PKEY& subject, const KeptRoot* issuer)
{
    CertificateContent content;
    content.commonName = "Causeway authority";
    content.notBefore = now - keys::backdating;
    content.notAfter = until;
    content.isAuthority = true;
    EVP_PKEY& key = issuer ? *issuer->key->raw() : subject;
    ASSIGN_OR_RETURN(const auto made,
                     buildCertificate(content, subject, key, issuer ? issuer->certificate.raw() : nullptr));
    return keys::Certificate::ofRaw(*made);
}

Result<KeptRoot> makeRoot(WallTime now, Role role)
{
    ASSIGN_OR_RETURN(auto key, keys::KeyPair::generate());
    ASSIGN_OR_RETURN(auto certificate, certifyRoot(now, now + rootLife, *key.raw(), nullptr));
    return KeptRoot{role, std::move(certificate), std::move(key), {}, {}};
}

/// Who changes the roots works on a copy: what is in use is what is on disk. Keys and certificates are shared.
KeptRoots copyOf(const KeptRoots& kept)
{
    KeptRoots copy;
    copy.origin = kept.origin;
    copy.longestLife = kept.longestLife;
    for (const KeptRoot& root : kept.roots) {
        copy.roots.push_back({root.role, keys::Certificate::ofRaw(*root.certificate.raw()), {}, {}, root.leaves});
        KeptRoot& added = copy.roots.back();
        if (root.key)
            added.key = keys::KeyPair::ofRaw(*root.key->raw());
        if (root.successor)
            added.successor = keys::Certificate::ofRaw(*root.successor->raw());
    }
    return copy;
}

} // namespace

keys::PlaneGrant grantOf(const model::PlaneDeclaration& declaration)
{
    std::set<std::string> services;
    for (const model::PlaneInbound& inbound : declaration.inbounds)
        services.insert(inbound.service);
    return {std::string(model::nameOf(declaration.role)), declaration.zone, {services.begin(), services.end()}};
}

Authority::Authority(const Clock& clock, AuthorityOptions options)
    : m_clock(clock)
    , m_options(std::move(options))
{
}

Result<std::unique_ptr<Authority>> Authority::open(const Clock& clock, AuthorityOptions options)
{
    RETURN_IF_ERROR(ensurePrivateFolder(options.folder));
    std::unique_ptr<Authority> authority(new Authority(clock, std::move(options)));
    ASSIGN_OR_RETURN(KeptRoots kept, authority->loadOrMake());
    kept.longestLife = std::max(kept.longestLife, authority->m_options.planeLife);
    RETURN_IF_ERROR(authority->store(std::move(kept)));
    if (authority->signing().certificate.notAfter() <= clock.wallNow())
        return failure(ErrorCode::DataLoss, "the authority in {} has expired", authority->m_options.folder.string());
    return authority;
}

Result<KeptRoots> Authority::loadOrMake() const
{
    const std::filesystem::path file = rootsFile(m_options);
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored))
        return loadRoots(file);
    const auto singleKey = m_options.folder / "authority.key";
    const auto singleCertificate = m_options.folder / "authority.crt";
    if (auto single = loadSingleRoot(singleKey, singleCertificate); single) {
        RETURN_IF_ERROR(storeRoots(file, *single));
        std::filesystem::remove(singleKey, ignored); // A key is kept in one place only.
        std::filesystem::remove(singleCertificate, ignored);
        return single;
    } else if (single.error().code != ErrorCode::NotFound) {
        return single;
    }
    if (std::filesystem::exists(publicFile(m_options), ignored))
        return failure(
            ErrorCode::DataLoss,
            "{} is missing: restore it, or remove {} to start with a new authority that every plane must join",
            file.string(), publicFile(m_options).string());
    KeptRoots fresh;
    ASSIGN_OR_RETURN(auto root, makeRoot(m_clock.wallNow(), Role::Signing));
    fresh.origin = root.certificate.fingerprint();
    fresh.roots.push_back(std::move(root));
    return fresh;
}

/// On disk first, then in use.
Result<> Authority::store(KeptRoots changed)
{
    RETURN_IF_ERROR(storeRoots(rootsFile(m_options), changed));
    std::vector<std::string> trusted;
    std::string all;
    for (const KeptRoot& root : changed.roots)
        all += trusted.emplace_back(root.certificate.pem());
    m_kept = std::move(changed);
    m_trustedPem = std::move(trusted);
    return replaceFile(publicFile(m_options), all, FileAccess::Shared);
}

const KeptRoot& Authority::signing() const
{
    const auto found = std::find_if(m_kept.roots.begin(), m_kept.roots.end(),
                                    [](const KeptRoot& root) { return root.role == Role::Signing; });
    CAUSEWAY_ASSERT(found != m_kept.roots.end()); // Checked when it was read.
    return *found;
}

std::vector<Authority::Root> Authority::roots() const
{
    std::vector<Root> roots;
    roots.reserve(m_kept.roots.size());
    for (const KeptRoot& root : m_kept.roots)
        roots.push_back({root.certificate.fingerprint(), root.role, root.certificate.notAfter(), root.leaves});
    return roots;
}

bool Authority::isSignedBySigningRoot(const keys::Certificate& certificate) const
{
    return certificate.isSignedBy(signing().certificate);
}

bool Authority::isRootAgeing() const
{
    return signing().certificate.notAfter() - m_clock.wallNow() < rootLife / 10;
}

bool Authority::hasNextRoot() const
{
    return m_kept.roots.front().role == Role::Next;
}

Result<> Authority::prepareRoot()
{
    if (hasNextRoot())
        return failure(ErrorCode::AlreadyExists, "a change of root is under way");
    if (std::ssize(m_kept.roots) > oldRootLimit)
        return failure(ErrorCode::ResourceExhausted,
                       "{} old roots are still trusted: the next change can begin when the oldest leaves at {}",
                       oldRootLimit, toRfc3339(m_kept.roots.back().leaves.value_or(WallTime{})));
    KeptRoots changed = copyOf(m_kept);
    ASSIGN_OR_RETURN(auto next, makeRoot(m_clock.wallNow(), Role::Next));
    changed.roots.insert(changed.roots.begin(), std::move(next));
    return store(std::move(changed));
}

Result<> Authority::switchRoot()
{
    if (!hasNextRoot())
        return failure(ErrorCode::NotFound, "no next root was prepared");
    KeptRoots changed = copyOf(m_kept);
    const WallTime now = m_clock.wallNow();
    KeptRoot& next = changed.roots[0];
    KeptRoot& old = changed.roots[1];
    const WallTime until = std::min(next.certificate.notAfter(), old.certificate.notAfter());
    ASSIGN_OR_RETURN(old.successor, certifyRoot(now, until, *next.key->raw(), &old));
    next.role = Role::Signing;
    old.role = Role::Old;
    old.leaves = now + changed.longestLife + m_options.renewalGrace;
    for (const KeptRoot& older : changed.roots) // The bridges lead from each to the next: they leave in their order.
        old.leaves = std::max(old.leaves, older.leaves);
    old.key.reset();
    changed.longestLife = m_options.planeLife;
    return store(std::move(changed));
}

Result<std::size_t> Authority::dropOldRoots()
{
    const WallTime now = m_clock.wallNow();
    const auto isDue = [now](const KeptRoot& root) { return root.leaves && *root.leaves <= now; };
    if (std::none_of(m_kept.roots.begin(), m_kept.roots.end(), isDue))
        return 0;
    KeptRoots changed = copyOf(m_kept);
    const std::size_t dropped = std::erase_if(changed.roots, isDue);
    RETURN_IF_ERROR(store(std::move(changed)));
    return dropped;
}

/// The newest first, so that each certificate of a chain is followed by the one that verifies it.
std::string Authority::bridgesPem() const
{
    std::string bridges;
    for (const KeptRoot& root : m_kept.roots)
        if (root.successor)
            bridges += root.successor->pem();
    return bridges;
}

Result<keys::IssuedCertificate> Authority::issue(const keys::CertificateRequest& request,
                                                 const model::PlaneDeclaration& declaration,
                                                 const IssueTerms& terms) const
{
    ASSIGN_OR_RETURN(const auto uris, keys::planeUris(declaration.mesh, declaration.name, declaration.workload));
    const auto mine = uris.both();
    for (const std::string& asked : request.uriNames())
        if (std::find(mine.begin(), mine.end(), asked) == mine.end())
            return failure(ErrorCode::PermissionDenied, "the plane {} of mesh {} cannot be certified as {}",
                           declaration.name, declaration.mesh, asked);
    const KeptRoot& root = signing();
    const WallTime now = m_clock.wallNow();
    CertificateContent content;
    content.uris = mine;
    content.notBefore = now - keys::backdating;
    content.notAfter = std::min(now + std::min(terms.life.value_or(m_options.planeLife), m_options.planeLife),
                                root.certificate.notAfter());
    ASSIGN_OR_RETURN(content.planeGrant, keys::encode(terms.grant.value_or(grantOf(declaration))));
    ASSIGN_OR_RETURN(const auto leaf, buildCertificate(content, *X509_REQ_get0_pubkey(request.raw()), *root.key->raw(),
                                                       root.certificate.raw()));
    return keys::IssuedCertificate{keys::Certificate::ofRaw(*leaf).pem() + bridgesPem(), trustedRootsPem()};
}

Result<keys::PlaneIdentity> Authority::issueControlPlane(const std::vector<std::string>& hosts) const
{
    const KeptRoot& root = signing();
    const WallTime now = m_clock.wallNow();
    ASSIGN_OR_RETURN(const auto key, keys::KeyPair::generate());
    CertificateContent content;
    content.uris = {std::string(keys::controlPlaneUri)};
    content.hosts = hosts;
    content.notBefore = now - keys::backdating;
    content.notAfter = std::min(now + m_options.controlPlaneLife, root.certificate.notAfter());
    ASSIGN_OR_RETURN(const auto leaf, buildCertificate(content, *key.raw(), *root.key->raw(), root.certificate.raw()));
    std::string chain = keys::Certificate::ofRaw(*leaf).pem() + bridgesPem();
    for (const KeptRoot& each : m_kept.roots)
        if (each.role != Role::Next)
            chain += each.certificate.pem();
    return keys::PlaneIdentity{key.privateKeyPem(), std::move(chain), trustedRootsPem()};
}

} // namespace causeway::authority
