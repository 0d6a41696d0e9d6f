#include "engine/authority/root_file.h"

#include "engine/base/files.h"
#include "engine/base/wall_time.h"

#include <algorithm>
#include <charconv>
#include <sys/stat.h>

namespace causeway::authority {

namespace {

constexpr std::size_t fileLimit = 256 << 10;
constexpr std::string_view mark = "== ";
constexpr std::string_view firstHeading = "causeway authority 1";
constexpr std::string_view originHeading = "first root "; // Its fingerprint follows.
constexpr std::string_view lifeHeading = "longest life "; // Seconds follow.
constexpr std::string_view nextHeading = "next";
constexpr std::string_view signingHeading = "signing";
constexpr std::string_view oldHeading = "old until "; // The time at which it leaves follows.
constexpr std::string_view keyHeading = "key";
constexpr std::string_view successorHeading = "successor";
constexpr std::string_view endHeading = "end"; // Tells a whole file from a cut one.

/// A line that begins with the mark, and what follows up to the next.
struct Section
{
    std::string_view heading;
    std::string_view body;
};

std::vector<Section> sectionsOf(std::string_view text)
{
    std::vector<Section> sections;
    while (text.starts_with(mark)) {
        const std::size_t lineEnd = text.find('\n');
        if (lineEnd == std::string_view::npos)
            return {};
        const std::string_view heading = text.substr(mark.size(), lineEnd - mark.size());
        text.remove_prefix(lineEnd + 1);
        const std::size_t next = text.find("\n== ");
        const std::size_t whole = next == std::string_view::npos ? text.size() : next + 1;
        const std::string_view body = text.substr(0, text.starts_with(mark) ? 0 : whole);
        text.remove_prefix(body.size());
        sections.push_back({heading, body});
    }
    return text.empty() ? sections : std::vector<Section>();
}

Result<std::chrono::seconds> lifeFrom(std::string_view digits)
{
    std::int64_t seconds = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (problem != std::errc{} || end != digits.data() + digits.size() || seconds < 0)
        return failure(ErrorCode::InvalidArgument, "'{}' is not a number of seconds", digits);
    return std::chrono::seconds(seconds);
}

Result<> addRoot(KeptRoots& kept, KeptRoot::Role role, const Section& section)
{
    ASSIGN_OR_RETURN(auto certificate, keys::Certificate::fromPem(section.body));
    KeptRoot root{role, std::move(certificate), {}, {}, {}};
    if (role == KeptRoot::Role::Old) {
        ASSIGN_OR_RETURN(root.leaves, wallTimeFromRfc3339(section.heading.substr(oldHeading.size())));
    }
    kept.roots.push_back(std::move(root));
    return {};
}

Result<> take(KeptRoots& kept, const Section& section)
{
    if (section.heading.starts_with(lifeHeading)) {
        ASSIGN_OR_RETURN(kept.longestLife, lifeFrom(section.heading.substr(lifeHeading.size())));
        return {};
    }
    if (section.heading.starts_with(originHeading)) {
        const auto origin = Digest::fromHex(section.heading.substr(originHeading.size()));
        if (!origin)
            return failure(ErrorCode::InvalidArgument, "the first root has no fingerprint");
        kept.origin = *origin;
        return {};
    }
    if (section.heading == nextHeading)
        return addRoot(kept, KeptRoot::Role::Next, section);
    if (section.heading == signingHeading)
        return addRoot(kept, KeptRoot::Role::Signing, section);
    if (section.heading.starts_with(oldHeading))
        return addRoot(kept, KeptRoot::Role::Old, section);
    if (section.heading == keyHeading && !kept.roots.empty()) {
        ASSIGN_OR_RETURN(kept.roots.back().key, keys::KeyPair::fromPem(section.body));
        return {};
    }
    if (section.heading == successorHeading && !kept.roots.empty()) {
        ASSIGN_OR_RETURN(kept.roots.back().successor, keys::Certificate::fromPem(section.body));
        return {};
    }
    return failure(ErrorCode::InvalidArgument, "the heading '{}' is not known", section.heading);
}

Result<> check(const KeptRoots& kept)
{
    using Role = KeptRoot::Role;
    const auto isSigning = [](const KeptRoot& root) { return root.role == Role::Signing; };
    if (std::count_if(kept.roots.begin(), kept.roots.end(), isSigning) != 1)
        return failure(ErrorCode::InvalidArgument, "it does not name the one root that signs");
    for (const KeptRoot& root : kept.roots) {
        const bool hasItsKey = root.key && root.certificate.belongsTo(*root.key);
        if (!root.certificate.isAuthority() || hasItsKey == (root.role == Role::Old))
            return failure(ErrorCode::InvalidArgument, "a root and its key do not belong together");
        if (root.successor && !root.successor->isSignedBy(root.certificate))
            return failure(ErrorCode::InvalidArgument, "a root and its successor do not belong together");
    }
    return {};
}

Result<KeptRoots> parse(std::string_view text)
{
    const std::vector<Section> sections = sectionsOf(text);
    if (sections.size() < 3 || sections.front().heading != firstHeading || sections.back().heading != endHeading)
        return failure(ErrorCode::InvalidArgument, "it is not whole");
    KeptRoots kept;
    for (std::size_t i = 1; i + 1 < sections.size(); ++i)
        RETURN_IF_ERROR(take(kept, sections[i]));
    RETURN_IF_ERROR(check(kept));
    return kept;
}

void append(std::string& text, std::string_view heading, std::string_view body)
{
    text.append(mark).append(heading).append("\n").append(body);
}

std::string headingOf(const KeptRoot& root)
{
    switch (root.role) {
    case KeptRoot::Role::Next:
        return std::string(nextHeading);
    case KeptRoot::Role::Signing:
        return std::string(signingHeading);
    case KeptRoot::Role::Old:
        break;
    }
    return std::string(oldHeading) + toRfc3339(root.leaves.value_or(WallTime{}));
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

auto damaged(const std::filesystem::path& file, const Error& why)
{
    return failure(ErrorCode::DataLoss, "{} is damaged: {}", file.string(), why.message);
}

} // namespace

Result<KeptRoots> loadRoots(const std::filesystem::path& file)
{
    RETURN_IF_ERROR(requireOwnerOnly(file));
    ASSIGN_OR_RETURN(const std::string text, readFile(file, fileLimit));
    auto kept = parse(text);
    if (!kept)
        return damaged(file, kept.error());
    return kept;
}

Result<> storeRoots(const std::filesystem::path& file, const KeptRoots& kept)
{
    std::string text;
    append(text, firstHeading, "");
    append(text, fmt::format("{}{}", lifeHeading, kept.longestLife.count()), "");
    append(text, fmt::format("{}{}", originHeading, kept.origin.hex()), "");
    for (const KeptRoot& root : kept.roots) {
        append(text, headingOf(root), root.certificate.pem());
        if (root.key)
            append(text, keyHeading, root.key->privateKeyPem());
        if (root.successor)
            append(text, successorHeading, root.successor->pem());
    }
    append(text, endHeading, "");
    return replaceFile(file, text, FileAccess::OwnerOnly);
}

Result<KeptRoots> loadSingleRoot(const std::filesystem::path& keyFile, const std::filesystem::path& certificateFile)
{
    ASSIGN_OR_RETURN(const std::string certificatePem, readFile(certificateFile, fileLimit));
    const auto keyPem = readFile(keyFile, fileLimit);
    if (!keyPem)
        return damaged(certificateFile, makeError(ErrorCode::DataLoss, "its key is gone: {}", keyPem.error().message));
    RETURN_IF_ERROR(requireOwnerOnly(keyFile));
    auto certificate = keys::Certificate::fromPem(certificatePem);
    if (!certificate)
        return damaged(certificateFile, certificate.error());
    auto key = keys::KeyPair::fromPem(*keyPem);
    if (!key)
        return damaged(keyFile, key.error());
    KeptRoots kept;
    kept.origin = certificate->fingerprint();
    kept.roots.push_back({KeptRoot::Role::Signing, std::move(*certificate), std::move(*key), {}, {}});
    if (const auto checked = check(kept); !checked)
        return damaged(certificateFile, checked.error());
    return kept;
}

} // namespace causeway::authority
