#include "engine/runtime/control_plane_host.h"

#include "engine/runtime/resource_documents.h"

#include <future>

namespace causeway::runtime {

Result<std::unique_ptr<ControlPlaneHost>> ControlPlaneHost::start(const Clock& clock,
                                                                  control::ControlPlaneOptions options)
{
    ASSIGN_OR_RETURN(auto loop, net::LoopThread::create("cw-control"));
    std::unique_ptr<ControlPlaneHost> host(new ControlPlaneHost(std::move(loop)));
    Result<> outcome;
    host->m_loop->runAndWait([&] {
        auto created = control::ControlPlane::create(host->m_loop->loop(), clock, std::move(options));
        if (!created) {
            outcome = failure(std::move(created).error());
            return;
        }
        host->m_controlPlane = *std::move(created);
        host->m_channel = host->m_controlPlane->channelAddress();
        host->m_telemetry = host->m_controlPlane->telemetryAddress();
        host->m_meshApi = host->m_controlPlane->meshApiAddress();
    });
    RETURN_IF_ERROR(outcome);
    return host;
}

ControlPlaneHost::ControlPlaneHost(std::unique_ptr<net::LoopThread> loop)
    : m_loop(std::move(loop))
{
}

ControlPlaneHost::~ControlPlaneHost()
{
    m_loop->runAndWait([this] { m_controlPlane.reset(); });
}

Result<control::Committed> ControlPlaneHost::submit(control::Command command)
{
    std::promise<Result<control::Committed>> answer;
    m_loop->loop().post([&] {
        m_controlPlane->submit(std::move(command),
                               [&](Result<control::Committed> committed) { answer.set_value(std::move(committed)); });
    });
    return answer.get_future().get();
}

Result<control::ControlPlane::JoinInvitation> ControlPlaneHost::inviteJoin()
{
    std::promise<Result<control::ControlPlane::JoinInvitation>> answer;
    m_loop->loop().post([&] { answer.set_value(m_controlPlane->inviteJoin()); });
    return answer.get_future().get();
}

Result<> ControlPlaneHost::ensureMesh(const std::string& name)
{
    control::Command command;
    command.author = "causewayd";
    command.reason = "first start";
    command.writes.push_back({{model::ResourceKind::Mesh, {}, name}, model::Mesh{name, {}}, 0});
    const auto committed = submit(std::move(command));
    if (!committed && committed.error().code != ErrorCode::Conflict &&
        committed.error().code != ErrorCode::AlreadyExists)
        return failure(committed.error());
    return {};
}

Result<control::Committed> ControlPlaneHost::applyDocuments(std::string_view text, std::string_view origin,
                                                            std::string author)
{
    ASSIGN_OR_RETURN(std::vector<model::Resource> resources, resourcesOfStream(text, origin));
    control::Command command;
    command.author = std::move(author);
    command.reason = "applied";
    for (model::Resource& resource : resources) {
        model::ResourceKey key = model::keyOf(resource);
        command.writes.push_back({std::move(key), std::move(resource), std::nullopt});
    }
    return submit(std::move(command));
}

} // namespace causeway::runtime
