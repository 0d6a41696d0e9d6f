#include "engine/runtime/planes_in_sync.h"

#include <condition_variable>
#include <mutex>
#include <string>

namespace causeway::runtime {

namespace {

/// Looks at the planes on the control loop whenever something happens to them, and tells the thread that waits.
class SyncWatch final : public control::ControlObserver
{
public:
    SyncWatch(control::ControlPlane& control, std::size_t planes)
        : m_control(control)
        , m_planes(planes)
    {
    }

    void look()
    {
        const std::vector<control::PlaneStatus> planes = m_control.planes();
        const std::lock_guard lock(m_mutex);
        m_late.clear();
        m_refusal.clear();
        std::size_t inSync = 0;
        for (const control::PlaneStatus& plane : planes) {
            if (!plane.isConnected)
                continue; // Of a run before, or on its way.
            if (plane.isInSync)
                ++inSync;
            else
                m_late += (m_late.empty() ? "" : ", ") + plane.declaration.name;
            if (!plane.refusal.empty())
                m_refusal = fmt::format("{}: {}", plane.declaration.name, plane.refusal);
        }
        m_isDone = m_late.empty() && inSync >= m_planes;
        m_changed.notify_all();
    }

    Result<> wait(std::chrono::milliseconds limit)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, limit, [this] { return m_isDone || !m_refusal.empty(); });
        if (m_isDone)
            return {};
        if (!m_refusal.empty())
            return failure(ErrorCode::Unavailable, "{}", m_refusal);
        return failure(ErrorCode::Timeout, "not in sync with the control plane within {} ms: {}", limit.count(),
                       m_late.empty() ? "planes that did not connect" : m_late);
    }

private:
    void revisionCommitted(const model::Revision&) override {}
    void rolloutChanged(const control::Rollout&) override { look(); }
    void planesChanged() override { look(); }
    void trafficReported(const telemetry::TrafficReport&) override {}

    control::ControlPlane& m_control;
    const std::size_t m_planes;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isDone = false;
    std::string m_late;
    std::string m_refusal;
};

} // namespace

Result<> waitUntilInSync(ControlPlaneHost& host, std::size_t planes, std::chrono::milliseconds limit)
{
    SyncWatch watch(host.controlPlane(), planes);
    host.loop().runAndWait([&] {
        host.controlPlane().addObserver(watch);
        watch.look();
    });
    Result<> outcome = watch.wait(limit);
    host.loop().runAndWait([&] { host.controlPlane().removeObserver(watch); });
    return outcome;
}

} // namespace causeway::runtime
