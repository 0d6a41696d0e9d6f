#include "tests/soak/lab_mischief.h"

#include <algorithm>
#include <fmt/format.h>

namespace causeway::soak {

namespace {

constexpr std::size_t mostConsoles = 3;

std::vector<const api::FaultView*> lastingOf(const api::ClusterView& view)
{
    std::vector<const api::FaultView*> lasting;
    for (const api::FaultView& fault : view.faults)
        if (!fault.until)
            lasting.push_back(&fault);
    return lasting;
}

} // namespace

LabMischief::LabMischief(net::EventLoop& loop, test::RemoteConsole::Access access, std::uint64_t seed, double rate)
    : m_loop(loop)
    , m_access(std::move(access))
    , m_rate(rate)
    , m_random(seed)
{
    while (m_consoles.size() < mostConsoles)
        connectAnother();
}

bool LabMischief::isShown() const
{
    return std::all_of(m_consoles.begin(), m_consoles.end(), [](const auto& console) {
        return console->isLive() && console->view() && !console->view()->problem;
    });
}

void LabMischief::setLoad(double rate)
{
    submit("load", api::SetLoad{rate});
}

void LabMischief::act()
{
    const auto view = m_consoles.front()->view();
    const std::uint64_t deed = m_random.below(100);
    if (deed < 40)
        return moveWeights(*view);
    if (deed < 48)
        return takeBack(*view);
    if (deed < 66)
        return breakSomething(*view);
    if (deed < 82)
        return mendSomething(*view);
    if (deed < 88)
        return bendLink(*view);
    if (deed < 90)
        return setLoad(m_rate * (0.5 + m_random.fraction()));
    deed < 96 ? loseConnection() : connectAnother();
}

void LabMischief::moveWeights(const api::ClusterView& view)
{
    if (view.routes.empty())
        return;
    const api::RouteView& route = view.routes[m_random.below(view.routes.size())];
    api::SetSplit split;
    split.route = route.id;
    split.expectedVersion = m_random.below(4) == 0 ? route.version : 0;
    for (const api::BackendView& backend : route.backends)
        if (backend.service != "payments") // No permission lets the gateway in there, on purpose.
            split.weights.push_back({backend.service, static_cast<std::uint32_t>(1 + m_random.below(100))});
    submit("split", std::move(split));
}

void LabMischief::takeBack(const api::ClusterView& view)
{
    if (view.recentRevisions.empty())
        return;
    const auto& revision = view.recentRevisions[m_random.below(std::min<std::size_t>(5, view.recentRevisions.size()))];
    if (revision.author == "lab")
        return; // That would take the whole scenario away.
    submit("take back", api::InvertRevision{revision.number, m_random.below(2) == 0});
}

void LabMischief::breakSomething(const api::ClusterView& view)
{
    if (view.faultOffers.empty() || lastingOf(view).size() >= mostFaults)
        return;
    const api::FaultOffer& offer = view.faultOffers[m_random.below(view.faultOffers.size())];
    const api::FaultOffer::Target& target = offer.targets[m_random.below(offer.targets.size())];
    submit("break: " + offer.title, api::StartFault{offer.kind, target.id, offer.usual});
}

void LabMischief::mendSomething(const api::ClusterView& view)
{
    const auto lasting = lastingOf(view);
    if (!lasting.empty())
        submit("mend", api::EndFault{lasting[m_random.below(lasting.size())]->id});
}

void LabMischief::bendLink(const api::ClusterView& view)
{
    if (view.links.empty() || !view.links.front().settings)
        return;
    api::LinkSettings settings = *view.links.front().settings;
    settings.delay = std::chrono::milliseconds(m_random.below(60));
    settings.jitter = std::chrono::milliseconds(m_random.below(10));
    settings.lossPercent = m_random.fraction() * 2;
    settings.megabitsPerSecond = m_random.below(2) == 0 ? 0 : 20 + m_random.fraction() * 80;
    submit("link", api::SetLink{view.links.front().id, settings});
}

void LabMischief::loseConnection()
{
    ++m_counts["connection cut"];
    someone().cut();
}

/// Beyond so many, one of the others leaves for it.
void LabMischief::connectAnother()
{
    ++m_counts["console connected"];
    if (m_consoles.size() >= mostConsoles) {
        const std::size_t leaving = 1 + m_random.below(m_consoles.size() - 1);
        m_connectionsOfOthers += m_consoles[leaving]->connections();
        m_consoles.erase(m_consoles.begin() + static_cast<std::ptrdiff_t>(leaving));
    }
    m_consoles.push_back(
        std::make_unique<test::RemoteConsole>(m_loop, m_access, fmt::format("soak-{}", ++m_names), m_random.next()));
}

test::RemoteConsole& LabMischief::someone()
{
    return *m_consoles[m_random.below(m_consoles.size())];
}

void LabMischief::mend()
{
    test::RemoteConsole& console = *m_consoles.front();
    const auto done = [this](const Result<api::CommandDone>&) { --m_mendingsUnderWay; };
    m_mendingsUnderWay = 1;
    console.submit(api::EndFault{0}, done);
    for (const api::LinkView& link : console.view()->links) {
        ++m_mendingsUnderWay;
        api::LinkSettings usual;
        usual.delay = std::chrono::milliseconds(10);
        console.submit(api::SetLink{link.id, usual}, done);
    }
    setLoad(m_rate);
}

void LabMischief::submit(const std::string& kind, api::ClusterCommand command)
{
    ++m_counts[kind];
    someone().submit(std::move(command), [this, kind](const Result<api::CommandDone>& outcome) {
        if (!outcome)
            ++m_counts[fmt::format("{}: {}", kind, nameOf(outcome.error().code))];
    });
}

std::map<std::string, std::uint64_t> LabMischief::counts() const
{
    std::map<std::string, std::uint64_t> counts = m_counts;
    counts["connections"] = m_connectionsOfOthers;
    for (const auto& console : m_consoles)
        counts["connections"] += console->connections();
    return counts;
}

std::string LabMischief::summary() const
{
    std::string text;
    for (const auto& [what, times] : counts())
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what, times);
    return text;
}

} // namespace causeway::soak
