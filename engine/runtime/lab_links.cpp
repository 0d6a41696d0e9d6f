#include "engine/runtime/lab_links.h"

#include "engine/runtime/view/cluster_facts.h"

#include <fmt/format.h>

#include <cmath>

namespace causeway::runtime {

namespace {

constexpr std::chrono::milliseconds lookInterval{200};
constexpr std::chrono::seconds mostDelay{10};
constexpr double mostMegabits = 100'000;
constexpr std::chrono::milliseconds longestSilence{1'000}; // Beyond a round trip: probes go out twenty times a second.
constexpr int slowFactor = 3;

api::LinkSettings settingsOf(const lab::LinkShape& shape)
{
    return {shape.delay, shape.jitter, shape.megabitsPerSecond, shape.lossPercent, shape.isCut};
}

double millisecondsOf(Duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// What was measured tells; that it was cut on purpose only names the reason.
void judge(api::LinkView& view, const lab::LinkMeasurement& measured)
{
    view.health = api::Health::Good;
    const Duration patience = longestSilence + 2 * (measured.shape.delay + measured.shape.jitter);
    if (measured.shape.isCut || measured.silence > patience) {
        view.health = api::Health::Bad;
        view.healthReason = measured.shape.isCut ? "cut: nothing passes"
                                                 : fmt::format("no probe came back for {:.1f} s",
                                                               millisecondsOf(measured.silence) / 1000);
    } else if (measured.roundTripP99 && *measured.roundTripP99 > slowFactor * *measured.roundTrip &&
               *measured.roundTripP99 > std::chrono::milliseconds(20)) {
        view.health = api::Health::Degraded;
        view.healthReason = fmt::format("one round trip in a hundred takes {:.0f} ms or longer",
                                        millisecondsOf(*measured.roundTripP99));
    }
}

} // namespace

api::LinkView viewOf(const lab::LinkMeasurement& measured, const std::string& hub)
{
    api::LinkView view;
    view.id = linkId(measured.from, measured.to);
    view.fromZone = measured.from;
    view.toZone = measured.to;
    view.via = hub;
    view.window = measured.window;
    view.samples = measured.samples;
    view.roundTrip = measured.roundTrip;
    view.roundTripP99 = measured.roundTripP99;
    view.bytesPerSecond = measured.bytesPerSecond;
    view.settings = settingsOf(measured.shape);
    judge(view, measured);
    return view;
}

Result<std::unique_ptr<LabLinks>> LabLinks::start(const lab::Scenario& scenario, const lab::AddressPlan& addresses,
                                                  std::uint64_t seed)
{
    if (scenario.transit.hub.empty())
        return std::unique_ptr<LabLinks>();
    ASSIGN_OR_RETURN(auto loop, net::LoopThread::create("cw-transit"));
    std::unique_ptr<LabLinks> links(new LabLinks(scenario.transit.hub, std::move(loop)));
    ASSIGN_OR_RETURN(links->m_hub,
                     lab::TransitHub::start(links->m_loop->loop(), lab::transitOptionsOf(scenario, addresses, seed)));
    links->m_loop->runAndWait([raw = links.get()] {
        raw->m_tick = std::make_unique<net::CallbackTimer>([raw] { raw->look(); });
        raw->look();
    });
    return links;
}

LabLinks::LabLinks(std::string hub, std::unique_ptr<net::LoopThread> loop)
    : m_hubName(std::move(hub))
    , m_loop(std::move(loop))
{
}

LabLinks::~LabLinks()
{
    m_loop->runAndWait([this] { m_tick.reset(); });
    m_hub.reset();
}

void LabLinks::look()
{
    std::vector<api::LinkView> views;
    for (const lab::LinkMeasurement& measured : m_hub->links())
        views.push_back(viewOf(measured, m_hubName));
    if (m_tick)
        m_loop->loop().arm(*m_tick, lookInterval);
    const std::lock_guard lock(m_mutex);
    m_views = std::move(views);
}

std::vector<api::LinkView> LabLinks::views() const
{
    const std::lock_guard lock(m_mutex);
    return m_views;
}

Result<> LabLinks::set(const std::string& link, const api::LinkSettings& settings)
{
    const auto isDelay = [](std::chrono::microseconds delay) { return delay.count() >= 0 && delay <= mostDelay; };
    if (!isDelay(settings.delay) || !isDelay(settings.jitter))
        return failure(ErrorCode::InvalidArgument, "delay and jitter of a link go from 0 to 10 s");
    if (!(settings.lossPercent >= 0 && settings.lossPercent <= 100))
        return failure(ErrorCode::InvalidArgument, "the loss of a link goes from 0 to 100 %");
    if (!(settings.megabitsPerSecond >= 0 && settings.megabitsPerSecond <= mostMegabits))
        return failure(ErrorCode::InvalidArgument, "the bandwidth of a link goes from 0 (no limit) to {:g} Mbit/s",
                       mostMegabits);
    return setShape(link, [&](lab::LinkShape& shape) {
        shape = {settings.delay, settings.jitter, settings.megabitsPerSecond, settings.lossPercent, settings.isCut};
    });
}

Result<> LabLinks::setCut(const std::string& link, bool isCut)
{
    return setShape(link, [&](lab::LinkShape& shape) { shape.isCut = isCut; });
}

Result<> LabLinks::setShape(const std::string& link, const std::function<void(lab::LinkShape&)>& change)
{
    Result<> outcome = failure(ErrorCode::NotFound, "there is no {}", link);
    m_loop->runAndWait([&] {
        for (const lab::LinkMeasurement& measured : m_hub->links()) {
            if (linkId(measured.from, measured.to) != link)
                continue;
            lab::LinkShape shape = measured.shape;
            change(shape);
            outcome = m_hub->setShape(measured.from, measured.to, shape);
        }
        look();
    });
    return outcome;
}

} // namespace causeway::runtime
