#include "engine/keys/identity_file.h"

#include "engine/base/files.h"
#include "engine/keys/certificate.h"
#include "engine/keys/key_pair.h"

namespace causeway::keys {

namespace {

constexpr std::size_t fileLimit = 1 << 20;
constexpr std::string_view keyHeading = "== private key\n";
constexpr std::string_view chainHeading = "== certificate chain\n";
constexpr std::string_view rootHeading = "== trusted root\n"; // Once a root.
constexpr std::string_view endHeading = "== end\n";           // Tells a whole file from a cut one.

/// The text up to the heading, which is taken off too; nothing when the heading does not follow.
std::optional<std::string> takeUntil(std::string_view& text, std::string_view heading)
{
    const std::size_t at = text.find(heading);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::string part(text.substr(0, at));
    text.remove_prefix(at + heading.size());
    return part;
}

std::optional<PlaneIdentity> parse(std::string_view text)
{
    PlaneIdentity identity;
    const auto before = takeUntil(text, keyHeading);
    const auto key = takeUntil(text, chainHeading);
    const auto chain = takeUntil(text, rootHeading);
    if (!before || !before->empty() || !key || !chain)
        return std::nullopt;
    identity.privateKeyPem = *key;
    identity.certificateChainPem = *chain;
    while (const auto root = takeUntil(text, rootHeading))
        identity.trustedRootsPem.push_back(*root);
    const auto last = takeUntil(text, endHeading);
    if (!last || !text.empty())
        return std::nullopt;
    identity.trustedRootsPem.push_back(*last);
    return identity;
}

Result<> checkParts(const PlaneIdentity& identity)
{
    ASSIGN_OR_RETURN(const KeyPair key, KeyPair::fromPem(identity.privateKeyPem));
    ASSIGN_OR_RETURN(const auto chain, Certificate::chainFromPem(identity.certificateChainPem));
    if (!chain.front().belongsTo(key))
        return failure(ErrorCode::InvalidArgument, "the certificate is not that of the key");
    if (identity.trustedRootsPem.empty())
        return failure(ErrorCode::InvalidArgument, "there is no trusted root");
    for (const std::string& root : identity.trustedRootsPem)
        RETURN_IF_ERROR(Certificate::fromPem(root));
    return {};
}

} // namespace

Result<> storeIdentity(const std::filesystem::path& file, const PlaneIdentity& identity)
{
    RETURN_IF_ERROR(checkParts(identity));
    std::string text;
    text.append(keyHeading).append(identity.privateKeyPem);
    text.append(chainHeading).append(identity.certificateChainPem);
    for (const std::string& root : identity.trustedRootsPem)
        text.append(rootHeading).append(root);
    text.append(endHeading);
    return replaceFile(file, text, FileAccess::OwnerOnly);
}

Result<PlaneIdentity> loadIdentity(const std::filesystem::path& file)
{
    ASSIGN_OR_RETURN(const std::string text, readFile(file, fileLimit));
    const std::optional<PlaneIdentity> identity = parse(text);
    if (!identity)
        return failure(ErrorCode::DataLoss, "{} is damaged: join again", file.string());
    if (const auto checked = checkParts(*identity); !checked)
        return failure(ErrorCode::DataLoss, "{} is damaged: {}; join again", file.string(), checked.error().message);
    return *identity;
}

} // namespace causeway::keys
