#include "tests/soak/child_process.h"

#include "engine/base/assert.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace causeway::soak {

ChildProcess::ChildProcess(net::EventLoop& loop, const std::vector<std::string>& command, Said said)
    : m_loop(loop)
    , m_said(std::move(said))
{
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    const bool areOpen = ::pipe2(input.data(), O_CLOEXEC) == 0 && ::pipe2(output.data(), O_CLOEXEC) == 0;
    CAUSEWAY_ASSERT(areOpen);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int problem = ::posix_spawn(&m_id, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    CAUSEWAY_ASSERT(problem == 0);
    ::close(input[0]);
    ::close(output[1]);
    m_input = net::FileDescriptor(input[1]);
    m_output = net::FileDescriptor(output[0]);
    ::fcntl(m_output.get(), F_SETFL, O_NONBLOCK);
    const auto watched = m_loop.watch(m_output.get(), net::Readiness::Read, *this);
    CAUSEWAY_ASSERT(watched);
}

ChildProcess::~ChildProcess()
{
    if (m_id > 0) {
        ::kill(m_id, SIGKILL);
        ::waitpid(m_id, nullptr, 0);
    }
    if (!m_hasEnded)
        m_loop.unwatch(m_output.get(), *this);
}

void ChildProcess::say(std::string_view line)
{
    const std::string whole = std::string(line) + '\n';
    [[maybe_unused]] const ssize_t written = ::write(m_input.get(), whole.data(), whole.size());
}

int ChildProcess::finish()
{
    m_input.close();
    int status = 0;
    ::waitpid(std::exchange(m_id, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void ChildProcess::ready(net::Readiness)
{
    std::array<char, 4096> buffer;
    const ssize_t count = ::read(m_output.get(), buffer.data(), buffer.size());
    if (count < 0)
        return;
    if (count == 0) {
        m_hasEnded = true;
        return m_loop.unwatch(m_output.get(), *this);
    }
    m_unfinished.append(buffer.data(), static_cast<std::size_t>(count));
    for (std::size_t end; (end = m_unfinished.find('\n')) != std::string::npos;) {
        const std::string line = m_unfinished.substr(0, end);
        m_unfinished.erase(0, end + 1);
        m_said(line);
    }
}

} // namespace causeway::soak
