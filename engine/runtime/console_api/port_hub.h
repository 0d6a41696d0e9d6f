#pragma once

#include "engine/api/cluster_port.h"

#include <memory>
#include <mutex>
#include <vector>

namespace causeway::runtime {

/// One cluster for several who look: each gets a port of its own, with a sink of its own. While nobody looks, the
/// cluster makes no views.
///
/// Threads: any. Outlives the ports it opened, and is outlived by the one it shares.
class PortHub
{
public:
    explicit PortHub(api::ClusterPort& port);
    ~PortHub();
    PortHub(const PortHub&) = delete;
    PortHub& operator=(const PortHub&) = delete;

    std::unique_ptr<api::ClusterPort> open();

private:
    class Face;
    /// What a face and the hub share: the sink, which runs under the mutex, so that watch() can promise that the old
    /// one is done.
    struct Seat
    {
        std::mutex mutex;
        api::ClusterPort::ViewSink sink;
    };

    void rewatch();
    void show(const std::shared_ptr<const api::ClusterView>& view);

    api::ClusterPort& m_port;
    std::mutex m_watchMutex; // One change of the watch at a time.
    std::mutex m_seatsMutex;
    std::vector<std::shared_ptr<Seat>> m_seats;
};

} // namespace causeway::runtime
