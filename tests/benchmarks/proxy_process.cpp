#include "tests/benchmarks/proxy_process.h"

#include "engine/base/files.h"
#include "engine/net/socket_address.h"
#include "engine/net/sockets.h"

#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>

namespace causeway::bench {

namespace {

/// In the child, before it becomes the program.
[[noreturn]] void become(const std::vector<std::string>& command, int processor, const std::filesystem::path& log)
{
    pinToProcessor(processor);
    const int out = ::open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0644);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& each : command)
        arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

int parentOf(int process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text;
    std::getline(file, text);
    const std::size_t nameEnd = text.rfind(')'); // "12 (name) S 1 …": a name may hold anything.
    return nameEnd == std::string::npos ? 0 : std::atoi(text.c_str() + nameEnd + 4);
}

std::size_t proportionalSetSize(int process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/smaps_rollup");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("Pss:"))
            return std::strtoull(line.c_str() + 4, nullptr, 10) * 1024;
    return 0;
}

bool canConnect(std::uint16_t port)
{
    const auto address = net::SocketAddress::create("127.0.0.1", port);
    const net::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return address && ::connect(socket.get(), address->raw(), address->rawLength()) == 0;
}

} // namespace

void pinToProcessor(int processor)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    ::sched_setaffinity(0, sizeof set, &set);
}

Result<std::uint16_t> freePort()
{
    ASSIGN_OR_RETURN(const auto any, net::SocketAddress::create("127.0.0.1", 0));
    ASSIGN_OR_RETURN(const auto socket, net::listenOn(any));
    ASSIGN_OR_RETURN(const auto bound, net::SocketAddress::ofSocket(socket.get()));
    return bound.port();
}

Result<ProxyProcess> ProxyProcess::start(const std::vector<std::string>& command, int processor,
                                         const std::filesystem::path& log)
{
    const int process = ::fork();
    if (process < 0)
        return failure(systemError(errno, "cannot start " + command.front()));
    if (process == 0)
        become(command, processor, log);
    return ProxyProcess(process, log);
}

ProxyProcess::ProxyProcess(int process, std::filesystem::path log)
    : m_process(process)
    , m_log(std::move(log))
{
}

ProxyProcess::ProxyProcess(ProxyProcess&& other) noexcept
    : m_process(std::exchange(other.m_process, 0))
    , m_log(std::move(other.m_log))
    , m_family(std::move(other.m_family))
{
}

ProxyProcess::~ProxyProcess()
{
    if (m_process == 0)
        return;
    for (const int process : family())
        ::kill(process, SIGKILL);
    ::waitpid(m_process, nullptr, 0);
}

Result<> ProxyProcess::awaitPort(std::uint16_t port)
{
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!canConnect(port)) {
        const bool hasEnded = ::waitpid(m_process, nullptr, WNOHANG) != 0;
        if (hasEnded || std::chrono::steady_clock::now() > limit) {
            if (hasEnded)
                m_process = 0;
            const auto said = readFile(m_log, 1 << 20);
            return failure(ErrorCode::Unavailable, "a proxy does not listen on port {}; it said:\n{}", port,
                           said ? *said : said.error().message);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100)); // Children of its own may still be starting.
    m_family = family();
    return {};
}

std::vector<int> ProxyProcess::family() const
{
    if (!m_family.empty())
        return m_family;
    std::vector<int> all{m_process};
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", problem)) {
        const int process = std::atoi(entry.path().filename().c_str());
        if (process > 0 && parentOf(process) == m_process)
            all.push_back(process);
    }
    return all;
}

std::chrono::nanoseconds ProxyProcess::cpu() const
{
    std::chrono::nanoseconds sum{};
    for (const int process : family()) {
        clockid_t clock{};
        timespec time{};
        if (::clock_getcpuclockid(process, &clock) == 0 && ::clock_gettime(clock, &time) == 0)
            sum += std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }
    return sum;
}

std::size_t ProxyProcess::memory() const
{
    std::size_t sum = 0;
    for (const int process : family())
        sum += proportionalSetSize(process);
    return sum;
}

} // namespace causeway::bench
