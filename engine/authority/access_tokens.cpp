#include "engine/authority/access_tokens.h"

#include "engine/base/files.h"
#include "engine/base/wall_time.h"
#include "engine/keys/openssl.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace causeway::authority {

namespace {

constexpr std::string_view prefix = "cwa_";
constexpr std::string_view firstLine = "causeway access tokens 1";
constexpr std::size_t fileLimit = 4 << 20;
constexpr std::size_t nameLimit = 64;
constexpr std::size_t idLength = 12;

bool isPlainFile(int descriptor)
{
    struct stat status
    {
    };
    return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
}

/// Keeps others from changing the file between our reading and our writing of it. An administrator who makes a token
/// for a service leaves what he made to the service, which could not read it otherwise, and is not led astray by links
/// that the service may have put there.
class FileLock
{
public:
    static Result<FileLock> take(const std::filesystem::path& file)
    {
        const std::string name = file.string() + ".lock";
        FileLock lock(::open(name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (lock.m_descriptor < 0 || ::flock(lock.m_descriptor, LOCK_EX) != 0)
            return failure(systemError(errno, "cannot lock " + name));
        if (!isPlainFile(lock.m_descriptor))
            return failure(ErrorCode::PermissionDenied, "{} is a link to another file: remove it", name);
        RETURN_IF_ERROR(giveToOwnerOfFolder(lock.m_descriptor, name));
        return lock;
    }
    FileLock(FileLock&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

private:
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor;
};

Result<> checkName(std::string_view name)
{
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._@+-").find(c) != std::string_view::npos;
    };
    if (name.size() > nameLimit || !std::all_of(name.begin(), name.end(), isAllowed))
        return failure(ErrorCode::InvalidArgument,
                       "'{}' is no name for a token: letters, digits and . _ @ + - it may have, {} of them at most",
                       name, nameLimit);
    return {};
}

std::string lineOf(const AccessToken& token, const Digest& hash)
{
    return fmt::format("{} {} {} {} {}\n", hash.hex(), nameOf(token.role), toRfc3339(token.created),
                       token.expires ? toRfc3339(*token.expires) : "never", token.name);
}

/// The words of a line, exactly so many.
template <std::size_t Count>
std::optional<std::array<std::string_view, Count>> wordsOf(std::string_view line)
{
    std::array<std::string_view, Count> words;
    for (std::size_t i = 0; i < Count; ++i) {
        const std::size_t end = line.find(' ');
        if ((end == std::string_view::npos) != (i + 1 == Count))
            return std::nullopt;
        words[i] = line.substr(0, end);
        line.remove_prefix(std::min(line.size(), words[i].size() + 1));
    }
    return words;
}

} // namespace

AccessTokens::AccessTokens(const Clock& clock, std::filesystem::path file)
    : m_clock(clock)
    , m_file(std::move(file))
{
}

Result<std::unique_ptr<AccessTokens>> AccessTokens::open(const Clock& clock, std::filesystem::path file)
{
    RETURN_IF_ERROR(ensurePrivateFolder(file.parent_path()));
    std::unique_ptr<AccessTokens> tokens(new AccessTokens(clock, std::move(file)));
    RETURN_IF_ERROR(tokens->refresh());
    return tokens;
}

Result<AccessTokens::Created> AccessTokens::create(model::AccessRole role, std::string name,
                                                   std::optional<std::chrono::seconds> life)
{
    ASSIGN_OR_RETURN(const FileLock lock, FileLock::take(m_file));
    RETURN_IF_ERROR(refresh());
    if (!name.empty() && findName(name))
        return failure(ErrorCode::AlreadyExists, "there is a token of the name {}: revoke it, or take another name",
                       name);
    Created created;
    ASSIGN_OR_RETURN(Entry entry, makeEntry(role, std::move(name), created.secret));
    if (life)
        entry.token.expires = entry.token.created + *life;
    std::vector<Entry> entries = m_entries;
    entries.push_back(entry);
    RETURN_IF_ERROR(store(entries));
    created.token = std::move(entry.token);
    return created;
}

Result<AccessTokens::Created> AccessTokens::createPassing(model::AccessRole role, std::string name)
{
    Created created;
    ASSIGN_OR_RETURN(Entry entry, makeEntry(role, std::move(name), created.secret));
    created.token = entry.token;
    m_passing.push_back(std::move(entry));
    return created;
}

Result<AccessTokens::Entry> AccessTokens::makeEntry(model::AccessRole role, std::string name, std::string& secret) const
{
    RETURN_IF_ERROR(checkName(name));
    Digest random;
    if (RAND_bytes(random.bytes.data(), static_cast<int>(random.bytes.size())) != 1)
        return failure(ErrorCode::Internal, "the system gives no random bytes for a token");
    secret = std::string(prefix) + random.hex();
    OPENSSL_cleanse(random.bytes.data(), random.bytes.size());
    Entry entry{sha256(secret), {}};
    entry.token.id = entry.hash.hex().substr(0, idLength);
    entry.token.name = name.empty() ? fmt::format("{}-{}", nameOf(role), entry.token.id.substr(0, 4)) : std::move(name);
    entry.token.role = role;
    entry.token.created = std::chrono::floor<std::chrono::milliseconds>(m_clock.wallNow()); // As it is written down.
    return entry;
}

Result<AccessToken> AccessTokens::revoke(std::string_view idOrName)
{
    ASSIGN_OR_RETURN(const FileLock lock, FileLock::take(m_file));
    RETURN_IF_ERROR(refresh());
    std::vector<Entry> entries = m_entries;
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.token.id == idOrName || entry.token.name == idOrName;
    });
    if (found == entries.end())
        return failure(ErrorCode::NotFound, "there is no token {}", idOrName);
    AccessToken token = std::move(found->token);
    entries.erase(found);
    RETURN_IF_ERROR(store(entries));
    return token;
}

Result<std::vector<AccessToken>> AccessTokens::list()
{
    RETURN_IF_ERROR(refresh());
    std::vector<AccessToken> tokens;
    tokens.reserve(m_entries.size());
    for (const Entry& entry : m_entries)
        tokens.push_back(entry.token);
    return tokens;
}

/// Looks at every entry in full, so that the time tells nothing about how near a guess came.
Result<AccessToken> AccessTokens::check(std::string_view secret)
{
    RETURN_IF_ERROR(refresh());
    const Digest hash = sha256(secret);
    const Entry* found = nullptr;
    for (const std::vector<Entry>* entries : {&m_entries, &m_passing})
        for (const Entry& entry : *entries)
            if (CRYPTO_memcmp(entry.hash.bytes.data(), hash.bytes.data(), hash.bytes.size()) == 0)
                found = &entry;
    if (!found)
        return failure(ErrorCode::Unauthenticated, "the token is not known here: it may have been revoked");
    RETURN_IF_ERROR(checkLife(found->token));
    return found->token;
}

Result<> AccessTokens::stillGood(const std::string& id)
{
    RETURN_IF_ERROR(refresh());
    for (const std::vector<Entry>* entries : {&m_entries, &m_passing})
        for (const Entry& entry : *entries)
            if (entry.token.id == id)
                return checkLife(entry.token);
    return failure(ErrorCode::Unauthenticated, "the token was revoked");
}

Result<> AccessTokens::checkLife(const AccessToken& token) const
{
    if (token.expires && *token.expires <= m_clock.wallNow())
        return failure(ErrorCode::Unauthenticated, "the token {} expired at {}", token.name, toRfc3339(*token.expires));
    return {};
}

const AccessTokens::Entry* AccessTokens::findName(std::string_view name) const
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.token.name == name; });
    return found == m_entries.end() ? nullptr : &*found;
}

Result<AccessTokens::Version> AccessTokens::presentVersion() const
{
    struct stat status
    {
    };
    if (::stat(m_file.c_str(), &status) != 0) {
        if (errno == ENOENT)
            return Version();
        return failure(systemError(errno, "cannot look at " + m_file.string()));
    }
    return Version{status.st_ino, status.st_size,
                   std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

Result<> AccessTokens::refresh()
{
    ASSIGN_OR_RETURN(const Version present, presentVersion());
    if (present == m_version)
        return {};
    m_entries.clear(); // Whatever is wrong with the file now: nobody is let in by what it was.
    m_version = {};
    if (present == Version())
        return {};
    RETURN_IF_ERROR(load());
    m_version = present;
    return {};
}

Result<> AccessTokens::load()
{
    ASSIGN_OR_RETURN(const std::string content, readSecretFile(m_file, fileLimit));
    const auto damaged = [this](std::string_view line) {
        return failure(ErrorCode::DataLoss, "{} is damaged at the line '{}': remove it, and hand out tokens anew",
                       m_file.string(), line.substr(0, 16));
    };
    std::vector<Entry> entries;
    std::string_view rest = content;
    for (bool isFirst = true; !rest.empty() || isFirst; isFirst = false) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        if (end == std::string_view::npos || (isFirst && line != firstLine))
            return damaged(line);
        rest.remove_prefix(end + 1);
        if (isFirst)
            continue;
        const auto words = wordsOf<5>(line);
        const auto hash = words ? Digest::fromHex((*words)[0]) : std::nullopt;
        const auto role = words ? model::accessRoleFromText((*words)[1]) : std::nullopt;
        if (!hash || !role || !checkName((*words)[4]))
            return damaged(line);
        const auto created = wallTimeFromRfc3339((*words)[2]);
        const auto expires = wallTimeFromRfc3339((*words)[3]);
        if (!created || (!expires && (*words)[3] != "never"))
            return damaged(line);
        AccessToken token{hash->hex().substr(0, idLength), std::string((*words)[4]), *role, *created, {}};
        if (expires)
            token.expires = *expires;
        entries.push_back({*hash, std::move(token)});
    }
    m_entries = std::move(entries);
    return {};
}

Result<> AccessTokens::store(const std::vector<Entry>& entries)
{
    std::string text = std::string(firstLine) + '\n';
    for (const Entry& entry : entries)
        text += lineOf(entry.token, entry.hash);
    RETURN_IF_ERROR(replaceFile(m_file, text, FileAccess::OwnerOnly, FileOwner::OwnerOfFolder));
    return refresh();
}

} // namespace causeway::authority
