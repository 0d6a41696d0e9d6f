#include "engine/runtime/lab_run.h"

#include "engine/runtime/api_routes.h"
#include "engine/runtime/fault_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace causeway::runtime {

namespace {

constexpr std::chrono::seconds tickInterval{1};
constexpr std::chrono::seconds lastReplies{2};

lab::FaultReport reportOf(const api::FaultView& fault, WallTime began)
{
    lab::FaultReport report;
    report.kind = nameOf(fault.kind);
    report.title = fault.title;
    report.target = fault.target;
    report.amount = fault.amount;
    report.from = fault.since - began;
    if (fault.until)
        report.until = *fault.until - began;
    return report;
}

lab::LinkReport reportOf(const api::LinkView& link)
{
    lab::LinkReport report;
    report.from = link.fromZone;
    report.to = link.toZone;
    if (link.settings)
        report.shape = {link.settings->delay, link.settings->jitter, link.settings->megabitsPerSecond,
                        link.settings->lossPercent, link.settings->isCut};
    report.samples = link.samples;
    report.roundTrip = link.roundTrip;
    report.roundTripP99 = link.roundTripP99;
    return report;
}

std::string authorOfRun()
{
    const char* const user = std::getenv("USER");
    return user && *user ? std::string(user) : "causewayd lab";
}

} // namespace

Result<std::unique_ptr<LabRun>> LabRun::create(LabEngine& engine, const SignalWait& signals, LabRunOptions options)
{
    ASSIGN_OR_RETURN(auto loop, net::EventLoop::create());
    ASSIGN_OR_RETURN(auto descriptor, signals.openDescriptor());
    std::unique_ptr<LabRun> run(new LabRun(engine, std::move(options), std::move(loop), std::move(descriptor)));
    RETURN_IF_ERROR(run->m_loop->watch(run->m_signals.get(), net::Readiness::Read, *run));
    return run;
}

LabRun::LabRun(LabEngine& engine, LabRunOptions options, std::unique_ptr<net::EventLoop> loop,
               net::FileDescriptor signals)
    : m_engine(engine)
    , m_options(std::move(options))
    , m_loop(std::move(loop))
    , m_signals(std::move(signals))
    , m_pending(m_options.changes)
    , m_tick([this] { tick(); })
    , m_nextChange([this] {
        const PlannedChange change = m_pending.back();
        m_pending.pop_back();
        makeChange(change);
        armNextChange();
    })
    , m_nextStep([this] {
        const Step step = std::move(m_steps.back());
        m_steps.pop_back();
        step.action();
        armNextStep();
    })
    , m_end([this] { end({}); })
{
    std::stable_sort(m_pending.begin(), m_pending.end(), [](const auto& a, const auto& b) { return a.at > b.at; });
    watch();
    ControlPlaneHost& host = engine.controlPlane();
    host.loop().runAndWait([&] {
        host.controlPlane().addObserver(*this);
        m_ruleByApi =
            splitRuleByApi(engine.scenario().load.apis, host.controlPlane().resources(), host.controlPlane().planes());
    });
}

void LabRun::watch()
{
    m_engine.port().watch([this](std::shared_ptr<const api::ClusterView> view) {
        const std::lock_guard lock(m_viewMutex);
        m_view = std::move(view);
    });
}

LabRun::~LabRun()
{
    m_engine.port().watch({});
    ControlPlaneHost& host = m_engine.controlPlane();
    host.loop().runAndWait([&] { host.controlPlane().removeObserver(*this); });
}

Result<lab::Report> LabRun::run()
{
    RETURN_IF_ERROR(checkPlans());
    m_began = std::chrono::steady_clock::now();
    m_beganAt = std::chrono::system_clock::now();
    setLinks();
    planFaults();
    armNextChange();
    armNextStep();
    if (m_options.chaos)
        beginChaos();
    if (m_options.duration)
        m_loop->armAt(m_end, m_began + *m_options.duration);
    m_loop->arm(m_tick, tickInterval);
    m_loop->run();
    RETURN_IF_ERROR(m_outcome);
    return reportNow();
}

/// A misspelt name is told before any time was spent.
Result<> LabRun::checkPlans()
{
    const auto view = newestView();
    for (const PlannedChange& change : m_pending)
        RETURN_IF_ERROR(splitCommand(change, *view));
    for (const PlannedFault& fault : m_options.faults)
        RETURN_IF_ERROR(faultCommand(fault, view->faultOffers));
    for (const PlannedLink& link : m_options.links)
        RETURN_IF_ERROR(linkCommand(link, view->links));
    return {};
}

/// What fails ends the run, except what chaos meets: a data plane cannot join a control plane that is gone.
void LabRun::send(const api::ClusterCommand& command, const std::string& what, const Done& done)
{
    m_engine.port().submit(command, authorOfRun(), [this, what, done](const Result<api::CommandDone>& outcome) {
        m_loop->post([this, what, done, outcome] {
            if (outcome && done)
                done(*outcome);
            else if (!outcome && !m_options.chaos)
                end(failure(outcome.error().code, "{} failed: {}", what, outcome.error().message));
        });
    });
}

void LabRun::setLinks()
{
    for (const PlannedLink& link : m_options.links)
        if (const auto command = linkCommand(link, newestView()->links))
            send(*command, "setting " + command->link, {});
}

void LabRun::planFaults()
{
    for (const PlannedFault& fault : m_options.faults)
        m_steps.push_back({fault.from, [this, fault] { startFault(fault); }});
    std::stable_sort(m_steps.begin(), m_steps.end(), [](const Step& a, const Step& b) { return a.at > b.at; });
}

void LabRun::startFault(const PlannedFault& fault)
{
    const auto command = faultCommand(fault, newestView()->faultOffers);
    if (!command)
        return end(failure(command.error()));
    send(*command, fmt::format("breaking {}", command->target), [this, fault](const api::CommandDone& done) {
        if (!fault.until)
            return;
        const auto later = [&](const Step& step) { return step.at > *fault.until; };
        const auto place = std::partition_point(m_steps.begin(), m_steps.end(), later);
        m_steps.insert(place, {*fault.until, [this, id = done.fault] { send(api::EndFault{id}, "mending", {}); }});
        armNextStep();
    });
}

void LabRun::armNextStep()
{
    if (!m_steps.empty())
        m_loop->armAt(m_nextStep, m_began + m_steps.back().at);
}

void LabRun::beginChaos()
{
    m_chaos = std::make_unique<LabChaos>(
        *m_loop, *m_options.chaos,
        [this](const api::ClusterCommand& command, const std::string& what) { send(command, what, {}); },
        [this] { return newestView(); },
        [this] {
            m_engine.port().watch({});
            watch();
        });
    m_chaos->begin();
}

void LabRun::armNextChange()
{
    if (!m_pending.empty())
        m_loop->armAt(m_nextChange, m_began + m_pending.back().at);
}

void LabRun::makeChange(const PlannedChange& change)
{
    auto command = splitCommand(change, *newestView());
    if (!command)
        return end(failure(std::move(command).error()));
    command->expectedVersion = 0; // The plan means the share, whoever else changed it meanwhile.
    m_ledger.endCounting(command->route, countNow(), std::chrono::steady_clock::now());
    m_engine.port().submit(*std::move(command), authorOfRun(), [this, change](const Result<api::CommandDone>& outcome) {
        m_loop->post([this, change, outcome] { changeMade(change, outcome); });
    });
}

void LabRun::changeMade(const PlannedChange& change, const Result<api::CommandDone>& outcome)
{
    if (!outcome)
        end(failure(outcome.error().code, "{}={} was refused: {}", change.backend, change.percent,
                    outcome.error().message));
}

void LabRun::revisionCommitted(const model::Revision& revision)
{
    std::vector<std::pair<std::string, std::vector<api::BackendView>>> splits;
    for (const model::ResourceChange& change : revision.changes) {
        const std::vector<std::string> changed = changedSplits(change);
        if (changed.empty())
            continue;
        const std::vector<control::ResourceEntry> entries{{*change.after, revision.number, {}, {}}};
        for (const SplitRule& rule : splitRules(entries))
            if (std::find(changed.begin(), changed.end(), rule.id) != changed.end())
                splits.emplace_back(rule.id, weightsOf(*rule.rule));
    }
    m_loop->post([this, number = revision.number, splits = std::move(splits)] {
        for (const auto& [rule, weights] : splits)
            m_ledger.open(number, rule, weights);
    });
}

void LabRun::rolloutChanged(const control::Rollout& rollout)
{
    m_loop->post([this, rollout] { takeRollout(rollout); });
}

void LabRun::takeRollout(const control::Rollout& rollout)
{
    m_ledger.update(rollout);
    if (rollout.acknowledged)
        m_ledger.beginCounting(rollout.revision, countNow(), std::chrono::steady_clock::now());
}

void LabRun::trafficReported(const telemetry::TrafficReport& report)
{
    std::uint64_t retries = 0;
    for (const telemetry::TrafficCount& count : report.counts)
        retries += count.retries;
    if (retries > 0)
        m_loop->post([this, retries] { m_retries += retries; });
    for (const telemetry::FirstRouted& routed : report.firstRouted)
        m_loop->post([this, routed] { m_ledger.noteFirstRouted(routed.revision, routed.when); });
}

void LabRun::ready(net::Readiness)
{
    const int signal = SignalWait::takeFrom(m_signals);
    if (signal == SIGINT || signal == SIGTERM)
        end({});
}

void LabRun::tick()
{
    m_loop->arm(m_tick, tickInterval);
    m_resources.look(std::chrono::steady_clock::now() - m_began);
    if (!m_options.showsTable)
        return;
    const bool isTerminal = ::isatty(STDOUT_FILENO) == 1;
    fmt::print("{}{}", isTerminal ? "\x1b[H\x1b[2J" : "", lab::toTable(tableNow()));
    std::fflush(stdout);
}

void LabRun::end(Result<> outcome)
{
    if (m_outcome)
        m_outcome = std::move(outcome);
    m_elapsed = std::chrono::steady_clock::now() - m_began;
    if (!m_chaos)
        return m_loop->stop();
    m_chaos->stop();
    m_tick.disarm();
    mendAll();
}

/// A run of chaos ends with a lab that is whole: only then its last state can be compared, and its descriptors counted.
void LabRun::mendAll()
{
    m_engine.port().submit(api::EndFault{}, authorOfRun(), [this](const Result<api::CommandDone>& outcome) {
        m_loop->post([this, outcome] {
            if (!outcome && m_outcome)
                m_outcome = failure(outcome.error());
            m_loop->stop();
        });
    });
}

SplitCounts LabRun::countNow() const
{
    return countSplits(m_ruleByApi, m_engine.statistics(), m_engine.counted());
}

std::shared_ptr<const api::ClusterView> LabRun::newestView() const
{
    while (true) { // The first view comes within a turn of the control loop.
        {
            const std::lock_guard lock(m_viewMutex);
            if (m_view)
                return m_view;
        }
        std::this_thread::yield();
    }
}

lab::TableView LabRun::tableNow() const
{
    const lab::LoadStatistics load = m_engine.statistics();
    const auto view = newestView();
    lab::TableView table;
    table.elapsed = std::chrono::steady_clock::now() - m_began;
    table.rate = load.rate;
    table.window = load.last10s.span;
    const double seconds = std::chrono::duration<double>(load.last10s.span).count();
    table.measuredRate = seconds > 0 ? static_cast<double>(load.last10s.total.counts.requests) / seconds : 0;
    table.requests = load.total.counts.requests;
    table.failures = load.total.counts.failures();
    table.underWay = load.underWay;
    table.revision = view->headRevision;
    for (const api::RouteView& route : view->routes) {
        lab::TableRow head;
        head.name = route.label;
        head.requestsPerSecond = route.traffic.requestsPerSecond;
        table.rows.push_back(std::move(head));
        for (const api::BackendView& backend : route.backends)
            table.rows.push_back({backend.service, 1, backend.desiredShare, backend.actualShare,
                                  backend.traffic.requestsPerSecond, backend.traffic.p50, backend.traffic.p99,
                                  backend.traffic.failures});
    }
    return table;
}

lab::GrowthReport LabRun::growthNow()
{
    m_resources.lookAtLast(m_elapsed);
    const ResourceWatch::Growth growth = m_resources.growth();
    return {growth.samples,           growth.early.residentBytes, growth.late.residentBytes,
            growth.early.descriptors, growth.late.descriptors,    m_chaos ? m_chaos->actions() : 0,
            growth.isBounded()};
}

lab::Report LabRun::reportNow()
{
    const double rate = m_engine.statistics().rate; // Stopping sets it to nothing.
    m_engine.stopLoad();
    m_ledger.endAll(countNow(), std::chrono::steady_clock::now());
    const auto view = newestView();
    const SplitCounts counts = countNow();
    lab::Report report;
    report.scenario = m_engine.scenario().name;
    report.started = m_beganAt;
    report.duration = m_elapsed;
    report.load = m_engine.statistics();
    report.rate = rate;
    report.retries = m_retries;
    report.headRevision = view->headRevision;
    report.services = m_engine.counted();
    report.changes = m_ledger.reports();
    for (const api::FaultView& fault : view->faults)
        report.faults.push_back(reportOf(fault, m_beganAt));
    for (const api::LinkView& link : view->links)
        report.links.push_back(reportOf(link));
    report.growth = growthNow();
    for (const api::RouteView& route : view->routes) {
        lab::RouteReport routeReport{route.id, route.label, {}};
        for (const api::BackendView& backend : route.backends) {
            lab::ShareReport share{backend.service, backend.weight, backend.desiredShare, 0, 0};
            if (const auto rule = counts.byRule.find(route.id); rule != counts.byRule.end())
                if (const auto side = rule->second.find(backend.service); side != rule->second.end()) {
                    share.countedByClients = side->second.byClients;
                    share.countedAtService = side->second.atService;
                }
            routeReport.shares.push_back(std::move(share));
        }
        report.routes.push_back(std::move(routeReport));
    }
    return report;
}

} // namespace causeway::runtime
