#include "engine/proxy/snapshot_keeper.h"

#include "engine/base/files.h"
#include "engine/base/log.h"

namespace causeway::proxy {

namespace {

constexpr std::size_t fileLimit = 256 << 20;
constexpr std::chrono::milliseconds restBetweenWrites{200}; // Twenty changes a second need not be twenty flushes.

Result<> store(const std::filesystem::path& file, const channel::StoredSnapshot& snapshot)
{
    return replaceFile(file, channel::encode(snapshot), FileAccess::OwnerOnly);
}

} // namespace

Result<std::unique_ptr<SnapshotKeeper>> SnapshotKeeper::create(net::EventLoop& loop,
                                                               const std::filesystem::path& folder)
{
    RETURN_IF_ERROR(ensurePrivateFolder(folder));
    ASSIGN_OR_RETURN(auto writer, net::LoopThread::create("snapshot disk"));
    return std::unique_ptr<SnapshotKeeper>(new SnapshotKeeper(loop, folder / "snapshot", std::move(writer)));
}

SnapshotKeeper::SnapshotKeeper(net::EventLoop& loop, std::filesystem::path file,
                               std::unique_ptr<net::LoopThread> writer)
    : m_loop(loop)
    , m_file(std::move(file))
    , m_rest([this] {
        m_isWriting = false;
        write();
    })
    , m_writer(std::move(writer))
{
}

SnapshotKeeper::~SnapshotKeeper()
{
    m_life.reset();
    storeWaiting(); // The writer's end waits for what was posted.
}

std::optional<channel::StoredSnapshot> SnapshotKeeper::load() const
{
    const auto bytes = readFile(m_file, fileLimit);
    if (!bytes && bytes.error().code == ErrorCode::NotFound)
        return std::nullopt;
    auto stored = bytes ? channel::decodeStoredSnapshot(*bytes) : failure(bytes.error());
    if (stored)
        return std::move(*stored);
    log::warn("the snapshot kept in {} is damaged and not served: {}", m_file.string(), stored.error().message);
    return std::nullopt;
}

void SnapshotKeeper::keep(channel::StoredSnapshot snapshot)
{
    m_waiting = std::move(snapshot);
    write();
}

void SnapshotKeeper::flush(std::function<void()> done)
{
    storeWaiting();
    m_writer->loop().post(std::move(done)); // The thread takes its tasks in order.
}

void SnapshotKeeper::storeWaiting()
{
    if (!m_waiting)
        return;
    m_writer->loop().post([file = m_file, snapshot = std::move(*m_waiting)] {
        if (const auto stored = store(file, snapshot); !stored)
            log::warn("the last good snapshot is not kept: {}", stored.error().message);
    });
    m_waiting.reset();
}

void SnapshotKeeper::write()
{
    if (m_isWriting || !m_waiting)
        return;
    m_isWriting = true;
    auto next = std::make_shared<const channel::StoredSnapshot>(std::move(*m_waiting));
    m_waiting.reset();
    m_writer->loop().post([this, next, file = m_file, &loop = m_loop, life = std::weak_ptr(m_life)] {
        loop.post([this, life, outcome = store(file, *next)] {
            if (!life.expired())
                written(outcome);
        });
    });
}

void SnapshotKeeper::written(const Result<>& outcome)
{
    if (!outcome)
        log::warn("the last good snapshot is not kept: {}", outcome.error().message);
    m_loop.arm(m_rest, restBetweenWrites);
}

} // namespace causeway::proxy
