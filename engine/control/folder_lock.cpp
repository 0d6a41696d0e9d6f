#include "engine/control/folder_lock.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace causeway::control {

namespace {

/// What the holder wrote into its lock file; digits only, whatever the file holds.
std::string holderOf(int descriptor)
{
    std::array<char, 16> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    std::string pid;
    for (ssize_t i = 0;
         i < size && text[static_cast<std::size_t>(i)] >= '0' && text[static_cast<std::size_t>(i)] <= '9'; ++i)
        pid += text[static_cast<std::size_t>(i)];
    return pid.empty() ? "another process" : "process " + pid;
}

Result<> writeHolder(int descriptor, const std::string& name)
{
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
        return failure(systemError(errno, "cannot write " + name));
    return {};
}

} // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder)
{
    const std::string name = (folder / "lock").string();
    FolderLock lock(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.m_descriptor < 0)
        return failure(systemError(errno, "cannot open " + name));
    if (::flock(lock.m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return failure(ErrorCode::AlreadyExists, "the data folder {} is in use by {}", folder.string(),
                           holderOf(lock.m_descriptor));
        return failure(systemError(errno, "cannot lock " + name));
    }
    RETURN_IF_ERROR(writeHolder(lock.m_descriptor, name));
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace causeway::control
