#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/keys/certificate.h"
#include "engine/keys/key_pair.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

namespace causeway::authority {

/// One of the roots of an authority, as it is kept.
struct KeptRoot
{
    enum class Role
    {
        Next,    // Trusted already, signs nothing yet.
        Signing, // Exactly one.
        Old      // Trusted still, signs nothing any more.
    };
    Role role = Role::Signing;
    keys::Certificate certificate;
    std::optional<keys::KeyPair> key; // An old root has none: what cannot sign cannot be stolen.
    /// Of an old one: the root that followed it, certified by this one. Whoever knows only the old root can verify by
    /// it what the new one signed (RFC 4210 §4.4, "new with old").
    std::optional<keys::Certificate> successor;
    std::optional<WallTime> leaves; // Of an old one.
};

struct KeptRoots
{
    Digest origin;                       // Fingerprint of the first root there was: the name of the authority.
    std::vector<KeptRoot> roots;         // The newest first: next, signing, old ones.
    std::chrono::seconds longestLife{0}; // Of the planes' certificates that the signing root may have signed.
};

/// Everything that an authority must not forget, in one file (0600): each step of a change of root replaces it whole,
/// so that a crash finds the authority before the step or after it.
///
/// Errors: NotFound; DataLoss for a file that is not whole or does not fit together; PermissionDenied when others may
///         read it.
Result<KeptRoots> loadRoots(const std::filesystem::path& file);
Result<> storeRoots(const std::filesystem::path& file, const KeptRoots& kept);

/// What the first version kept in two files: one root and its key. NotFound when there is nothing of it.
Result<KeptRoots> loadSingleRoot(const std::filesystem::path& keyFile, const std::filesystem::path& certificateFile);

} // namespace causeway::authority
