#include "engine/telemetry/record_output.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace causeway::telemetry {

namespace {

constexpr int appending = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

/// A description of its own, so that not to wait is nobody else's matter. Where that is not to be had, and for files,
/// whose position it shares with those who write there too: the same once more.
int openStandardOutput()
{
    struct stat what
    {
    };
    const bool isKnown = ::fstat(STDOUT_FILENO, &what) == 0;
    if (isKnown && (S_ISFIFO(what.st_mode) || S_ISCHR(what.st_mode)))
        if (const int own = ::open("/proc/self/fd/1", appending); own >= 0)
            return own;
    return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
}

} // namespace

RecordOutput::RecordOutput(RecordOutput&& other) noexcept
{
    *this = std::move(other);
}

RecordOutput& RecordOutput::operator=(RecordOutput&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_isSocket, other.m_isSocket);
    m_name.swap(other.m_name);
    m_problem.swap(other.m_problem);
    return *this;
}

RecordOutput::~RecordOutput()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<RecordOutput> RecordOutput::open(const std::string& target)
{
    const bool isStandard = target == "-";
    RecordOutput output;
    output.m_name = isStandard ? "standard output" : target;
    output.m_descriptor = isStandard ? openStandardOutput() : ::open(target.c_str(), appending | O_CREAT, 0640);
    if (output.m_descriptor < 0)
        return failure(systemError(errno, "cannot open " + output.m_name + " for access records"));
    struct stat what
    {
    };
    output.m_isSocket = ::fstat(output.m_descriptor, &what) == 0 && S_ISSOCK(what.st_mode);
    return output;
}

RecordOutput RecordOutput::adopt(int descriptor, std::string name)
{
    RecordOutput output;
    output.m_descriptor = descriptor;
    output.m_name = std::move(name);
    return output;
}

RecordOutput::Write RecordOutput::write(std::string_view bytes)
{
    ssize_t count = 0;
    do {
        count = m_isSocket ? ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT)
                           : ::write(m_descriptor, bytes.data(), bytes.size());
    } while (count < 0 && errno == EINTR);
    if (count > 0)
        return {Outcome::Written, static_cast<std::size_t>(count)};
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return {Outcome::Blocked, 0};
    m_problem = systemError(count < 0 ? errno : ENOSPC, m_name).message;
    return {Outcome::Failed, 0};
}

} // namespace causeway::telemetry
