#pragma once

#include "engine/base/result.h"
#include "engine/net/file_descriptor.h"
#include "engine/proxy/data_plane.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <sys/types.h>
#include <thread>
#include <utility>
#include <vector>

namespace causeway::runtime {

/// The way from a process that serves to its successor, over a Unix socket that both know by its path: the successor
/// asks for the listening sockets, serves from them beside its predecessor, and says so; then the predecessor ends in
/// order. The sockets listen all the time, so nobody is refused. Whatever goes wrong before, the predecessor serves on.
///
/// Errors:  the path is too long, cannot be created, or belongs to a process of another user.
/// Threads: the functions from one thread that may wait; the predecessor answers on a thread of its own.
class HandOver
{
public:
    using Sockets = std::function<std::vector<proxy::HandedSocket>()>;

    /// Asks whoever listens at the path. When nobody does, nothing is taken over.
    static Result<std::unique_ptr<HandOver>> begin(std::filesystem::path path);
    ~HandOver();
    HandOver(const HandOver&) = delete;
    HandOver& operator=(const HandOver&) = delete;

    /// Until complete().
    bool hasPredecessor() const { return m_predecessor.isOpen(); }
    /// What the predecessor had; once.
    std::vector<proxy::HandedSocket> takeSockets() { return std::move(m_sockets); }

    /// We serve: from now on successors are answered here, with what `sockets` says then, and the predecessor ends.
    /// When a successor serves, this process gets SIGTERM, and isSucceeded() says why.
    Result<> complete(Sockets sockets);
    bool isSucceeded() const { return m_isSucceeded; }

private:
    explicit HandOver(std::filesystem::path path);
    Result<> askPredecessor();
    void answerSuccessors();
    Result<> answer(const net::FileDescriptor& successor);

    std::filesystem::path m_path;
    net::FileDescriptor m_predecessor;
    std::vector<proxy::HandedSocket> m_sockets;
    Sockets m_ourSockets;
    net::FileDescriptor m_listener;
    net::FileDescriptor m_end; // Readable when the thread is to end.
    std::pair<dev_t, ino_t> m_file;
    std::atomic<bool> m_isSucceeded = false;
    std::thread m_thread;
};

} // namespace causeway::runtime
