#pragma once

#include "engine/base/result.h"
#include "engine/control/state_store.h"
#include "engine/net/event_loop.h"

#include <functional>
#include <memory>
#include <vector>

namespace causeway::control {

/// The store on a thread of its own, so that the control loop never waits for a disk. Commits that come while one is
/// being written become one transaction together.
///
/// Errors:  as StateStore's; all revisions of a failed transaction fail, and so do those that follow them.
/// Threads: the functions on the answers' loop, where the callbacks run too, in order; none after destruction, which
///          first writes what was asked for.
class CommitThread
{
public:
    using Committed = std::function<void(Result<model::Revision>)>; // With its hashes.
    using Done = std::function<void(Result<>)>;
    using Read = std::function<void(Result<std::vector<model::Revision>>)>;

    static Result<std::unique_ptr<CommitThread>> create(std::unique_ptr<StateStore> store, net::EventLoop& answers);
    ~CommitThread();

    void append(model::Revision revision, Committed committed);
    void rememberPlane(StoredPlane plane, Done done);
    void forgetPlane(std::string mesh, std::string name);
    void read(std::uint64_t before, std::size_t limit, Read read);

private:
    struct Waiting
    {
        model::Revision revision;
        Committed committed;
    };

    CommitThread(std::unique_ptr<StateStore> store, net::EventLoop& answers, std::unique_ptr<net::LoopThread> thread);
    void commitWaiting();
    void answer(std::vector<Waiting> batch, const Result<>& outcome);
    void tidyUpSoon();
    void tidyUp();

    std::unique_ptr<StateStore> m_store; // From here to m_idle: touched on the store's thread only.
    std::vector<Waiting> m_waiting;
    std::unique_ptr<net::CallbackTimer> m_idle;
    net::EventLoop& m_answers;
    std::shared_ptr<const bool> m_alive;
    const std::weak_ptr<const bool> m_watch; // Answers look whether anyone is left to hear them.
    std::unique_ptr<net::LoopThread> m_thread;
};

} // namespace causeway::control
