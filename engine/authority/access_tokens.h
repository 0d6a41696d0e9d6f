#pragma once

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/model/access_role.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::authority {

/// What is known of a token to those who do not hold it.
struct AccessToken
{
    std::string id;   // Twelve hexadecimal digits: names it in lists and when it is revoked.
    std::string name; // Who uses it: the author of what is changed with it.
    model::AccessRole role = model::AccessRole::Viewer;
    WallTime created;
    std::optional<WallTime> expires;

    bool operator==(const AccessToken&) const = default;
};

/// Bearer tokens of people, for the APIs of a control plane. Only their SHA-256 is kept, in one file (0600) that is
/// replaced in one step: a control plane and the command line share it, each change is made under a lock beside it, and
/// whoever looks reads it again when it is another one.
///
/// Shape:   `cwa_` and 256 random bits in hex, shown once.
/// Errors:  Unauthenticated: unknown, revoked or expired; AlreadyExists for a name in use; DataLoss for a damaged file,
///          PermissionDenied for one that others may read: then nobody is let in.
/// Threads: one at a time. Everything may wait for the disk; check() only after the file was changed.
class AccessTokens
{
public:
    static Result<std::unique_ptr<AccessTokens>> open(const Clock& clock, std::filesystem::path file);

    struct Created
    {
        AccessToken token;
        std::string secret;
    };
    /// An empty name becomes the role and a part of the id.
    Result<Created> create(model::AccessRole role, std::string name, std::optional<std::chrono::seconds> life);
    /// One that is not written down: it ends with this process, and may share its name.
    Result<Created> createPassing(model::AccessRole role, std::string name);
    Result<AccessToken> revoke(std::string_view idOrName);
    /// The newest last; expired ones stay until revoked, so that their names are explained.
    Result<std::vector<AccessToken>> list();

    Result<AccessToken> check(std::string_view secret);
    /// Whether the token is still good, for connections that outlive their check.
    Result<> stillGood(const std::string& id);

private:
    struct Entry
    {
        Digest hash;
        AccessToken token;
    };
    /// Tells one version of the file from the next.
    struct Version
    {
        std::uint64_t inode = 0;
        std::int64_t size = 0;
        std::int64_t modified = 0;
        bool operator==(const Version&) const = default;
    };

    AccessTokens(const Clock& clock, std::filesystem::path file);
    Result<> refresh();
    Result<> load();
    Result<> store(const std::vector<Entry>& entries);
    Result<Version> presentVersion() const;
    Result<Entry> makeEntry(model::AccessRole role, std::string name, std::string& secret) const;
    const Entry* findName(std::string_view name) const;
    Result<> checkLife(const AccessToken& token) const;

    const Clock& m_clock;
    const std::filesystem::path m_file;
    Version m_version;
    std::vector<Entry> m_entries;
    std::vector<Entry> m_passing;
};

} // namespace causeway::authority
