#include "engine/runtime/own_program.h"

#include "engine/base/files.h"
#include "engine/net/file_descriptor.h"

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace causeway::runtime {

Result<OwnProgram> OwnProgram::look()
{
    OwnProgram program;
    std::error_code problem;
    program.m_file = std::filesystem::read_symlink("/proc/self/exe", problem).string();
    if (problem)
        return failure(systemError(problem.value(), "cannot tell which program this is"));
    ASSIGN_OR_RETURN(const std::string line, readFile("/proc/self/cmdline", 1 << 20));
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t end = std::min(line.find('\0', at), line.size());
        program.m_arguments.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return program;
}

Result<> OwnProgram::startAgain() const
{
    std::vector<char*> arguments;
    arguments.reserve(m_arguments.size() + 1);
    for (const std::string& argument : m_arguments)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);

    struct sigaction forget
    {
    };
    forget.sa_handler = SIG_DFL;
    forget.sa_flags = SA_NOCLDWAIT; // Nobody waits for it: should it end first, nothing is left of it.
    ::sigaction(SIGCHLD, &forget, nullptr);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setsigmask(&attributes, &none); // Ours are blocked, to be waited for.
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t process = 0;
    const int problem = ::posix_spawn(&process, m_file.c_str(), nullptr, &attributes, arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    if (problem != 0)
        return failure(systemError(problem, "cannot start " + m_file));
    return {};
}

void tellSystemd(std::string_view state)
{
    const char* const path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (!path || (*path != '/' && *path != '@') || std::strlen(path) >= sizeof address.sun_path)
        return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path, std::strlen(path));
    if (*path == '@')
        address.sun_path[0] = '\0'; // An abstract name.
    const net::FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    // Best effort: who does not hear of it waits, and says so.
    ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
             length);
}

} // namespace causeway::runtime
