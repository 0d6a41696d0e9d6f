#include "engine/authority/join_tokens.h"

#include "engine/base/files.h"
#include "engine/base/wall_time.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

namespace causeway::authority {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view prefix = "cwj_";
constexpr std::string_view firstLine = "causeway join tokens 1";
constexpr std::size_t fileLimit = 4 << 20;
constexpr auto keptAfterExpiry = 24h; // So long an old token is called expired or used, not unknown.

} // namespace

JoinTokens::JoinTokens(const Clock& clock, std::filesystem::path file, std::chrono::seconds life)
    : m_clock(clock)
    , m_file(std::move(file))
    , m_life(life)
{
}

Result<std::unique_ptr<JoinTokens>> JoinTokens::open(const Clock& clock, std::filesystem::path file,
                                                     std::chrono::seconds life)
{
    RETURN_IF_ERROR(ensurePrivateFolder(file.parent_path()));
    std::unique_ptr<JoinTokens> tokens(new JoinTokens(clock, std::move(file), life));
    RETURN_IF_ERROR(tokens->load());
    return tokens;
}

Result<std::string> JoinTokens::create()
{
    Digest secret;
    if (RAND_bytes(secret.bytes.data(), static_cast<int>(secret.bytes.size())) != 1)
        return failure(ErrorCode::Internal, "the system gives no random bytes for a join token");
    std::string token = std::string(prefix) + secret.hex();

    const WallTime now = m_clock.wallNow();
    std::vector<Entry> entries;
    std::copy_if(m_entries.begin(), m_entries.end(), std::back_inserter(entries),
                 [&](const Entry& entry) { return entry.expiry + keptAfterExpiry > now; });
    entries.push_back({sha256(token), now + m_life, false});
    RETURN_IF_ERROR(store(entries));
    m_entries = std::move(entries);
    return token;
}

Result<> JoinTokens::check(std::string_view token) const
{
    RETURN_IF_ERROR(findGood(token));
    return {};
}

Result<> JoinTokens::redeem(std::string_view token)
{
    ASSIGN_OR_RETURN(const std::size_t at, findGood(token));
    std::vector<Entry> entries = m_entries;
    entries[at].isUsed = true;
    RETURN_IF_ERROR(store(entries));
    m_entries = std::move(entries);
    return {};
}

/// Looks at every entry in full, so that the time tells nothing about how near a guess came.
Result<std::size_t> JoinTokens::findGood(std::string_view token) const
{
    const Digest hash = sha256(token);
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        if (CRYPTO_memcmp(m_entries[i].hash.bytes.data(), hash.bytes.data(), hash.bytes.size()) == 0)
            found = i;
    if (!found)
        return failure(ErrorCode::Unauthenticated, "the join token is unknown: ask the control plane for a new one");
    const Entry& entry = m_entries[*found];
    if (entry.isUsed)
        return failure(ErrorCode::Unauthenticated, "the join token was already used: each is good for one plane");
    if (entry.expiry <= m_clock.wallNow())
        return failure(ErrorCode::Unauthenticated, "the join token expired at {}", toRfc3339(entry.expiry));
    return *found;
}

Result<> JoinTokens::store(const std::vector<Entry>& entries)
{
    std::string text = std::string(firstLine) + '\n';
    for (const Entry& entry : entries)
        text += fmt::format("{} {} {}\n", entry.hash.hex(), toRfc3339(entry.expiry), entry.isUsed ? "used" : "new");
    return replaceFile(m_file, text, FileAccess::OwnerOnly);
}

Result<> JoinTokens::load()
{
    const auto content = readFile(m_file, fileLimit);
    if (!content && content.error().code == ErrorCode::NotFound)
        return {};
    if (!content)
        return failure(content.error());
    std::string_view rest = *content;
    bool isFirst = true;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        if (end == std::string_view::npos || (isFirst && line != firstLine))
            return failure(ErrorCode::DataLoss, "{} is damaged: remove it, and join tokens not used yet with it",
                           m_file.string());
        rest.remove_prefix(end + 1);
        if (!isFirst)
            RETURN_IF_ERROR(parseLine(line));
        isFirst = false;
    }
    return {};
}

Result<> JoinTokens::parseLine(std::string_view line)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    const auto hash = Digest::fromHex(line.substr(0, first));
    const std::string_view state = last == std::string_view::npos ? line : line.substr(last + 1);
    if (!hash || last <= first || (state != "used" && state != "new"))
        return failure(ErrorCode::DataLoss, "{} is damaged at the line '{}'", m_file.string(), line);
    const auto expiry = wallTimeFromRfc3339(line.substr(first + 1, last - first - 1));
    if (!expiry)
        return failure(ErrorCode::DataLoss, "{} is damaged at the line '{}'", m_file.string(), line);
    m_entries.push_back({*hash, *expiry, state == "used"});
    return {};
}

} // namespace causeway::authority
