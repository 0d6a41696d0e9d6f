#include "engine/runtime/fault_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace causeway::runtime {

namespace {

constexpr std::chrono::minutes toldAfterEnd{10};
constexpr std::size_t mostFaults = 200;

using Kind = api::FaultKind;
constexpr std::array<std::pair<Kind, std::string_view>, 7> names{{{Kind::SlowService, "slow"},
                                                                  {Kind::ErrorRate, "errors"},
                                                                  {Kind::StoppedInstance, "stop"},
                                                                  {Kind::KilledPlane, "kill"},
                                                                  {Kind::ControlPlaneGone, "control-plane"},
                                                                  {Kind::ExpiredCertificate, "expire"},
                                                                  {Kind::CutLink, "cut"}}};

bool holdsPlane(Kind kind)
{
    return kind == Kind::KilledPlane || kind == Kind::ExpiredCertificate;
}

} // namespace

std::string_view nameOf(Kind kind)
{
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == kind; });
    return found->second;
}

std::optional<Kind> faultKindFromText(std::string_view text)
{
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.second == text; });
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

std::string titleOf(Kind kind, const std::string& target, double amount)
{
    switch (kind) {
    case Kind::SlowService:
        return fmt::format("{} answers {:g} ms later", target, amount);
    case Kind::ErrorRate:
        return fmt::format("{} fails {:g} % of its requests", target, amount);
    case Kind::StoppedInstance:
        return fmt::format("{} is stopped", target);
    case Kind::KilledPlane:
        return fmt::format("{} is killed", target);
    case Kind::ControlPlaneGone:
        return "the control plane is gone";
    case Kind::ExpiredCertificate:
        return fmt::format("the certificate of {} ran out", target);
    case Kind::CutLink:
        return fmt::format("{} is cut", target);
    }
    return {};
}

FaultDesk::FaultDesk(const Clock& clock, std::vector<api::FaultOffer> offers, FaultActions& actions)
    : m_clock(clock)
    , m_offers(std::move(offers))
    , m_actions(actions)
{
}

std::vector<api::FaultView> FaultDesk::faults() const
{
    const WallTime oldest = m_clock.wallNow() - toldAfterEnd;
    const std::lock_guard lock(m_mutex);
    std::vector<api::FaultView> told;
    std::copy_if(m_faults.begin(), m_faults.end(), std::back_inserter(told),
                 [&](const api::FaultView& fault) { return !fault.until || *fault.until >= oldest; });
    return told;
}

bool FaultDesk::isLasting(Kind kind, const std::string& target) const
{
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_faults.begin(), m_faults.end(), [&](const api::FaultView& fault) {
        return fault.kind == kind && fault.target == target && !fault.until;
    });
}

Result<FaultDesk::Plan> FaultDesk::planOf(const api::StartFault& fault) const
{
    Plan plan;
    for (const api::FaultOffer& offer : m_offers)
        if (offer.kind == fault.kind)
            plan.offer = &offer;
    if (!plan.offer)
        return failure(ErrorCode::NotFound, "this lab has nothing that could be broken by '{}'", nameOf(fault.kind));
    for (const api::FaultOffer::Target& target : plan.offer->targets)
        if (target.id == fault.target)
            plan.target = &target;
    if (!plan.target)
        return failure(ErrorCode::NotFound, "{}: there is no {}", plan.offer->title, fault.target);
    const bool isInRange =
        std::isfinite(fault.amount) && fault.amount >= plan.offer->least && fault.amount <= plan.offer->most;
    if (!plan.offer->unit.empty() && !isInRange)
        return failure(ErrorCode::InvalidArgument, "{}: the amount goes from {:g} to {:g} {}", plan.offer->title,
                       plan.offer->least, plan.offer->most, plan.offer->unit);
    return plan;
}

/// A plane that is gone cannot have an expired certificate, nor the other way round.
Result<> FaultDesk::checkRivals(const api::StartFault& fault) const
{
    if (!holdsPlane(fault.kind))
        return {};
    for (const Kind rival : {Kind::KilledPlane, Kind::ExpiredCertificate})
        if (rival != fault.kind && isLasting(rival, fault.target))
            return failure(ErrorCode::Conflict, "{}: end that first", titleOf(rival, fault.target, 0));
    return {};
}

Result<std::uint64_t> FaultDesk::start(const api::StartFault& fault, const std::string& author)
{
    ASSIGN_OR_RETURN(const Plan plan, planOf(fault));
    RETURN_IF_ERROR(checkRivals(fault));
    RETURN_IF_ERROR(m_actions.apply(fault.kind, fault.target, fault.amount));
    const std::lock_guard lock(m_mutex);
    api::FaultView* lasting = findLasting(fault.kind, fault.target);
    if (!lasting) {
        forgetOld();
        lasting = &m_faults.emplace_front();
        lasting->id = ++m_lastId;
        lasting->since = m_clock.wallNow();
    }
    lasting->kind = fault.kind;
    lasting->target = fault.target;
    lasting->at = plan.target->at;
    lasting->amount = plan.offer->unit.empty() ? 0 : fault.amount;
    lasting->title = titleOf(fault.kind, plan.target->name, fault.amount);
    lasting->author = author;
    return lasting->id;
}

api::FaultView* FaultDesk::findLasting(Kind kind, const std::string& target)
{
    for (api::FaultView& fault : m_faults)
        if (fault.kind == kind && fault.target == target && !fault.until)
            return &fault;
    return nullptr;
}

Result<> FaultDesk::end(std::uint64_t fault)
{
    std::vector<api::FaultView> ending;
    for (api::FaultView& each : faults())
        if (!each.until && (fault == 0 || each.id == fault))
            ending.push_back(std::move(each));
    if (ending.empty() && fault != 0)
        return failure(ErrorCode::NotFound, "fault {} has ended already", fault);
    // Planes join through the control plane: it has to be back before them.
    std::stable_partition(ending.begin(), ending.end(),
                          [](const api::FaultView& each) { return each.kind == Kind::ControlPlaneGone; });
    Result<> outcome;
    for (const api::FaultView& each : ending)
        if (const auto ended = endOne(each); !ended && outcome)
            outcome = ended;
    return outcome;
}

Result<> FaultDesk::endOne(const api::FaultView& fault)
{
    RETURN_IF_ERROR(m_actions.lift(fault.kind, fault.target));
    noteEnded(fault.kind, fault.target);
    return {};
}

void FaultDesk::noteEnded(Kind kind, const std::string& target)
{
    const std::lock_guard lock(m_mutex);
    if (api::FaultView* const lasting = findLasting(kind, target))
        lasting->until = m_clock.wallNow();
}

/// Those that last are never forgotten; there are no more of them than there are targets.
void FaultDesk::forgetOld()
{
    const WallTime oldest = m_clock.wallNow() - toldAfterEnd;
    std::erase_if(m_faults, [&](const api::FaultView& fault) { return fault.until && *fault.until < oldest; });
    for (auto fault = m_faults.end(); m_faults.size() >= mostFaults && fault != m_faults.begin();)
        if ((--fault)->until)
            fault = m_faults.erase(fault);
}

} // namespace causeway::runtime
