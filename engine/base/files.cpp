#include "engine/base/files.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace causeway {

namespace {

/// A descriptor for the span of one function. `net` has the one that travels.
class OpenFile
{
public:
    explicit OpenFile(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    int get() const { return m_descriptor; }
    bool isOpen() const { return m_descriptor >= 0; }

private:
    int m_descriptor;
};

Result<> writeAll(int descriptor, std::string_view content, const std::string& name)
{
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failure(systemError(errno, "cannot write " + name));
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

Result<> flushFolder(const std::filesystem::path& folder)
{
    const OpenFile open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!open.isOpen() || ::fsync(open.get()) != 0)
        return failure(systemError(errno, "cannot flush the folder " + folder.string()));
    return {};
}

/// What is left of a write that was cut off goes first; what somebody puts there in that moment is not touched.
Result<> writeFlushed(const std::string& name, std::string_view content, mode_t mode, FileOwner owner)
{
    ::unlink(name.c_str());
    const OpenFile file(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file.isOpen())
        return failure(systemError(errno, "cannot create " + name));
    if (::fchmod(file.get(), mode) != 0)
        return failure(systemError(errno, "cannot set the permissions of " + name));
    if (owner == FileOwner::OwnerOfFolder)
        RETURN_IF_ERROR(giveToOwnerOfFolder(file.get(), name));
    RETURN_IF_ERROR(writeAll(file.get(), content, name));
    if (::fdatasync(file.get()) != 0)
        return failure(systemError(errno, "cannot flush " + name));
    return {};
}

Result<std::string> readAll(int descriptor, const std::string& name, std::size_t limit)
{
    std::string content;
    char block[16 * 1024];
    while (true) {
        const ssize_t count = ::read(descriptor, block, sizeof block);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(systemError(errno, "cannot read " + name));
        if (count == 0)
            return content;
        if (content.size() + static_cast<std::size_t>(count) > limit)
            return failure(ErrorCode::ResourceExhausted, "{} is larger than {} bytes", name, limit);
        content.append(block, static_cast<std::size_t>(count));
    }
}

} // namespace

Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit)
{
    const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen())
        return failure(systemError(errno, "cannot read " + path.string()));
    return readAll(file.get(), path.string(), limit);
}

Result<std::string> readSecretFile(const std::filesystem::path& path, std::size_t limit)
{
    const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status
    {
    };
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0)
        return failure(systemError(errno, "cannot read " + path.string()));
    if ((status.st_mode & 077) != 0)
        return failure(ErrorCode::PermissionDenied,
                       "{} can be read or changed by others than its owner: set its permissions to 0600",
                       path.string());
    return readAll(file.get(), path.string(), limit);
}

Result<> giveToOwnerOfFolder(int descriptor, const std::filesystem::path& path)
{
    struct stat folder
    {
    };
    if (::geteuid() != 0)
        return {};
    if (::stat(folderOf(path).c_str(), &folder) != 0 || ::fchown(descriptor, folder.st_uid, folder.st_gid) != 0)
        return failure(systemError(errno, "cannot hand " + path.string() + " to the owner of its folder"));
    return {};
}

Result<> replaceFile(const std::filesystem::path& path, std::string_view content, FileAccess access, FileOwner owner)
{
    const std::string beside = path.string() + ".new";
    RETURN_IF_ERROR(writeFlushed(beside, content, access == FileAccess::OwnerOnly ? 0600 : 0644, owner));
    if (::rename(beside.c_str(), path.c_str()) != 0)
        return failure(systemError(errno, "cannot replace " + path.string()));
    return flushFolder(folderOf(path));
}

Result<> ensurePrivateFolder(const std::filesystem::path& path)
{
    std::error_code problem;
    const bool existed = std::filesystem::is_directory(path, problem);
    if (!existed) {
        std::filesystem::create_directories(path, problem);
        if (problem)
            return failure(systemError(problem.value(), "cannot create the folder " + path.string()));
        if (::chmod(path.c_str(), 0700) != 0)
            return failure(systemError(errno, "cannot set the permissions of " + path.string()));
    }
    if (::access(path.c_str(), W_OK | X_OK) != 0)
        return failure(systemError(errno, "the folder " + path.string() + " cannot be written"));
    return {};
}

} // namespace causeway
