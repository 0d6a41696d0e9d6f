#pragma once

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/result.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::authority {

/// Single-use tokens that let a data plane join. Only their SHA-256 is kept, in one file (0600) that is on disk before
/// a token is handed out or honoured: a crash never makes one good twice.
///
/// Shape:   `cwj_` and 256 random bits in hex; good for one hour.
/// Errors:  Unauthenticated: "unknown", "was already used", "expired"; DataLoss for a damaged file.
/// Threads: one at a time. create() and redeem() wait for the disk.
class JoinTokens
{
public:
    static Result<std::unique_ptr<JoinTokens>> open(const Clock& clock, std::filesystem::path file,
                                                    std::chrono::seconds life = std::chrono::hours(1));

    Result<std::string> create();
    /// Whether redeem() would honour it now. For checks before the token is spent.
    Result<> check(std::string_view token) const;
    /// Spends it: from now on it is used, whatever happens next.
    Result<> redeem(std::string_view token);

private:
    struct Entry
    {
        Digest hash;
        WallTime expiry;
        bool isUsed = false;
    };

    JoinTokens(const Clock& clock, std::filesystem::path file, std::chrono::seconds life);
    Result<> load();
    Result<> parseLine(std::string_view line);
    Result<> store(const std::vector<Entry>& entries);
    Result<std::size_t> findGood(std::string_view token) const;

    const Clock& m_clock;
    std::filesystem::path m_file;
    std::chrono::seconds m_life;
    std::vector<Entry> m_entries;
};

} // namespace causeway::authority
