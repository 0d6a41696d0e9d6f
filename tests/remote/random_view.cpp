#include "tests/remote/random_view.h"

#include <utility>

namespace causeway::test {

std::string RandomViews::text()
{
    std::string text;
    for (std::uint64_t left = m_random.below(60); left > 0; --left)
        text += static_cast<char>(' ' + m_random.below(95));
    return text;
}

WallTime RandomViews::time()
{
    return WallTime(std::chrono::seconds(1'790'000'000)) + std::chrono::duration_cast<WallTime::duration>(duration());
}

api::Traffic RandomViews::traffic()
{
    api::Traffic traffic;
    traffic.window = std::chrono::milliseconds(m_random.below(10'000));
    traffic.requests = m_random.next();
    traffic.failures = m_random.below(1000);
    traffic.requestsPerSecond = m_random.fraction() * 1000;
    if (chance(0.7))
        traffic.p50 = duration();
    if (chance(0.4))
        traffic.p99 = duration();
    return traffic;
}

api::NodeView RandomViews::node()
{
    const auto kind = static_cast<api::NodeKind>(m_random.below(5));
    const auto health = static_cast<api::Health>(m_random.below(4));
    return {name(), kind, text(), text(), text(), text(), health, text(), {name(), name()}, chance(0.5), traffic()};
}

api::RouteView RandomViews::route()
{
    api::RouteView route{name(), text(), text(), text(), text(), m_random.next(), text(), text(), {}, traffic()};
    for (int i = 0; i < 3; ++i) {
        api::BackendView backend{name(), name(),   static_cast<std::uint32_t>(m_random.below(100)), m_random.fraction(),
                                 {},     traffic()};
        if (chance(0.5))
            backend.actualShare = m_random.fraction();
        route.backends.push_back(std::move(backend));
    }
    return route;
}

api::RevisionView RandomViews::revision()
{
    using Kind = api::DiffLine::Kind;
    api::RevisionView revision{m_random.below(50), time(), text(), text(), text(), {}, {name()}, {}, {}};
    for (const Kind kind : {Kind::Same, Kind::Removed, Kind::Added})
        revision.diff.push_back({kind, text()});
    if (chance(0.3))
        revision.inverts = m_random.below(50);
    api::PropagationView& propagation = revision.propagation;
    propagation = {true, 3, 2, {text()}, {name()}, duration(), duration(), {}, {}, {}, {}};
    if (chance(0.5))
        propagation.pushed = propagation.acknowledged = propagation.firstRouted = duration();
    const auto state = static_cast<api::PlaneProgressView::State>(m_random.below(5));
    propagation.planes.push_back({name(), state, text(), chance(0.5) ? std::optional(duration()) : std::nullopt});
    return revision;
}

template <typename Value, typename Make>
void RandomViews::stir(std::vector<Value>& values, const Make& make)
{
    if (!values.empty() && chance(0.3))
        values.erase(values.begin() + static_cast<std::ptrdiff_t>(m_random.below(values.size())));
    if (!values.empty() && chance(0.5))
        values[m_random.below(values.size())] = make();
    if (values.size() > 1 && chance(0.2))
        std::swap(values[m_random.below(values.size())], values[m_random.below(values.size())]);
    while (values.size() < 12 && chance(0.5))
        values.insert(values.begin() + static_cast<std::ptrdiff_t>(m_random.below(values.size() + 1)), make());
    if (chance(0.02))
        values.clear();
}

void RandomViews::fillSmallTables(api::ClusterView& view)
{
    stir(view.zones, [&] { return api::ZoneView{name(), text(), api::Health::Degraded, text()}; });
    stir(view.links, [&] {
        api::LinkView link{name(),
                           name(),
                           name(),
                           text(),
                           api::Health::Bad,
                           text(),
                           {},
                           m_random.below(99),
                           {},
                           {},
                           m_random.fraction(),
                           {}};
        link.window = std::chrono::milliseconds(5);
        link.roundTrip = duration();
        link.roundTripP99 = duration();
        if (chance(0.5))
            link.settings = api::LinkSettings{std::chrono::microseconds(20'000), std::chrono::microseconds(7), 1.5,
                                              m_random.fraction(), chance(0.5)};
        return link;
    });
    stir(view.refusals, [&] {
        return api::RefusalView{
            time(), name(), name(), text(), text(), m_random.below(9), std::chrono::milliseconds(4)};
    });
    stir(view.faultOffers, [&] {
        const auto kind = static_cast<api::FaultKind>(m_random.below(7));
        return api::FaultOffer{kind, text(), text(), {{name(), text(), name()}}, text(), 1, m_random.fraction(), 3};
    });
    stir(view.faults, [&] {
        return api::FaultView{m_random.below(99),
                              api::FaultKind::ErrorRate,
                              text(),
                              name(),
                              name(),
                              m_random.fraction(),
                              text(),
                              time(),
                              chance(0.5) ? std::optional(time()) : std::nullopt};
    });
    view.trust = {chance(0.5), time(), m_random.below(9), {text(), text()}};
    view.load.reset();
    if (chance(0.8))
        view.load = api::LoadView{m_random.fraction(), 3000, traffic()};
}

api::ClusterView RandomViews::next(const api::ClusterView& before)
{
    api::ClusterView view = before;
    view.name = text();
    view.summary = text();
    view.time = time();
    view.headRevision = m_random.next();
    view.problem = chance(0.2) ? std::optional(text()) : std::nullopt;
    view.nextAttempt = chance(0.2) ? std::optional(time()) : std::nullopt;
    stir(view.nodes, [&] { return node(); });
    stir(view.routes, [&] { return route(); });
    stir(view.recentRevisions, [&] { return revision(); });
    stir(view.edges, [&] { return api::EdgeView{name(), name(), name(), traffic(), {name()}, name()}; });
    stir(view.planes, [&] {
        const auto state = static_cast<api::PlaneState>(m_random.below(4));
        return api::PlaneView{name(),
                              name(),
                              text(),
                              text(),
                              state,
                              text(),
                              m_random.below(99),
                              time(),
                              text(),
                              text(),
                              chance(0.5) ? std::optional(time()) : std::nullopt};
    });
    stir(view.seconds, [&] {
        return api::SecondView{static_cast<std::int64_t>(m_random.below(60)),
                               name(),
                               name(),
                               4,
                               5,
                               duration(),
                               chance(0.5) ? std::optional(duration()) : std::nullopt,
                               {{8'000, 3}, {41'000, 1}}};
    });
    fillSmallTables(view);
    return view;
}

} // namespace causeway::test
