#include "engine/proxy/data_plane.h"

#include "engine/base/assert.h"
#include "engine/base/log.h"
#include "engine/proxy/plane_compiler.h"
#include "engine/proxy/plane_worker.h"
#include "engine/proxy/traffic_ledger.h"
#include "engine/proxy/traffic_sum.h"
#include "engine/proxy/workers.h"

#include <algorithm>

namespace causeway::proxy {

namespace {

/// Shape: all state but the workers' own is touched on the pool's own thread only; tasks reach it in the order of the
/// calls.
class PooledDataPlane final : public DataPlane
{
public:
    PooledDataPlane(Workers& pool, DataPlaneOptions options)
        : m_pool(pool)
        , m_options(std::move(options))
        , m_gate(pool.connections(), m_options)
        , m_countedFrom(std::chrono::system_clock::now())
    {
        for (std::size_t i = 0; i < pool.size(); ++i)
            m_planes.push_back(std::make_unique<PlaneWorker>(pool.worker(i), m_options, m_planes, m_gate));
    }

    ~PooledDataPlane() override
    {
        CAUSEWAY_ASSERT(!m_pool.isOnAnyThread()); // It would wait for itself.
        m_pool.house().runAndWait([this] {
            m_isClosed = true;
            m_deadline.disarm();
        });
        for (std::size_t i = 0; i < m_planes.size(); ++i)
            m_pool.worker(i).thread().runAndWait([&plane = *m_planes[i]] { plane.close(); });
        for (std::size_t i = 0; i < m_planes.size(); ++i)
            m_pool.worker(i).thread().runAndWait([] {}); // What was buried in that turn is gone in this one.
        m_pool.house().runAndWait([] {});                // So are the workers' last messages.
    }

    void apply(std::shared_ptr<const snapshot::Snapshot> snapshot, Applied applied) override
    {
        m_pool.house().loop().post([this, snapshot = std::move(snapshot), applied = std::move(applied)]() mutable {
            applyInHouse(snapshot, std::move(applied));
        });
    }

    Result<> setIdentity(const keys::PlaneIdentity& identity) override
    {
        auto credentials = net::TlsCredentials::read({identity.certificateChainPem, identity.privateKeyPem});
        if (!credentials)
            return failure(credentials.error().code, "plane '{}': {}", m_options.name, credentials.error().message);
        m_pool.house().loop().post([this, read = *std::move(credentials)] { takeIdentityInHouse(read); });
        return {};
    }

    Result<> addKeys(const std::vector<NamedKey>& keys) override
    {
        auto read = std::make_shared<std::vector<keys::KeyPair>>();
        for (const NamedKey& key : keys) {
            auto pair = keys::KeyPair::anyFromPem(key.pem);
            if (!pair)
                return failure(pair.error().code, "private key '{}': {}", key.name, pair.error().message);
            read->push_back(*std::move(pair));
        }
        m_pool.house().loop().post([this, read] {
            for (keys::KeyPair& key : *read)
                m_compiler.addKey(std::move(key));
        });
        return {};
    }

    void endMeshConnections() override
    {
        m_pool.house().loop().post([this] {
            if (!m_isClosed)
                onEveryWorker([](PlaneWorker& plane, std::size_t) { plane.endMeshConnections(); }, [] {});
        });
    }

    Result<net::SocketAddress> listenerAddress(const std::string& listener) const override
    {
        Result<net::SocketAddress> address = net::SocketAddress();
        inHouse([&] { address = findAddress(listener); });
        return address;
    }

    void setAccepting(const std::string& listener, bool isAccepting, Applied applied) override
    {
        m_pool.house().loop().post([this, listener, isAccepting, applied = std::move(applied)]() mutable {
            if (m_isClosed)
                return;
            m_compiler.setAccepting(listener, isAccepting);
            if (!m_compiler.snapshot())
                return applied({});
            applyInHouse(m_compiler.snapshot(), [this, listener, isAccepting, applied](Result<> outcome) {
                if (!outcome)
                    m_compiler.setAccepting(listener, !isAccepting);
                applied(std::move(outcome));
            });
        });
    }

    void collect(Collected collected) override
    {
        m_pool.house().loop().post([this, collected = std::move(collected)]() mutable {
            if (!m_isClosed)
                collectInHouse(std::move(collected));
        });
    }

    void observe(Observed observed) override
    {
        m_pool.house().loop().post([this, observed = std::move(observed)]() mutable {
            if (!m_isClosed)
                observeInHouse(std::move(observed));
        });
    }

    void inherit(std::vector<HandedSocket> sockets) override
    {
        inHouse([&] { m_compiler.inherit(std::move(sockets)); });
    }

    std::vector<HandedSocket> listeningSockets() const override
    {
        std::vector<HandedSocket> sockets;
        inHouse([&] { sockets = m_compiler.listeningSockets(); });
        return sockets;
    }

    void drain(std::chrono::milliseconds deadline, IdleClients idle, Drained drained) override
    {
        m_pool.house().loop().post([this, deadline, idle, drained = std::move(drained)]() mutable {
            if (!m_isClosed)
                drainInHouse(deadline, idle, std::move(drained));
        });
    }

private:
    /// Now, wherever this thread is.
    void inHouse(const std::function<void()>& work) const
    {
        if (m_pool.house().loop().isInLoopThread())
            work();
        else
            m_pool.house().runAndWait(work);
    }

    /// Runs `work` on every worker, then `done` in the house.
    void onEveryWorker(const std::function<void(PlaneWorker&, std::size_t)>& work, const std::function<void()>& done)
    {
        auto left = std::make_shared<std::size_t>(m_planes.size()); // Counted down in the house.
        for (std::size_t i = 0; i < m_planes.size(); ++i) {
            m_pool.worker(i).loop().post([this, i, work, done, left] {
                work(*m_planes[i], i);
                m_pool.house().loop().post([this, done, left] {
                    if (--*left == 0 && !m_isClosed)
                        done();
                });
            });
        }
    }

    void applyInHouse(const std::shared_ptr<const snapshot::Snapshot>& snapshot, Applied applied)
    {
        if (m_isClosed)
            return;
        auto update = m_compiler.compile(snapshot);
        if (!update)
            return applied(failure(std::move(update).error()));
        // The update before is kept until here, so that what it shared with no other is destroyed in the house.
        onEveryWorker([update = *update](PlaneWorker& plane, std::size_t) { plane.apply(*update); },
                      [this, snapshot, update = *update, applied = std::move(applied)] {
                          m_served = snapshot;
                          m_servedSince = std::chrono::system_clock::now();
                          m_ledger.keepOnly(*snapshot);
                          applied({});
                      });
    }

    void takeIdentityInHouse(const std::shared_ptr<const net::TlsCredentials>& identity)
    {
        if (m_isClosed)
            return;
        const auto security = m_compiler.setIdentity(identity);
        if (!security)
            return log::warn("{}: the certificate before stays: {}", m_options.name, security.error().message);
        onEveryWorker([security = *security](PlaneWorker& plane, std::size_t) { plane.secure(security); }, [] {});
    }

    Result<net::SocketAddress> findAddress(const std::string& name) const
    {
        for (const PlaneListener& listener : m_compiler.listeners())
            if (listener.name == name)
                return listener.socket->address;
        return failure(ErrorCode::NotFound, "plane '{}' has no listener '{}'", m_options.name, name);
    }

    void collectInHouse(Collected collected)
    {
        auto parts = std::make_shared<std::vector<WorkerCounts>>(m_planes.size());
        onEveryWorker([parts](PlaneWorker& plane, std::size_t i) { (*parts)[i] = plane.collect(); },
                      [this, parts, collected = std::move(collected)] {
                          m_ledger.add(*parts);
                          m_unreported.insert(m_unreported.end(), parts->begin(), parts->end());
                          telemetry::TrafficReport report = sumOf(std::exchange(m_unreported, {}));
                          m_isReported = true;
                          report.plane = m_options.name;
                          report.from = m_countedFrom;
                          report.until = m_countedFrom = std::chrono::system_clock::now();
                          collected(std::move(report));
                      });
    }

    void observeInHouse(Observed observed)
    {
        auto parts = std::make_shared<std::vector<WorkerCounts>>(m_planes.size());
        auto seen = std::make_shared<std::vector<PlaneObservation::Worker>>(m_planes.size());
        const MonotonicTime asked = std::chrono::steady_clock::now();
        onEveryWorker(
            [parts, seen, asked](PlaneWorker& plane, std::size_t i) {
                (*seen)[i] = plane.observe();
                (*seen)[i].lag = std::chrono::steady_clock::now() - asked;
                (*parts)[i] = plane.collect();
            },
            [this, parts, seen, observed = std::move(observed)] {
                m_ledger.add(*parts);
                keepForReport(std::move(*parts));
                observed(observation(std::move(*seen)));
            });
    }

    /// Whoever collects must not miss what was counted meanwhile. Where nobody ever does, little is kept.
    void keepForReport(std::vector<WorkerCounts> parts)
    {
        constexpr std::size_t limit = 64;
        if (!m_isReported && m_unreported.size() > limit)
            m_unreported.clear();
        for (WorkerCounts& part : parts) {
            part.connections = 0; // Those are now; the report counts its own.
            m_unreported.push_back(std::move(part));
        }
    }

    PlaneObservation observation(std::vector<PlaneObservation::Worker> workers)
    {
        PlaneObservation observation;
        observation.plane = m_options.name;
        observation.workers = std::move(workers);
        observation.snapshot = m_served;
        observation.appliedAt = m_servedSince;
        observation.isDraining = m_isDraining;
        if (m_served)
            m_ledger.keepOnly(*m_served);
        m_ledger.writeTo(observation);
        return observation;
    }

    void drainInHouse(std::chrono::milliseconds deadline, IdleClients idle, Drained drained)
    {
        m_isDraining = true;
        m_drained = std::move(drained);
        m_emptyWorkers = 0;
        m_compiler.forgetListeners();
        // In two rounds: a worker may hand what it accepts last to one that would have said that it is empty.
        onEveryWorker([idle](PlaneWorker& plane, std::size_t) { plane.stopAccepting(idle); }, [this] { empty(); });
        m_pool.house().loop().arm(m_deadline, deadline);
    }

    void empty()
    {
        const auto emptied = [this] { m_pool.house().loop().post([this] { oneWorkerEmptied(); }); };
        for (std::size_t i = 0; i < m_planes.size(); ++i)
            m_pool.worker(i).loop().post([this, i, emptied] { m_planes[i]->drain(emptied); });
    }

    void oneWorkerEmptied()
    {
        if (++m_emptyWorkers == m_planes.size())
            reportDrained(0);
    }

    void cutInHouse()
    {
        auto cut = std::make_shared<std::vector<std::size_t>>(m_planes.size());
        onEveryWorker([cut](PlaneWorker& plane, std::size_t i) { (*cut)[i] = plane.cutConnections(); },
                      [this, cut] {
                          std::size_t sum = 0;
                          for (const std::size_t count : *cut)
                              sum += count;
                          reportDrained(sum);
                      });
    }

    void reportDrained(std::size_t cut)
    {
        m_deadline.disarm();
        if (const Drained drained = std::exchange(m_drained, nullptr); drained && !m_isClosed)
            drained(cut);
    }

    Workers& m_pool;
    DataPlaneOptions m_options;
    PlaneGate m_gate;
    PlaneCompiler m_compiler;
    PlaneWorker::Siblings m_planes;
    WallTime m_countedFrom;
    TrafficLedger m_ledger;
    std::vector<WorkerCounts> m_unreported; // Counted for an observation, and not collected yet.
    std::shared_ptr<const snapshot::Snapshot> m_served;
    WallTime m_servedSince;
    Drained m_drained;
    std::size_t m_emptyWorkers = 0;
    net::CallbackTimer m_deadline{[this] { cutInHouse(); }};
    bool m_isReported = false;
    bool m_isDraining = false;
    bool m_isClosed = false;
};

} // namespace

std::unique_ptr<DataPlane> DataPlane::create(WorkerPool& pool, DataPlaneOptions options)
{
    return std::make_unique<PooledDataPlane>(static_cast<Workers&>(pool), std::move(options));
}

} // namespace causeway::proxy
