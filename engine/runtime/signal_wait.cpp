#include "engine/runtime/signal_wait.h"

#include <cerrno>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace causeway::runtime {

SignalWait::SignalWait(std::initializer_list<int> more)
{
    sigemptyset(&m_signals);
    sigaddset(&m_signals, SIGINT);
    sigaddset(&m_signals, SIGTERM);
    sigaddset(&m_signals, SIGHUP);
    for (const int signal : more)
        sigaddset(&m_signals, signal);
    ::pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
}

SignalWait::~SignalWait()
{
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

int SignalWait::wait()
{
    int signal = 0;
    while (::sigwait(&m_signals, &signal) != 0) {
    }
    return signal;
}

Result<net::FileDescriptor> SignalWait::openDescriptor() const
{
    net::FileDescriptor descriptor(::signalfd(-1, &m_signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor.isOpen())
        return failure(systemError(errno, "cannot watch for signals"));
    return descriptor;
}

int SignalWait::takeFrom(const net::FileDescriptor& descriptor)
{
    signalfd_siginfo taken{};
    const ssize_t size = ::read(descriptor.get(), &taken, sizeof taken);
    return size == static_cast<ssize_t>(sizeof taken) ? static_cast<int>(taken.ssi_signo) : 0;
}

} // namespace causeway::runtime
