#pragma once

#include "engine/base/result.h"
#include "engine/net/file_descriptor.h"

#include <csignal>
#include <initializer_list>

namespace causeway::runtime {

/// Takes SIGINT, SIGTERM and SIGHUP out of the hands of all threads, so that one can wait for them in peace.
///
/// Threads: made by main before any other thread starts, as they inherit the mask.
class SignalWait
{
public:
    /// And `more`, such as SIGUSR2.
    explicit SignalWait(std::initializer_list<int> more = {});
    ~SignalWait();
    SignalWait(const SignalWait&) = delete;
    SignalWait& operator=(const SignalWait&) = delete;

    int wait();
    /// Readable when a signal came; for loops. takeFrom() says which.
    Result<net::FileDescriptor> openDescriptor() const;
    static int takeFrom(const net::FileDescriptor& descriptor);

private:
    sigset_t m_signals{};
    sigset_t m_before{};
};

} // namespace causeway::runtime
