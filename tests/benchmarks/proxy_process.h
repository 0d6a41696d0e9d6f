#pragma once

#include "engine/base/result.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace causeway::bench {

/// A program that runs on a processor of its own, with its children. Killed when this goes.
class ProxyProcess
{
public:
    /// What it says goes to `log`.
    static Result<ProxyProcess> start(const std::vector<std::string>& command, int processor,
                                      const std::filesystem::path& log);
    ~ProxyProcess();
    ProxyProcess(ProxyProcess&& other) noexcept;
    ProxyProcess& operator=(ProxyProcess&&) = delete;

    /// Waits until it listens there.
    Result<> awaitPort(std::uint16_t port);

    /// User and system time of it and its children since their start, by the kernel's account to the nanosecond.
    std::chrono::nanoseconds cpu() const;
    /// Proportional set size of all of them, in bytes.
    std::size_t memory() const;

private:
    ProxyProcess(int process, std::filesystem::path log);
    std::vector<int> family() const;

    int m_process;
    std::filesystem::path m_log;
    mutable std::vector<int> m_family; // Once it listens, nothing comes or goes.
};

/// Keeps this thread on one processor.
void pinToProcessor(int processor);
/// A port that was free just now.
Result<std::uint16_t> freePort();

} // namespace causeway::bench
