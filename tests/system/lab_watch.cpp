#include "tests/system/lab_watch.h"

#include <algorithm>
#include <future>

namespace causeway::test {

namespace {

constexpr std::chrono::milliseconds slice{10}; // Who sleeps for so long and wakes later was kept from the processor.

} // namespace

LabWatch::LabWatch(double rate)
{
    runtime::LocalLabOptions options;
    options.dataFolder = m_folder.filePath("lab").toStdString();
    options.requestsPerSecond = rate;
    auto lab = runtime::LabEngine::start(options, {});
    if (!lab) {
        m_problem = lab.error().message;
        return;
    }
    m_lab = *std::move(lab);
    m_lab->port().watch([this](std::shared_ptr<const api::ClusterView> view) {
        const std::lock_guard lock(m_mutex);
        m_view = std::move(view);
        m_changed.notify_all();
    });
    sees([](const api::ClusterView&) { return true; });
}

LabWatch::~LabWatch()
{
    if (m_lab)
        m_lab->port().watch({});
}

std::shared_ptr<const api::ClusterView> LabWatch::view() const
{
    const std::lock_guard lock(m_mutex);
    return m_view;
}

bool LabWatch::sees(const std::function<bool(const api::ClusterView&)>& condition, std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_mutex);
    Duration counted(0);
    while (!(m_view && condition(*m_view))) {
        if (counted >= limit)
            return false;
        const MonotonicTime before = std::chrono::steady_clock::now();
        m_changed.wait_for(lock, slice);
        counted += std::min<Duration>(std::chrono::steady_clock::now() - before, slice);
    }
    return true;
}

Result<api::CommandDone> LabWatch::submit(const api::ClusterCommand& command)
{
    std::promise<Result<api::CommandDone>> outcome;
    m_lab->port().submit(command, "test", [&](Result<api::CommandDone> done) { outcome.set_value(std::move(done)); });
    return outcome.get_future().get();
}

/// In percent, of the route's second backend.
Result<api::CommandDone> LabWatch::split(const std::string& resource, std::uint32_t moved)
{
    const auto shown = view();
    for (const api::RouteView& route : shown->routes)
        if (route.resource == resource) {
            api::SetSplit command;
            command.route = route.id;
            command.weights = {{route.backends[0].service, 100 - moved}, {route.backends[1].service, moved}};
            return submit(command);
        }
    return failure(ErrorCode::NotFound, "there is no route {}", resource);
}

const api::NodeView* findNode(const api::ClusterView& view, const std::string& name)
{
    for (const api::NodeView& node : view.nodes)
        if (node.name == name)
            return &node;
    return nullptr;
}

const api::PlaneView* findPlane(const api::ClusterView& view, const std::string& name)
{
    for (const api::PlaneView& plane : view.planes)
        if (plane.name == name)
            return &plane;
    return nullptr;
}

} // namespace causeway::test
