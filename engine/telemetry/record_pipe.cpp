#include "engine/telemetry/record_pipe.h"

#include "engine/base/assert.h"
#include "engine/telemetry/access_format.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace causeway::telemetry {

namespace {

constexpr int wantedSize = 1 << 20; // What an ordinary user may have; more than the 64 KiB that a pipe has at first.

} // namespace

Result<std::unique_ptr<RecordPipe>> RecordPipe::create()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return failure(systemError(errno, "cannot make a pipe for access records"));
    ::fcntl(ends[1], F_SETPIPE_SZ, wantedSize); // Where that is refused a smaller one does.
    return std::unique_ptr<RecordPipe>(new RecordPipe(ends[0], RecordOutput::adopt(ends[1], "the channel")));
}

RecordPipe::RecordPipe(int readEnd, RecordOutput output)
    : m_readEnd(readEnd)
    , m_output(std::move(output))
{
}

RecordPipe::~RecordPipe()
{
    ::close(m_readEnd);
}

RecordOutput RecordPipe::takeOutput()
{
    return std::move(m_output);
}

std::string RecordPipe::take(std::size_t limit)
{
    CAUSEWAY_ASSERT(limit >= longestRecord);
    int waiting = 0;
    if (::ioctl(m_readEnd, FIONREAD, &waiting) != 0 || waiting <= 0)
        return {};
    std::string lines = std::exchange(m_begun, {});
    const std::size_t begun = lines.size();
    lines.resize(std::min(limit, begun + static_cast<std::size_t>(waiting)));
    ssize_t count = 0;
    do {
        count = ::read(m_readEnd, lines.data() + begun, lines.size() - begun);
    } while (count < 0 && errno == EINTR);
    lines.resize(begun + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    const std::size_t end = lines.rfind('\n') + 1; // 0 where there is none.
    m_begun = lines.substr(end);
    lines.resize(end);
    return lines;
}

} // namespace causeway::telemetry
