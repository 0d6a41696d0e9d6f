#include "engine/remote/console_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace causeway::remote {

using namespace std::chrono_literals;

namespace {

constexpr auto shortestPause = 250ms;
constexpr auto longestPause = 10'000ms;
constexpr int doublings = 6;  // 250 ms, doubled so often, is beyond the longest pause.
constexpr auto patience = 8s; // Without a word of the cluster; it says something four times a second.
constexpr auto pingAfter = 3s;
constexpr auto greetingLimit = 10s; // From dialing to being told who the cluster is.
constexpr auto commandLimit = 60s;  // So long after a loss an answer to a command is still hoped for.
constexpr std::size_t waitingLimit = 256;
constexpr std::uint16_t closeGoingAway = 1001;

/// Whether a new attempt soon could end otherwise without anybody doing something.
bool isPassing(ConnectProblem problem)
{
    return problem == ConnectProblem::Unreachable || problem == ConnectProblem::Lost;
}

} // namespace

ConsoleClient::ConsoleClient(const Clock& clock, Options options, Callbacks callbacks)
    : m_clock(clock)
    , m_options(std::move(options))
    , m_callbacks(std::move(callbacks))
    , m_random(m_options.seed)
    , m_dialDue(clock.now())
{
}

ConsoleClient::~ConsoleClient() = default;

std::optional<MonotonicTime> ConsoleClient::dialDue() const
{
    return m_state == State::Waiting && !m_isClosed ? std::optional(m_dialDue) : std::nullopt;
}

void ConsoleClient::dialing()
{
    m_state = State::Dialing;
    m_isGivenUp = false;
    m_heard = m_clock.now();
}

void ConsoleClient::opened()
{
    m_state = State::Greeting;
    m_socket.emplace(m_options.target);
}

void ConsoleClient::received(std::string_view bytes)
{
    if (!m_socket)
        return;
    m_heard = m_clock.now();
    m_isPinged = false;
    m_socket->take(bytes);
    while (m_socket && !m_isGivenUp) {
        const ClientSocket::Step step = m_socket->step();
        if (step.kind == ClientSocket::Step::Kind::NeedMore)
            return;
        if (step.kind == ClientSocket::Step::Kind::Failed)
            return giveUp(step.error);
        if (step.kind == ClientSocket::Step::Kind::Opened)
            send(ConsoleHello{m_options.instance, m_options.version});
        if (step.kind != ClientSocket::Step::Kind::Message)
            continue;
        auto message = decodeFromCluster(step.message);
        if (!message)
            return giveUp({ConnectProblem::WrongVersion, message.error().message});
        take(*std::move(message));
    }
}

void ConsoleClient::ended()
{
    if (m_socket)
        lose(m_socket->ended());
}

void ConsoleClient::failed(const ConnectError& error)
{
    if (m_state != State::Waiting)
        lose(error);
}

std::string ConsoleClient::takeOutput()
{
    return m_socket ? std::exchange(m_socket->output(), {}) : std::string();
}

void ConsoleClient::take(FromCluster message)
{
    if (auto* const hello = std::get_if<ServerHello>(&message))
        takeHello(std::move(*hello));
    else if (auto* const farewell = std::get_if<Farewell>(&message))
        giveUp({farewell->reason.code == ErrorCode::Unauthenticated    ? ConnectProblem::Unauthenticated
                : farewell->reason.code == ErrorCode::PermissionDenied ? ConnectProblem::Forbidden
                                                                       : ConnectProblem::Lost,
                farewell->reason.message});
    else if (m_state != State::Live)
        giveUp({ConnectProblem::WrongVersion, "it spoke before it said who it is"});
    else if (auto* const update = std::get_if<ViewUpdate>(&message))
        takeView(*update);
    else if (auto* const outcome = std::get_if<OutcomeMessage>(&message))
        takeOutcome(std::move(*outcome));
    else if (auto* const revisions = std::get_if<RevisionsAnswer>(&message)) {
        if (auto waiting = m_revisionQuestions.extract(revisions->question))
            waiting.mapped()(std::move(revisions->revisions));
    } else if (auto* const text = std::get_if<TextAnswer>(&message)) {
        if (auto waiting = m_textQuestions.extract(text->question))
            waiting.mapped()(std::move(text->text));
    } else if (auto* const preview = std::get_if<PreviewAnswer>(&message)) {
        if (auto waiting = m_previewQuestions.extract(preview->question))
            waiting.mapped()(std::move(preview->preview));
    }
}

/// Greeting -> Live. What was under way when the last connection broke is sent again.
void ConsoleClient::takeHello(ServerHello hello)
{
    m_state = State::Live;
    m_attempt = 0;
    m_hello = std::move(hello);
    m_assembly = {};
    for (PendingCommand& command : m_commands) {
        command.message.isRepeat = true;
        send(command.message);
    }
    if (m_callbacks.greeted)
        m_callbacks.greeted(*m_hello);
}

void ConsoleClient::takeView(const ViewUpdate& update)
{
    if (const auto applied = m_assembly.apply(update); !applied)
        return giveUp({ConnectProblem::WrongVersion, applied.error().message});
    send(Seen{update.number});
    m_view = std::make_shared<const api::ClusterView>(m_assembly.view());
    if (m_callbacks.view)
        m_callbacks.view(m_view);
}

void ConsoleClient::takeOutcome(OutcomeMessage message)
{
    const auto pending = std::find_if(m_commands.begin(), m_commands.end(), [&](const PendingCommand& command) {
        return command.message.key == message.key;
    });
    if (pending == m_commands.end())
        return;
    const api::ClusterPort::Outcome outcome = std::move(pending->outcome);
    m_commands.erase(pending);
    outcome(std::move(message.outcome));
}

void ConsoleClient::send(const FromConsole& message)
{
    m_socket->send(encode(message));
}

/// The connection is still there, but is of no use.
void ConsoleClient::giveUp(const ConnectError& error)
{
    lose(error);
    m_isGivenUp = true;
}

/// Any -> Waiting.
void ConsoleClient::lose(const ConnectError& error)
{
    if (m_state == State::Live)
        m_lostAt = m_clock.now();
    m_state = State::Waiting;
    m_socket.reset();
    m_isPinged = false;
    m_error = error;
    m_dialDue = m_clock.now() + (isPassing(error.problem) ? nextPause() : longestPause);
    forgetQuestions(notConnected());
    failOldCommands();
    if (m_callbacks.failed)
        m_callbacks.failed(error);
    showStale(error);
}

void ConsoleClient::showStale(const ConnectError& error)
{
    if (!m_view)
        return;
    auto stale = std::make_shared<api::ClusterView>(*m_view);
    stale->problem = fmt::format("{} does not answer: {}", m_options.name, error.sentence);
    stale->nextAttempt = m_clock.wallNow() + std::chrono::duration_cast<WallTime::duration>(m_dialDue - m_clock.now());
    m_view = std::move(stale);
    if (m_callbacks.view)
        m_callbacks.view(m_view);
}

std::chrono::milliseconds ConsoleClient::nextPause()
{
    const auto ceiling = std::min(longestPause, shortestPause * (1 << std::min(m_attempt, doublings)));
    ++m_attempt;
    const double part = 0.75 + 0.25 * m_random.fraction();
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(ceiling.count()) * part));
}

Error ConsoleClient::notConnected() const
{
    return makeError(ErrorCode::Unavailable, "there is no connection to {}: {}", m_options.name, m_error.sentence);
}

std::optional<MonotonicTime> ConsoleClient::tickDue() const
{
    switch (m_state) {
    case State::Waiting:
        return m_commands.empty() ? std::nullopt : std::optional(m_lostAt + commandLimit);
    case State::Dialing:
    case State::Greeting:
        return m_heard + greetingLimit;
    case State::Live:
        return m_heard + (m_isPinged ? Duration(patience) : Duration(pingAfter));
    }
    return std::nullopt;
}

void ConsoleClient::tick()
{
    const auto due = tickDue();
    if (!due || m_clock.now() < *due)
        return;
    if (m_state == State::Waiting)
        return failOldCommands();
    if (m_state == State::Live && !m_isPinged) {
        m_isPinged = true;
        return m_socket->ping();
    }
    const auto silence = std::chrono::duration_cast<std::chrono::seconds>(m_clock.now() - m_heard);
    giveUp({m_state == State::Live ? ConnectProblem::Lost : ConnectProblem::Unreachable,
            fmt::format("it has said nothing for {} s", silence.count())});
}

void ConsoleClient::failOldCommands()
{
    while (!m_commands.empty() && m_clock.now() >= m_lostAt + commandLimit) {
        const auto outcome = std::move(m_commands.front().outcome);
        m_commands.pop_front();
        outcome(failure(ErrorCode::Unavailable,
                        "the connection to {} broke before it answered; whether it took effect shows when it is back",
                        m_options.name));
    }
}

void ConsoleClient::submit(api::ClusterCommand command, api::ClusterPort::Outcome outcome)
{
    if (m_state != State::Live)
        return outcome(causeway::failure(notConnected()));
    if (m_commands.size() >= waitingLimit)
        return outcome(failure(ErrorCode::ResourceExhausted, "{} has {} commands to answer already", m_options.name,
                               m_commands.size()));
    const std::uint64_t seen = m_view ? m_view->headRevision : 0;
    PendingCommand pending{{fmt::format("{}-{}", m_options.instance, ++m_lastKey), false, seen, std::move(command)},
                           std::move(outcome)};
    send(pending.message);
    m_commands.push_back(std::move(pending));
}

void ConsoleClient::revisions(std::uint64_t before, std::size_t limit, api::ClusterPort::Revisions outcome)
{
    if (m_state != State::Live)
        return outcome(causeway::failure(notConnected()));
    send(RevisionsQuestion{++m_lastQuestion, before, limit});
    m_revisionQuestions.emplace(m_lastQuestion, std::move(outcome));
}

void ConsoleClient::previewRevert(std::uint64_t revision, api::ClusterPort::Preview outcome)
{
    if (m_state != State::Live)
        return outcome(causeway::failure(notConnected()));
    send(PreviewQuestion{++m_lastQuestion, revision});
    m_previewQuestions.emplace(m_lastQuestion, std::move(outcome));
}

void ConsoleClient::textOf(std::string route, api::TextForm form, api::ClusterPort::Text outcome)
{
    if (m_state != State::Live)
        return outcome(causeway::failure(notConnected()));
    send(TextQuestion{++m_lastQuestion, std::move(route), form});
    m_textQuestions.emplace(m_lastQuestion, std::move(outcome));
}

void ConsoleClient::forgetQuestions(const Error& why)
{
    for (auto& [question, outcome] : std::exchange(m_revisionQuestions, {}))
        outcome(causeway::failure(why));
    for (auto& [question, outcome] : std::exchange(m_textQuestions, {}))
        outcome(causeway::failure(why));
    for (auto& [question, outcome] : std::exchange(m_previewQuestions, {}))
        outcome(causeway::failure(why));
}

void ConsoleClient::tryNow()
{
    if (m_state == State::Waiting)
        m_dialDue = m_clock.now();
}

void ConsoleClient::close()
{
    m_isClosed = true;
    if (m_socket)
        m_socket->close(closeGoingAway, "the console was closed");
    const Error why = makeError(ErrorCode::Cancelled, "the connection to {} was closed", m_options.name);
    forgetQuestions(why);
    for (PendingCommand& command : std::exchange(m_commands, {}))
        command.outcome(causeway::failure(why));
}

} // namespace causeway::remote
