#include "engine/runtime/lab_faults.h"

#include "engine/runtime/view/cluster_facts.h"

#include <fmt/format.h>

namespace causeway::runtime {

namespace {

using Kind = api::FaultKind;

constexpr std::string_view instancePrefix = "instance/";
constexpr std::string_view planePrefix = "plane/";
constexpr std::string_view controlPlaneTarget = "control-plane";

std::string instanceTarget(const std::string& instance)
{
    return std::string(instancePrefix) + instance;
}

std::string nodeOf(const model::PlaneDeclaration& plane)
{
    if (!plane.inbounds.empty())
        return nodeOfService(plane.mesh, plane.inbounds.front().service);
    return plane.role == model::PlaneRole::ZoneIngress ? nodeOfIngress(plane.zone) : nodeOfPlane(plane);
}

api::FaultOffer offer(Kind kind, std::string title, std::string detail)
{
    api::FaultOffer made;
    made.kind = kind;
    made.title = std::move(title);
    made.detail = std::move(detail);
    return made;
}

api::FaultOffer withAmount(api::FaultOffer made, std::string unit, double least, double most, double usual)
{
    made.unit = std::move(unit);
    made.least = least;
    made.most = most;
    made.usual = usual;
    return made;
}

std::vector<api::FaultOffer> serviceOffers(const lab::Scenario& scenario)
{
    api::FaultOffer slow = withAmount(offer(Kind::SlowService, "Slow service",
                                            "Each request takes longer and keeps its place; when all places are taken "
                                            "others wait, and when too many wait they are refused."),
                                      "ms", 1, 60'000, 200);
    api::FaultOffer errors =
        withAmount(offer(Kind::ErrorRate, "Errors", "A part of the requests is answered 500."), "%", 0.1, 100, 20);
    api::FaultOffer stopped =
        offer(Kind::StoppedInstance, "Stopped instance", "It does not listen, and its connections are closed.");
    for (const lab::SampleServicePlan& service : scenario.services) {
        const std::string node = nodeOfService(scenario.mesh, service.name);
        slow.targets.push_back({node, service.name, node});
        errors.targets.push_back({node, service.name, node});
        for (const lab::InstancePlace& instance : service.instances)
            stopped.targets.push_back({instanceTarget(instance.name), instance.name, node});
    }
    return {std::move(slow), std::move(errors), std::move(stopped)};
}

std::vector<api::FaultOffer> offersOf(const lab::Scenario& scenario, const std::vector<model::PlaneDeclaration>& planes)
{
    std::vector<api::FaultOffer> offers = serviceOffers(scenario);
    api::FaultOffer killed = offer(Kind::KilledPlane, "Killed data plane",
                                   "Its connections are reset, its identity and what it kept are gone. "
                                   "It joins anew when this ends.");
    for (const model::PlaneDeclaration& plane : planes)
        killed.targets.push_back({std::string(planePrefix) + plane.name, plane.name, nodeOf(plane)});
    api::FaultOffer expired =
        offer(Kind::ExpiredCertificate, "Expired certificate",
              "Its certificate runs out. Peers and the control plane refuse it, and it them, until "
              "it is renewed when this ends.");
    expired.targets = killed.targets;
    offers.push_back(std::move(killed));
    offers.push_back(std::move(expired));
    api::FaultOffer gone = offer(Kind::ControlPlaneGone, "Control plane gone",
                                 "Nobody answers data planes nor the mesh API; traffic goes on as it is.");
    gone.targets.push_back({std::string(controlPlaneTarget), "control plane", {}});
    offers.push_back(std::move(gone));
    api::FaultOffer cut = offer(Kind::CutLink, "Cut link", "Nothing passes between two zones.");
    for (const lab::LinkPlan& link : scenario.transit.links) {
        const std::string id = linkId(link.from, link.to);
        cut.targets.push_back({id, fmt::format("{} – {}", link.from, link.to), id});
    }
    if (!cut.targets.empty())
        offers.push_back(std::move(cut));
    return offers;
}

} // namespace

LabFaults::LabFaults(const Clock& clock, const lab::Scenario& scenario,
                     const std::vector<model::PlaneDeclaration>& planes, Parts parts)
    : m_parts(parts)
    , m_desk(clock, offersOf(scenario, planes), *this)
{
    for (const lab::SampleServicePlan& service : scenario.services)
        for (const lab::InstancePlace& instance : service.instances) {
            m_instancesOf[nodeOfService(scenario.mesh, service.name)].push_back(instance.name);
            m_instancesOf[instanceTarget(instance.name)].push_back(instance.name);
        }
}

Result<> LabFaults::apply(Kind kind, const std::string& target, double amount)
{
    return set(kind, target, amount, true);
}

Result<> LabFaults::lift(Kind kind, const std::string& target)
{
    return set(kind, target, 0, false);
}

Result<> LabFaults::set(Kind kind, const std::string& target, double amount, bool isBroken)
{
    switch (kind) {
    case Kind::SlowService:
        return changeInstances(target, [amount](lab::InstanceFaults& faults) {
            faults.delay = std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(amount));
        });
    case Kind::ErrorRate:
        return changeInstances(target, [amount](lab::InstanceFaults& faults) { faults.errorPercent = amount; });
    case Kind::StoppedInstance:
        return changeInstances(target, [isBroken](lab::InstanceFaults& faults) { faults.isStopped = isBroken; });
    case Kind::KilledPlane: {
        const std::string plane = target.substr(planePrefix.size());
        return isBroken ? m_parts.planes.kill(plane) : m_parts.planes.revive(plane);
    }
    case Kind::ControlPlaneGone:
        return setControlPlane(!isBroken);
    case Kind::CutLink:
        return m_parts.links->setCut(target, isBroken);
    case Kind::ExpiredCertificate: {
        const std::string plane = target.substr(planePrefix.size());
        return isBroken ? m_parts.planes.expireCertificate(plane) : m_parts.planes.renewCertificate(plane);
    }
    }
    return failure(ErrorCode::Unimplemented, "'{}' cannot be done here", nameOf(kind));
}

Result<> LabFaults::changeInstances(const std::string& target, const lab::SampleServices::Change& change)
{
    for (const std::string& instance : m_instancesOf.at(target))
        RETURN_IF_ERROR(m_parts.services.change(instance, change));
    return {};
}

Result<> LabFaults::setControlPlane(bool isReachable)
{
    Result<> outcome;
    m_parts.controlPlane.loop().runAndWait(
        [&] { outcome = m_parts.controlPlane.controlPlane().setReachable(isReachable); });
    return outcome;
}

/// A link that is cut by its own switch is as broken as by asking for the fault: it is listed and mended like one.
Result<std::uint64_t> LabFaults::setLink(const api::SetLink& command, const std::string& author)
{
    if (!m_parts.links)
        return failure(ErrorCode::NotFound, "this lab has no links");
    RETURN_IF_ERROR(m_parts.links->set(command.link, command.settings));
    if (!command.settings.isCut) {
        m_desk.noteEnded(Kind::CutLink, command.link);
        return 0;
    }
    if (m_desk.isLasting(Kind::CutLink, command.link))
        return 0;
    return m_desk.start({Kind::CutLink, command.link, 0}, author);
}

} // namespace causeway::runtime
