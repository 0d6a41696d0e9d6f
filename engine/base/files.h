#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace causeway {

enum class FileAccess
{
    OwnerOnly, // 0600: keys, tokens, everything that holds a secret.
    Shared,    // 0644
};

enum class FileOwner
{
    Writer,
    OwnerOfFolder, // Where root writes what a service reads.
};

/// The whole file; an error that names it when it is missing, unreadable or larger than `limit`.
Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit);

/// readFile() of a file that holds a secret.
///
/// Errors: PermissionDenied, with the remedy, when others than its owner may read or change it.
Result<std::string> readSecretFile(const std::filesystem::path& path, std::size_t limit);

/// Replaces the file in one step: readers see the old content or the new one, also after a crash (written beside it,
/// flushed to disk, renamed, the folder flushed).
/// Whoever owns the folder may be somebody else than we: no link that lies in the way is followed.
Result<> replaceFile(const std::filesystem::path& path, std::string_view content, FileAccess access,
                     FileOwner owner = FileOwner::Writer);

/// Has the owner of its folder own the file, where we are root and could leave it to ourselves alone.
Result<> giveToOwnerOfFolder(int descriptor, const std::filesystem::path& path);

/// Creates the folder (0700) with its parents where missing and checks that it can be written.
Result<> ensurePrivateFolder(const std::filesystem::path& path);

} // namespace causeway
