#pragma once

#include "engine/net/event_loop.h"
#include "engine/net/file_descriptor.h"

#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace causeway::soak {

/// A process with a line in each direction: we write to its input, and hear what it says by lines.
///
/// Threads: the loop's only.
class ChildProcess final : private net::ReadinessHandler
{
public:
    using Said = std::function<void(std::string_view line)>;

    ChildProcess(net::EventLoop& loop, const std::vector<std::string>& command, Said said);
    /// Killed, if it still runs.
    ~ChildProcess();

    pid_t id() const { return m_id; }
    bool hasEnded() const { return m_hasEnded; } // Its output has.
    void say(std::string_view line);
    /// Closes its input and waits for its end: its exit code, or -1 where it was killed by a signal.
    int finish();

private:
    void ready(net::Readiness what) override;

    net::EventLoop& m_loop;
    const Said m_said;
    pid_t m_id = -1;
    net::FileDescriptor m_input;
    net::FileDescriptor m_output;
    std::string m_unfinished; // The line that is being said.
    bool m_hasEnded = false;
};

} // namespace causeway::soak
