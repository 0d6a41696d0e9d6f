#pragma once

#include "engine/base/random.h"
#include "engine/net/event_loop.h"
#include "engine/net/file_descriptor.h"
#include "engine/net/shared_counts.h"
#include "engine/proxy/buffer_pool.h"
#include "engine/proxy/date_line.h"
#include "engine/proxy/router.h"
#include "engine/proxy/stock.h"
#include "engine/proxy/worker_pool.h"

#include <memory>
#include <string>
#include <vector>

namespace causeway::proxy {

class ClientConnection;
class Downstream;
class Exchange;
class PlaneWorker;
class UpstreamConnection;

/// Takes the last reference to configuration that may be large, to destroy it on another thread.
class Reaper
{
public:
    explicit Reaper(net::EventLoop& elsewhere)
        : m_elsewhere(elsewhere)
    {
    }

    void reap(std::shared_ptr<const void> object) { m_objects.push_back(std::move(object)); }
    void send();

private:
    net::EventLoop& m_elsewhere;
    std::vector<std::shared_ptr<const void>> m_objects;
};

/// One thread with its loop, and the memory that the connections on it take turns with.
///
/// Shape:   what is buried or finished during a turn is dealt with at its end, so that no object goes while its own
///          functions run.
/// Threads: all but create() and loop().post() on its own thread.
class Worker
{
public:
    /// `elsewhere` destroys what is large.
    static Result<std::unique_ptr<Worker>> create(std::size_t index, net::ConnectionCounts& counts, std::size_t memory,
                                                  net::EventLoop& elsewhere);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    net::LoopThread& thread() { return *m_thread; }
    net::EventLoop& loop() { return m_thread->loop(); }
    std::size_t index() const { return m_index; }
    net::ConnectionCounts& counts() { return m_counts; }
    MemoryGauge& memory() { return m_memory; }
    BufferPool& buffers() { return m_buffers; }
    Reaper& reaper() { return m_reaper; }
    Random& random() { return m_random; }
    /// The field for heads that are written in this turn.
    std::string_view dateLine() { return m_dateLine.at(loop().now()); }

    WorkerLoad load();
    /// The number of the loop's turn.
    std::uint64_t turn() const { return m_turn; }

    /// Planes with something here, for when something must go.
    void host(PlaneWorker& plane);
    void dismiss(PlaneWorker& plane);
    /// There are no descriptors left: closes connections to endpoints that wait, and says how many there were.
    std::size_t freeDescriptors();
    /// The same for a newcomer, as long as more of them wait than there are clients to use them.
    bool freeForNewcomer();
    /// Nothing could be freed: one descriptor that was held for this moment, to accept with and say no. Open until it
    /// is kept again.
    void lendSpareDescriptor() { m_spareDescriptor.close(); }
    void keepSpareDescriptor();

    /// Used again and again within one function; never across two.
    std::string& scratch() { return m_scratch; }
    std::string& otherScratch() { return m_otherScratch; }
    Router::Scratch& routerScratch() { return m_routerScratch; }

    /// How many clients' connections hold the memory that TLS reads and writes by. Up to a number they keep it for a
    /// while when they are idle, as the next request is likely to come soon; many give it back at once.
    std::size_t& warmConnections() { return m_warmConnections; }
    static constexpr std::size_t warmLimit = 256;

    std::unique_ptr<Exchange> takeExchange();
    void giveExchange(std::unique_ptr<Exchange> exchange);

    /// Its exchange has ended: at the end of the turn it goes on with the next, or closes.
    void continueLater(ClientConnection& connection) { m_finished.push_back(&connection); }
    void bury(std::unique_ptr<Downstream> connection);
    void bury(std::unique_ptr<UpstreamConnection> connection);

private:
    Worker(std::size_t index, net::ConnectionCounts& counts, std::size_t memory, net::EventLoop& elsewhere,
           std::uint64_t seed);
    void afterTurn();
    void relieve();
    void shrinkStocks();

    std::size_t m_index;
    net::ConnectionCounts& m_counts;
    Random m_random;
    MemoryGauge m_memory;
    SystemClock m_clock;
    DateLine m_dateLine{m_clock};
    BufferPool m_buffers;
    Reaper m_reaper;
    std::size_t m_warmConnections = 0;
    std::string m_scratch;
    std::string m_otherScratch;
    Router::Scratch m_routerScratch;
    std::uint64_t m_turn = 0;
    std::vector<PlaneWorker*> m_planes;
    net::FileDescriptor m_spareDescriptor;
    bool m_isRelieved = false; // What can go for the memory under pressure is gone.
    Stock<Exchange> m_exchanges;
    std::vector<ClientConnection*> m_finished;
    std::vector<std::unique_ptr<Downstream>> m_buriedClients;
    std::vector<std::unique_ptr<UpstreamConnection>> m_buriedUpstreams;
    net::CallbackTimer m_shrink;
    std::unique_ptr<net::LoopThread> m_thread; // Last: it runs on all of the above.
};

} // namespace causeway::proxy
