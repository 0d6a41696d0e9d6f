#include "engine/runtime/lab_chaos.h"

#include <algorithm>
#include <cmath>

namespace causeway::runtime {

namespace {

constexpr std::chrono::milliseconds leastPause{200};
constexpr std::chrono::milliseconds mostPause{3'000};
constexpr std::uint32_t wholeWeight = 1000;

std::size_t lasting(const api::ClusterView& view)
{
    return static_cast<std::size_t>(
        std::count_if(view.faults.begin(), view.faults.end(), [](const auto& fault) { return !fault.until; }));
}

} // namespace

LabChaos::LabChaos(net::EventLoop& loop, std::uint64_t seed, Send send, View view, Reconnect reconnect)
    : m_loop(loop)
    , m_random(seed)
    , m_send(std::move(send))
    , m_view(std::move(view))
    , m_reconnect(std::move(reconnect))
    , m_tick([this] { act(); })
{
}

void LabChaos::stop()
{
    m_isStopped = true;
    m_tick.disarm();
}

Duration LabChaos::pause()
{
    return leastPause + std::chrono::duration_cast<Duration>((mostPause - leastPause) * m_random.fraction());
}

void LabChaos::act()
{
    const auto view = m_view();
    ++m_actions;
    const std::size_t broken = lasting(*view);
    switch (m_random.below(8)) {
    case 0:
    case 1:
        broken < mostFaults ? breakSomething(*view) : mendSomething(*view);
        break;
    case 2:
    case 3:
        mendSomething(*view);
        break;
    case 4:
    case 5:
        moveTraffic(*view);
        break;
    case 6:
        bendLink(*view);
        break;
    default:
        m_reconnect();
        break;
    }
    if (!m_isStopped)
        m_loop.arm(m_tick, pause());
}

void LabChaos::breakSomething(const api::ClusterView& view)
{
    if (view.faultOffers.empty())
        return;
    const api::FaultOffer& offer = view.faultOffers[m_random.below(view.faultOffers.size())];
    if (offer.targets.empty())
        return;
    const api::FaultOffer::Target& target = offer.targets[m_random.below(offer.targets.size())];
    const double most = std::min(offer.most, offer.usual * 2); // A minute's delay for each request is no lab.
    const double amount = offer.unit.empty() ? 0 : offer.least + (most - offer.least) * m_random.fraction();
    m_send(api::StartFault{offer.kind, target.id, amount}, offer.title);
}

void LabChaos::mendSomething(const api::ClusterView& view)
{
    for (const api::FaultView& fault : view.faults)
        if (!fault.until && (m_random.below(2) == 0 || lasting(view) == 1))
            return m_send(api::EndFault{fault.id}, "the end of: " + fault.title);
}

void LabChaos::moveTraffic(const api::ClusterView& view)
{
    if (view.routes.empty())
        return;
    const api::RouteView& route = view.routes[m_random.below(view.routes.size())];
    api::SetSplit split;
    split.route = route.id;
    split.reason = "chaos";
    std::uint32_t left = wholeWeight;
    for (const api::BackendView& backend : route.backends) {
        const bool isLast = &backend == &route.backends.back();
        const auto weight = isLast ? left : static_cast<std::uint32_t>(m_random.below(left + 1));
        split.weights.push_back({backend.service, weight});
        left -= weight;
    }
    m_send(split, "a change of " + route.label);
}

void LabChaos::bendLink(const api::ClusterView& view)
{
    if (view.links.empty())
        return;
    const api::LinkView& link = view.links[m_random.below(view.links.size())];
    if (!link.settings)
        return;
    api::LinkSettings settings = *link.settings; // Whether it is cut is a fault's business.
    settings.delay = std::chrono::microseconds(m_random.below(40'000));
    settings.jitter = std::chrono::microseconds(m_random.below(5'000));
    settings.lossPercent = m_random.below(3) == 0 ? 2 * m_random.fraction() : 0;
    m_send(api::SetLink{link.id, settings}, "a change of " + link.id);
}

} // namespace causeway::runtime
