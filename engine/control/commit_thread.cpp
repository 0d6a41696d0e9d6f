#include "engine/control/commit_thread.h"

#include "engine/base/log.h"

namespace causeway::control {

namespace {

constexpr std::chrono::milliseconds idleBeforeTidying{200};

} // namespace

Result<std::unique_ptr<CommitThread>> CommitThread::create(std::unique_ptr<StateStore> store, net::EventLoop& answers)
{
    ASSIGN_OR_RETURN(auto thread, net::LoopThread::create("store"));
    return std::unique_ptr<CommitThread>(new CommitThread(std::move(store), answers, std::move(thread)));
}

CommitThread::CommitThread(std::unique_ptr<StateStore> store, net::EventLoop& answers,
                           std::unique_ptr<net::LoopThread> thread)
    : m_store(std::move(store))
    , m_idle(std::make_unique<net::CallbackTimer>([this] { tidyUp(); }))
    , m_answers(answers)
    , m_alive(std::make_shared<const bool>(true))
    , m_watch(m_alive)
    , m_thread(std::move(thread))
{
}

CommitThread::~CommitThread()
{
    m_alive.reset();
    m_thread->runAndWait([this] {
        commitWaiting();
        m_idle.reset();
    });
}

void CommitThread::append(model::Revision revision, Committed committed)
{
    auto waiting = std::make_shared<Waiting>(Waiting{std::move(revision), std::move(committed)});
    m_thread->loop().post([this, waiting] {
        m_waiting.push_back(std::move(*waiting));
        // The tasks of this turn come first, so what was asked for during the last commit becomes one batch.
        if (m_waiting.size() == 1)
            m_thread->loop().post([this] { commitWaiting(); });
    });
}

void CommitThread::commitWaiting()
{
    if (m_waiting.empty())
        return;
    std::vector<Waiting> batch;
    batch.swap(m_waiting);
    std::vector<model::Revision> revisions;
    revisions.reserve(batch.size());
    for (Waiting& each : batch)
        revisions.push_back(std::move(each.revision));
    const Result<> outcome = m_store->commit(revisions);
    for (std::size_t i = 0; i < batch.size(); ++i)
        batch[i].revision = std::move(revisions[i]);
    answer(std::move(batch), outcome);
    tidyUpSoon();
}

/// When nobody writes; where somebody always does, once the log is so long that it must be now.
void CommitThread::tidyUpSoon()
{
    if (m_store->isLogLong())
        tidyUp();
    else if (m_idle)
        m_thread->loop().arm(*m_idle, idleBeforeTidying);
}

void CommitThread::answer(std::vector<Waiting> batch, const Result<>& outcome)
{
    auto answers = std::make_shared<std::vector<Waiting>>(std::move(batch));
    m_answers.post([answers, outcome, alive = m_watch] {
        for (Waiting& each : *answers) {
            if (alive.expired())
                return;
            if (outcome)
                each.committed(std::move(each.revision));
            else
                each.committed(failure(outcome.error()));
        }
    });
}

void CommitThread::tidyUp()
{
    if (const auto outcome = m_store->tidyUp(); !outcome)
        log::warn("{}", outcome.error().message); // Only the log file stays longer.
}

void CommitThread::rememberPlane(StoredPlane plane, Done done)
{
    m_thread->loop().post([this, plane = std::move(plane), done = std::move(done), alive = m_watch] {
        m_answers.post([done, alive, outcome = m_store->rememberPlane(plane)] {
            if (!alive.expired())
                done(outcome);
        });
        tidyUpSoon();
    });
}

void CommitThread::forgetPlane(std::string mesh, std::string name)
{
    m_thread->loop().post([this, mesh = std::move(mesh), name = std::move(name)] {
        if (const auto outcome = m_store->forgetPlane(mesh, name); !outcome)
            log::warn("{}", outcome.error().message);
        tidyUpSoon();
    });
}

void CommitThread::read(std::uint64_t before, std::size_t limit, Read read)
{
    m_thread->loop().post([this, before, limit, read = std::move(read), alive = m_watch] {
        auto found = std::make_shared<Result<std::vector<model::Revision>>>(m_store->revisions(before, limit));
        m_answers.post([read, alive, found] {
            if (!alive.expired())
                read(std::move(*found));
        });
    });
}

} // namespace causeway::control
