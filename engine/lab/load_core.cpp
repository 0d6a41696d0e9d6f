#include "engine/lab/load_core.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace causeway::lab {

namespace {

using namespace std::chrono_literals;

constexpr Duration lateFrom = 2ms; // Above what a busy loop's turn takes.
constexpr std::ptrdiff_t mostClosed = 64;
constexpr std::size_t mostWords = 120;

/// "503: no healthy endpoint": what a refusal says of itself, in its JSON `message` or as it stands.
std::string wordsOf(const ClientReply& reply)
{
    if (reply.status < 400)
        return {};
    const auto json = nlohmann::json::parse(reply.text, nullptr, false);
    const bool hasMessage = json.is_object() && json.contains("message") && json["message"].is_string();
    std::string text = hasMessage ? json["message"].get<std::string>() : reply.text;
    text.resize(std::min<std::size_t>(text.find_first_of("\r\n"), std::min(text.size(), mostWords)));
    return text.empty() ? std::to_string(reply.status) : std::to_string(reply.status) + ": " + text;
}

std::vector<std::string> namesOf(const std::vector<LoadApi>& apis)
{
    std::vector<std::string> names;
    names.reserve(apis.size());
    for (const LoadApi& api : apis)
        names.push_back(api.name);
    return names;
}

} // namespace

Result<std::unique_ptr<LoadCore>> LoadCore::create(net::EventLoop& loop, LoadOptions options)
{
    std::unique_ptr<LoadCore> core(new LoadCore(loop, std::move(options)));
    if (core->m_weightsUpTo.empty() || core->m_weightsUpTo.back() == 0)
        return failure(ErrorCode::InvalidArgument, "the load has no API with a weight above 0");
    ASSIGN_OR_RETURN(core->m_due, PreciseTimer::create(loop, [raw = core.get()] { raw->sendDue(); }));
    core->setRate(core->m_options.plan.rate);
    core->keepHouse();
    return core;
}

LoadCore::LoadCore(net::EventLoop& loop, LoadOptions options)
    : m_loop(loop)
    , m_options(std::move(options))
    , m_start(std::chrono::steady_clock::now())
    , m_clock(m_options.seed)
    , m_random(m_options.seed ^ 0xa5a5a5a5a5a5a5a5ULL) // Whom to ask for what does not shift the arrivals.
    , m_housekeeping([this] { keepHouse(); })
    , m_patience([this] { abandon(); })
    , m_ledger(namesOf(m_options.plan.apis), m_options.serviceOfInstance, m_start)
{
    std::uint64_t sum = 0;
    for (const LoadApi& api : m_options.plan.apis) {
        m_shapes.emplace_back(api, m_options.target.toString());
        m_weightsUpTo.push_back(sum += api.weight);
    }
}

LoadCore::~LoadCore() = default;

void LoadCore::setRate(double perSecond)
{
    if (m_stopped)
        return;
    m_clock.setRate(std::clamp(perSecond, 0.0, m_options.plan.maximumRate), std::chrono::steady_clock::now());
    if (m_clock.next())
        m_due->armAt(*m_clock.next());
    else
        m_due->disarm();
}

void LoadCore::sendDue()
{
    while (m_clock.next() && *m_clock.next() <= std::chrono::steady_clock::now()) {
        const MonotonicTime due = *m_clock.next();
        m_clock.advance();
        sendOne(due);
    }
    if (m_clock.next())
        m_due->armAt(*m_clock.next());
}

void LoadCore::sendOne(MonotonicTime due)
{
    const Duration lateness = std::chrono::steady_clock::now() - due;
    m_worstLateness = std::max(m_worstLateness, lateness);
    if (lateness > lateFrom)
        ++m_lateStarts;
    ++m_sent;
    ClientRequest request;
    request.api = drawApi();
    request.due = due;
    request.isLast = m_random.fraction() < m_options.plan.oneShotShare;
    RequestShape& shape = m_shapes[request.api];
    const bool isChunked = shape.takeChunked();
    request.method = shape.method();
    request.body = shape.body(isChunked);
    request.checksum = shape.checksum();
    const auto user = static_cast<std::uint32_t>(1 + m_random.below(m_options.plan.users));

    LoadConnection* const connection = findConnection(request.isLast);
    if (!connection)
        return book(request, {0, {}, FailureKind::ConnectFailed});
    if (!connection->isOpen()) {
        if (const auto failure = connection->open(m_options.target))
            return failed(*connection, request, *failure);
        ++m_opened;
    }
    shape.writeHead(connection->head(), user, isChunked, request.isLast);
    connection->send(request, m_options.timeout);
}

std::size_t LoadCore::drawApi()
{
    const std::uint64_t ticket = m_random.below(m_weightsUpTo.back());
    const auto drawn = std::upper_bound(m_weightsUpTo.begin(), m_weightsUpTo.end(), ticket);
    return static_cast<std::size_t>(drawn - m_weightsUpTo.begin());
}

/// A free kept-alive connection, or a closed one to be opened; null at the limit.
LoadConnection* LoadCore::findConnection(bool isOneShot)
{
    if (!isOneShot && !m_idle.empty())
        return takeLast(m_idle);
    if (!m_closed.empty())
        return takeLast(m_closed);
    if (m_connections.size() >= m_options.connectionLimit)
        return nullptr;
    std::unique_ptr<LoadConnection> connection(new LoadConnection(m_loop, m_scratch, *this)); // The base is private.
    return m_connections.emplace_back(std::move(connection)).get();
}

LoadConnection* LoadCore::takeLast(std::vector<LoadConnection*>& from)
{
    LoadConnection* const connection = from.back();
    from.pop_back();
    return connection;
}

void LoadCore::replied(LoadConnection& connection, const ClientRequest& request, const ClientReply& reply)
{
    (connection.isUsable() ? m_idle : m_closed).push_back(&connection);
    book(request, {m_ledger.serviceOf(reply.instance), std::chrono::steady_clock::now() - request.due, reply.failure,
                   wordsOf(reply)});
}

void LoadCore::failed(LoadConnection& connection, const ClientRequest& request, FailureKind failure)
{
    m_closed.push_back(&connection);
    book(request, {0, {}, failure, {}});
}

void LoadCore::closedOnUs(LoadConnection&)
{
    ++m_closedOnUs;
}

void LoadCore::lost(LoadConnection& connection)
{
    std::erase(m_idle, &connection);
    m_closed.push_back(&connection);
}

void LoadCore::book(const ClientRequest& request, const LoadLedger::Ending& ending)
{
    m_ledger.book(request.api, std::chrono::steady_clock::now(), ending);
    stopWhenBalanced();
}

/// Once a second: those that were unused for long, before the other side does it.
void LoadCore::closeIdle()
{
    const MonotonicTime limit = m_loop.now() - m_options.idleLimit;
    const auto old = std::stable_partition(m_idle.begin(), m_idle.end(),
                                           [&](const LoadConnection* each) { return each->idleSince() > limit; });
    for (auto each = old; each != m_idle.end(); ++each) {
        (*each)->close();
        m_closed.push_back(*each);
    }
    m_idle.erase(old, m_idle.end());
}

/// Where requests had to wait there were thousands, with all their buffers.
void LoadCore::forgetClosed()
{
    if (std::ssize(m_closed) <= mostClosed)
        return;
    const std::unordered_set<const LoadConnection*> gone(m_closed.begin() + mostClosed, m_closed.end());
    m_closed.resize(mostClosed);
    std::erase_if(m_connections, [&](const auto& each) { return gone.contains(each.get()); });
}

void LoadCore::keepHouse()
{
    closeIdle();
    forgetClosed();
    m_loop.arm(m_housekeeping, 1s);
}

Duration LoadCore::longestWait() const
{
    MonotonicTime oldest = std::chrono::steady_clock::now();
    for (const auto& each : m_connections)
        if (each->isExchanging())
            oldest = std::min(oldest, each->request().due);
    return std::chrono::steady_clock::now() - oldest;
}

LoadStatistics LoadCore::statistics()
{
    const MonotonicTime now = std::chrono::steady_clock::now();
    LoadStatistics statistics;
    statistics.elapsed = now - m_start;
    statistics.rate = m_clock.rate();
    statistics.sent = m_sent;
    statistics.underWay = underWay();
    statistics.longestWait = longestWait();
    statistics.lateStarts = m_lateStarts;
    statistics.worstLateness = m_worstLateness;
    statistics.connectionsOpened = m_opened;
    statistics.connectionsOpen = m_connections.size() - m_closed.size();
    statistics.connectionsClosedOnUs = m_closedOnUs;
    m_ledger.writeTo(statistics, now);
    return statistics;
}

void LoadCore::stop(std::chrono::milliseconds patience, std::function<void()> stopped)
{
    setRate(0);
    m_stopped = std::move(stopped);
    m_loop.arm(m_patience, patience);
    stopWhenBalanced();
}

void LoadCore::stopWhenBalanced()
{
    if (!m_stopped || underWay() != 0)
        return;
    m_patience.disarm();
    std::exchange(m_stopped, {})();
}

void LoadCore::abandon()
{
    for (const auto& connection : m_connections) {
        if (!connection->isExchanging())
            continue;
        connection->close();
        failed(*connection, connection->request(), FailureKind::Abandoned);
    }
}

} // namespace causeway::lab
