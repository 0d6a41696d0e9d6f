#pragma once

#include "engine/base/result.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace causeway::bench {

/// A folder for configurations and logs that goes with this.
class ScratchFolder
{
public:
    static Result<ScratchFolder> create()
    {
        std::string name = (std::filesystem::temp_directory_path() / "causeway-bench-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            return failure(systemError(errno, "cannot create " + name));
        std::filesystem::permissions(name, std::filesystem::perms(0755)); // nginx reads it as another user.
        return ScratchFolder(name);
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        if (!m_path.empty())
            std::filesystem::remove_all(m_path, ignored);
    }
    ScratchFolder(ScratchFolder&& other) noexcept
        : m_path(std::exchange(other.m_path, {}))
    {
    }
    ScratchFolder& operator=(ScratchFolder&&) = delete;

    const std::filesystem::path& path() const { return m_path; }

private:
    explicit ScratchFolder(std::filesystem::path path)
        : m_path(std::move(path))
    {
    }

    std::filesystem::path m_path;
};

} // namespace causeway::bench
