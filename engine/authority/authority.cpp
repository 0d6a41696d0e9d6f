#include "engine/authority/authority.h"

#include "engine/authority/certificate_builder.h"
#include "engine/base/files.h"
#include "engine/keys/spiffe.h"

#include <algorithm>
#include <sys/stat.h>

namespace causeway::authority {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t fileLimit = 64 << 10;
constexpr auto rootLife = 24h * 3652;
constexpr auto skew = 10s; // Clocks of freshly started machines run a little behind.

std::filesystem::path keyFile(const std::filesystem::path& folder)
{
    return folder / "authority.key";
}

std::filesystem::path rootFile(const std::filesystem::path& folder)
{
    return folder / "authority.crt";
}

Result<> requireOwnerOnly(const std::filesystem::path& file)
{
    struct stat status
    {
    };
    if (::stat(file.c_str(), &status) != 0)
        return failure(systemError(errno, "cannot look at " + file.string()));
    if ((status.st_mode & 077) != 0)
        return failure(ErrorCode::PermissionDenied,
                       "{} can be read by others than its owner: set its permissions to 0600 once you know who did",
                       file.string());
    return {};
}

Result<keys::Certificate> makeRoot(const Clock& clock, const keys::KeyPair& key)
{
    CertificateContent content;
    content.commonName = "Causeway authority";
    content.notBefore = clock.wallNow() - skew;
    content.notAfter = clock.wallNow() + rootLife;
    content.isAuthority = true;
    ASSIGN_OR_RETURN(const auto root, buildCertificate(content, *key.raw(), *key.raw(), nullptr));
    return keys::Certificate::ofRaw(*root);
}

Result<keys::KeyPair> loadKey(const std::filesystem::path& folder)
{
    RETURN_IF_ERROR(requireOwnerOnly(keyFile(folder)));
    ASSIGN_OR_RETURN(const std::string pem, readFile(keyFile(folder), fileLimit));
    auto key = keys::KeyPair::fromPem(pem);
    if (!key)
        return failure(ErrorCode::DataLoss, "{} is damaged: {}", keyFile(folder).string(), key.error().message);
    return key;
}

Result<keys::Certificate> loadRoot(const std::filesystem::path& folder, const keys::KeyPair& key)
{
    ASSIGN_OR_RETURN(const std::string pem, readFile(rootFile(folder), fileLimit));
    auto root = keys::Certificate::fromPem(pem);
    if (!root)
        return failure(ErrorCode::DataLoss, "{} is damaged: {}", rootFile(folder).string(), root.error().message);
    if (!root->belongsTo(key) || !root->isAuthority())
        return failure(ErrorCode::DataLoss, "{} is not the certificate of the key beside it",
                       rootFile(folder).string());
    return root;
}

Result<keys::KeyPair> makeKey(const std::filesystem::path& folder)
{
    ASSIGN_OR_RETURN(auto key, keys::KeyPair::generate());
    RETURN_IF_ERROR(replaceFile(keyFile(folder), key.privateKeyPem(), FileAccess::OwnerOnly));
    return key;
}

/// The key is stored before the certificate: a key alone is what a crash between the two leaves, and nobody trusts it
/// yet.
Result<keys::Certificate> makeAndStoreRoot(const Clock& clock, const std::filesystem::path& folder,
                                           const keys::KeyPair& key)
{
    ASSIGN_OR_RETURN(auto root, makeRoot(clock, key));
    RETURN_IF_ERROR(replaceFile(rootFile(folder), root.pem(), FileAccess::Shared));
    return root;
}

} // namespace

Authority::Authority(const Clock& clock, AuthorityOptions options, keys::KeyPair key, keys::Certificate root)
    : m_clock(clock)
    , m_options(std::move(options))
    , m_key(std::move(key))
    , m_root(std::move(root))
    , m_rootPem(m_root.pem())
{
}

Result<std::unique_ptr<Authority>> Authority::open(const Clock& clock, AuthorityOptions options)
{
    RETURN_IF_ERROR(ensurePrivateFolder(options.folder));
    std::error_code ignored;
    const bool hasKey = std::filesystem::exists(keyFile(options.folder), ignored);
    const bool hasRoot = std::filesystem::exists(rootFile(options.folder), ignored);
    if (hasRoot && !hasKey)
        return failure(
            ErrorCode::DataLoss,
            "{} is missing: restore it, or remove {} to start with a new authority that every plane must join",
            keyFile(options.folder).string(), rootFile(options.folder).string());
    ASSIGN_OR_RETURN(auto key, hasKey ? loadKey(options.folder) : makeKey(options.folder));
    ASSIGN_OR_RETURN(auto root, hasRoot ? loadRoot(options.folder, key) : makeAndStoreRoot(clock, options.folder, key));
    if (root.notAfter() <= clock.wallNow())
        return failure(ErrorCode::DataLoss, "the authority in {} has expired", options.folder.string());
    return std::unique_ptr<Authority>(new Authority(clock, std::move(options), std::move(key), std::move(root)));
}

Result<keys::IssuedCertificate> Authority::issue(const keys::CertificateRequest& request,
                                                 const model::PlaneDeclaration& declaration) const
{
    ASSIGN_OR_RETURN(const auto uris, keys::planeUris(declaration.mesh, declaration.name, declaration.workload));
    const auto mine = uris.both();
    for (const std::string& asked : request.uriNames())
        if (std::find(mine.begin(), mine.end(), asked) == mine.end())
            return failure(ErrorCode::PermissionDenied, "the plane {} of mesh {} cannot be certified as {}",
                           declaration.name, declaration.mesh, asked);
    CertificateContent content;
    content.uris = mine;
    content.notBefore = m_clock.wallNow() - skew;
    content.notAfter = std::min(m_clock.wallNow() + m_options.planeLife, m_root.notAfter());
    ASSIGN_OR_RETURN(const auto leaf,
                     buildCertificate(content, *X509_REQ_get0_pubkey(request.raw()), *m_key.raw(), m_root.raw()));
    return keys::IssuedCertificate{keys::Certificate::ofRaw(*leaf).pem(), trustedRootsPem()};
}

Result<keys::PlaneIdentity> Authority::issueControlPlane(const std::vector<std::string>& hosts) const
{
    ASSIGN_OR_RETURN(const auto key, keys::KeyPair::generate());
    CertificateContent content;
    content.uris = {std::string(keys::controlPlaneUri)};
    content.hosts = hosts;
    content.notBefore = m_clock.wallNow() - skew;
    content.notAfter = std::min(m_clock.wallNow() + m_options.controlPlaneLife, m_root.notAfter());
    ASSIGN_OR_RETURN(const auto leaf, buildCertificate(content, *key.raw(), *m_key.raw(), m_root.raw()));
    return keys::PlaneIdentity{key.privateKeyPem(), keys::Certificate::ofRaw(*leaf).pem() + m_rootPem,
                               trustedRootsPem()};
}

} // namespace causeway::authority
