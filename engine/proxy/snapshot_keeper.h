#pragma once

#include "engine/base/result.h"
#include "engine/channel/stored_snapshot.h"
#include "engine/net/event_loop.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace causeway::proxy {

/// Keeps the newest good snapshot of a plane on disk. Writing runs on a thread of its own and at a bounded pace: while
/// one is written the newest of those that come waits, and the ones between are skipped.
///
/// Threads: the loop's only. Destruction waits until the newest is written.
class SnapshotKeeper
{
public:
    /// Creates the folder (0700) where missing.
    static Result<std::unique_ptr<SnapshotKeeper>> create(net::EventLoop& loop, const std::filesystem::path& folder);
    ~SnapshotKeeper();

    /// What was kept; nothing when there is nothing, or when it is damaged, which the log names.
    std::optional<channel::StoredSnapshot> load() const;
    void keep(channel::StoredSnapshot snapshot);
    /// Without the pace: calls back, on the disk's thread, once everything given so far has been written or the log
    /// says why not.
    void flush(std::function<void()> done);

    /// The thread that waits for the disk, for what else belongs in the folder. What is posted before the keeper goes
    /// is still done.
    net::EventLoop& disk() { return m_writer->loop(); }

private:
    SnapshotKeeper(net::EventLoop& loop, std::filesystem::path file, std::unique_ptr<net::LoopThread> writer);
    void storeWaiting();
    void write();
    void written(const Result<>& outcome);

    net::EventLoop& m_loop;
    std::filesystem::path m_file;
    std::optional<channel::StoredSnapshot> m_waiting;
    bool m_isWriting = false; // Or resting after a write.
    net::CallbackTimer m_rest;
    std::shared_ptr<const char> m_life = std::make_shared<const char>('\0'); // Tasks hold it weakly.
    std::unique_ptr<net::LoopThread> m_writer;
};

} // namespace causeway::proxy
