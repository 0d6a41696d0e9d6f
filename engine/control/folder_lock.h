#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <string>

namespace causeway::control {

/// Keeps a data folder to one process. The kernel lets go of it when the process ends, however it ends.
class FolderLock
{
public:
    /// AlreadyExists, naming the process that holds the folder.
    static Result<FolderLock> take(const std::filesystem::path& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    int m_descriptor;
};

} // namespace causeway::control
