#include "engine/runtime/console_api/console_service.h"

#include "engine/runtime/console_api/earlier_effect.h"
#include "engine/runtime/console_api/token_api.h"
#include "engine/web/response_writer.h"

#include <algorithm>

namespace causeway::runtime {

namespace {

constexpr std::chrono::milliseconds tickInterval{500};
constexpr std::chrono::milliseconds pauseBeforeRetry{1'000};
constexpr std::size_t sessionLimit = 256;
constexpr std::size_t bodyLimit = 1 << 20;

/// For the sentence of a refusal: "to … takes operator".
std::string_view wordsFor(const api::ClusterCommand& command)
{
    struct Words
    {
        std::string_view operator()(const api::SetSplit&) const { return "move traffic"; }
        std::string_view operator()(const api::InvertRevision&) const { return "take revisions back"; }
        std::string_view operator()(const api::RevertTo&) const { return "revert to revisions"; }
        std::string_view operator()(const api::SetLoad&) const { return "set the load"; }
        std::string_view operator()(const api::SetLink&) const { return "shape links"; }
        std::string_view operator()(const api::StartFault&) const { return "break things"; }
        std::string_view operator()(const api::EndFault&) const { return "end faults"; }
    };
    return std::visit(Words{}, command);
}

bool isReading(const web::Request& request)
{
    return request.method == "GET" || request.method == "HEAD";
}

Result<std::shared_ptr<const net::TlsContext>> tlsOf(const net::TlsIdentity& identity)
{
    net::TlsOptions tls;
    tls.identity = identity;
    return net::TlsContext::createServer(tls);
}

} // namespace

ConsoleApi::Service::Service(net::EventLoop& loop, const Clock& clock, ConsoleApiOptions options,
                             api::ClusterPort& port, MeshApi meshApi, std::unique_ptr<authority::AccessTokens> tokens)
    : m_loop(loop)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_port(port)
    , m_meshApi(std::move(meshApi))
    , m_tokens(std::move(tokens))
    , m_tick([this] { tick(); })
    , m_mailbox(std::make_shared<Mailbox>(loop))
{
}

ConsoleApi::Service::~Service()
{
    m_port.watch({});
    m_mailbox->close();
}

Result<> ConsoleApi::Service::listen()
{
    web::ServerOptions server;
    server.address = m_options.address;
    server.bodyLimit = bodyLimit;
    server.webSocketProtocol = std::string(remote::consoleProtocol);
    ASSIGN_OR_RETURN(server.tls, tlsOf(m_options.identity));
    ASSIGN_OR_RETURN(m_server, web::Server::create(
                                   m_loop, std::move(server),
                                   [this](web::Request request, web::Responder responder) {
                                       answer(std::move(request), std::move(responder));
                                   },
                                   [this](const web::Request& request) { return upgrade(request); }));
    m_loop.arm(m_tick, tickInterval);
    return {};
}

Result<> ConsoleApi::Service::setIdentity(const net::TlsIdentity& identity)
{
    ASSIGN_OR_RETURN(auto tls, tlsOf(identity));
    m_server->setTls(std::move(tls));
    return {};
}

void ConsoleApi::Service::answer(web::Request request, web::Responder responder)
{
    const auto token = m_callers.callerOf(request);
    if (!token)
        return responder.send(refusalOf(token.error()));
    const bool isAboutTokens =
        request.path == tokenApiPath || request.path.starts_with(std::string(tokenApiPath) + '/');
    const Result<> allowed = isAboutTokens ? requireRole(*token, model::AccessRole::Admin, "see and hand out tokens")
                             : isReading(request)
                                 ? requireRole(*token, model::AccessRole::Viewer, "read the mesh API")
                                 : requireRole(*token, model::AccessRole::Operator, "write by the mesh API");
    if (!allowed)
        return responder.send(refusalOf(allowed.error()));
    if (isAboutTokens)
        return responder.send(answerTokenRequest(*m_tokens, request));
    m_meshApi(std::move(request), token->name,
              [mailbox = m_mailbox,
               waiting = std::make_shared<web::Responder>(std::move(responder))](web::Response response) {
                  mailbox->post(
                      [waiting, response = std::move(response)]() mutable { waiting->send(std::move(response)); });
              });
}

Result<web::WebSocket::Opened> ConsoleApi::Service::upgrade(const web::Request& request)
{
    auto token = m_callers.callerOf(request);
    if (!token) // An upgrade knows no 429; for who asks it is the same.
        return failure(ErrorCode::Unauthenticated, "{}", token.error().message);
    if (request.path != remote::consolePath)
        return failure(ErrorCode::NotFound, "consoles connect to {}", remote::consolePath);
    RETURN_IF_ERROR(requireRole(*token, model::AccessRole::Viewer, "see the cluster"));
    if (!web::offersProtocol(request, remote::consoleProtocol))
        return failure(ErrorCode::Unimplemented,
                       "causewayd {} speaks {}, and the console does not: use one of the "
                       "same version",
                       m_options.version, remote::consoleProtocol);
    if (m_sessions.size() >= sessionLimit)
        return failure(ErrorCode::Unavailable, "{} consoles are connected, and more cannot be", m_sessions.size());
    return
        [this, token = *std::move(token)](std::unique_ptr<web::WebSocket> socket) { open(token, std::move(socket)); };
}

void ConsoleApi::Service::open(authority::AccessToken token, std::unique_ptr<web::WebSocket> socket)
{
    const std::uint64_t id = ++m_lastSession;
    m_sessions.emplace(
        id, std::unique_ptr<ConsoleSession>(new ConsoleSession(id, std::move(token), std::move(socket), *this)));
    watch();
}

/// Views are made only while somebody looks.
void ConsoleApi::Service::watch()
{
    if (m_isWatching == !m_sessions.empty())
        return;
    m_isWatching = !m_isWatching;
    if (!m_isWatching) {
        m_port.watch({});
        m_view = nullptr;
        m_sheet = nullptr;
        return;
    }
    m_port.watch([this](std::shared_ptr<const api::ClusterView> view) {
        const std::lock_guard lock(m_arrivedMutex);
        const bool isFirst = !std::exchange(m_arrived, std::move(view));
        if (isFirst) // Otherwise the task that will take it up is posted already.
            m_mailbox->post([this] { takeView(); });
    });
}

void ConsoleApi::Service::takeView()
{
    std::shared_ptr<const api::ClusterView> arrived;
    {
        const std::lock_guard lock(m_arrivedMutex);
        arrived = std::exchange(m_arrived, nullptr);
    }
    if (!arrived || !m_isWatching)
        return;
    m_view = std::move(arrived);
    if (!isViewReady())
        return;
    m_sheet = std::make_shared<const remote::Sheet>(remote::sheetOf(*m_view));
    std::vector<std::uint64_t> ids; // A session may end while it is shown something.
    ids.reserve(m_sessions.size());
    for (const auto& [id, session] : m_sessions)
        ids.push_back(id);
    for (const std::uint64_t id : ids)
        if (const auto session = m_sessions.find(id); session != m_sessions.end()) {
            greet(*session->second);
            session->second->show(m_sheet);
        }
}

/// A control plane that has just started reads its revisions first: commands that come again are told by them.
bool ConsoleApi::Service::isViewReady() const
{
    return m_view && (m_view->headRevision == 0 || !m_view->recentRevisions.empty());
}

void ConsoleApi::Service::greeted(ConsoleSession& session)
{
    const ConsoleName console(session.token().id, session.instance());
    if (const auto known = m_consoles.find(console); known != m_consoles.end())
        known->second.since.reset();
    log::info("{} connected a console from {}", session.token().name, session.peerAddress());
    if (!isViewReady())
        return; // The view brings the greeting with it.
    greet(session);
    if (m_sheet)
        session.show(m_sheet);
}

void ConsoleApi::Service::greet(ConsoleSession& session)
{
    if (session.instance().empty() || session.isGreeted())
        return;
    const bool mayAct = model::allows(session.token().role, model::AccessRole::Operator);
    remote::ServerHello hello;
    hello.clusterName = m_view->name;
    hello.version = m_options.version;
    hello.role = session.token().role;
    hello.tokenName = session.token().name;
    hello.capabilities = mayAct ? m_port.capabilities() : api::Capabilities();
    hello.entrance = m_options.entrance;
    session.greet(hello);
}

void ConsoleApi::Service::asked(ConsoleSession& session, remote::CommandMessage message)
{
    const authority::AccessToken& token = session.token();
    if (const auto allowed = requireRole(token, model::AccessRole::Operator, wordsFor(message.command)); !allowed)
        return session.send(remote::OutcomeMessage{message.key, failure(allowed.error())});
    switch (m_ledger.begin(token.id, message.key, m_clock.now())) {
    case CommandLedger::Step::Begun:
        return perform({token.id, session.instance()}, token.name, std::move(message));
    case CommandLedger::Step::UnderWay:
        return;
    case CommandLedger::Step::Done:
        return session.send(remote::OutcomeMessage{message.key, *m_ledger.find(token.id, message.key)->outcome});
    case CommandLedger::Step::TooMany:
        return session.send(remote::OutcomeMessage{message.key, failure(ErrorCode::ResourceExhausted,
                                                                        "{} has {} commands under way already",
                                                                        token.name, CommandLedger::underWayLimit)});
    }
}

void ConsoleApi::Service::perform(const ConsoleName& console, const std::string& author, remote::CommandMessage message)
{
    if (message.isRepeat)
        if (auto earlier = earlierEffectOf(message, author, *m_view))
            return finished(console, author, message, *std::move(earlier));
    api::ClusterCommand command = message.command;
    m_port.submit(std::move(command), author,
                  [this, mailbox = m_mailbox, console, author, message = std::move(message)](auto outcome) {
                      mailbox->post([this, console, author, message, outcome = std::move(outcome)]() mutable {
                          finished(console, author, message, std::move(outcome));
                      });
                  });
}

/// Tells the console on the connection that it has by now.
void ConsoleApi::Service::finished(const ConsoleName& console, const std::string& author,
                                   const remote::CommandMessage& message, Result<api::CommandDone> outcome)
{
    m_ledger.finish(console.first, message.key, outcome, m_clock.now());
    if (outcome)
        noteFault(console, author, message.command, *outcome);
    for (const auto& [id, session] : m_sessions)
        if (session->isGreeted() && ConsoleName(session->token().id, session->instance()) == console)
            session->send(remote::OutcomeMessage{message.key, outcome});
}

void ConsoleApi::Service::noteFault(const ConsoleName& console, const std::string& author,
                                    const api::ClusterCommand& command, const api::CommandDone& done)
{
    if (const auto* const ended = std::get_if<api::EndFault>(&command)) {
        for (auto& [name, absence] : m_consoles)
            std::erase_if(absence.faults,
                          [&](std::uint64_t fault) { return ended->fault == 0 || ended->fault == fault; });
    } else if (done.fault != 0) {
        Absence& absence = m_consoles[console];
        absence.author = author;
        absence.faults.insert(done.fault);
        if (!absence.since && !isHere(console))
            absence.since = m_clock.now();
    }
}

bool ConsoleApi::Service::isHere(const ConsoleName& console) const
{
    return std::any_of(m_sessions.begin(), m_sessions.end(), [&](const auto& each) {
        return ConsoleName(each.second->token().id, each.second->instance()) == console;
    });
}

/// Who may only look may ask as well, and an answer can take the control plane's time: so few at once for each.
template <typename Answer, typename Ask>
void ConsoleApi::Service::answerQuestion(ConsoleSession& session, std::uint64_t question, Ask ask)
{
    if (!session.beginQuestion())
        return session.send(
            Answer{question, failure(ErrorCode::ResourceExhausted, "too many questions of this console wait for an "
                                                                   "answer: ask again when one has come")});
    ask([this, mailbox = m_mailbox, id = session.id(), question](auto result) {
        mailbox->post([this, id, question, result = std::move(result)]() mutable {
            const auto asking = m_sessions.find(id);
            if (asking == m_sessions.end())
                return;
            asking->second->endQuestion();
            asking->second->send(Answer{question, std::move(result)});
        });
    });
}

void ConsoleApi::Service::asked(ConsoleSession& session, const remote::RevisionsQuestion& question)
{
    answerQuestion<remote::RevisionsAnswer>(session, question.question, [&](auto outcome) {
        m_port.revisions(question.before, question.limit, std::move(outcome));
    });
}

void ConsoleApi::Service::asked(ConsoleSession& session, const remote::TextQuestion& question)
{
    answerQuestion<remote::TextAnswer>(session, question.question, [&](auto outcome) {
        m_port.textOf(question.route, question.form, std::move(outcome));
    });
}

void ConsoleApi::Service::asked(ConsoleSession& session, const remote::PreviewQuestion& question)
{
    answerQuestion<remote::PreviewAnswer>(
        session, question.question, [&](auto outcome) { m_port.previewRevert(question.revision, std::move(outcome)); });
}

void ConsoleApi::Service::gone(ConsoleSession& session, const std::string& reason)
{
    log::info("the console of {} is gone: {}", session.token().name, reason);
    const ConsoleName console(session.token().id, session.instance());
    if (const auto known = m_consoles.find(console); known != m_consoles.end())
        known->second.since = m_clock.now();
    // The session is still on the stack: it goes in a later turn.
    m_mailbox->post([this, id = session.id()] {
        m_sessions.erase(id);
        watch();
    });
}

/// Tokens may have been revoked or have expired, and consoles may have left faults behind.
void ConsoleApi::Service::tick()
{
    for (const auto& [id, session] : m_sessions)
        if (const auto good = m_tokens->stillGood(session->token().id); !good)
            session->end(good.error().code == ErrorCode::Unauthenticated
                             ? good.error()
                             : makeError(ErrorCode::Unauthenticated, "tokens cannot be checked now"));
    endFaultsOfTheAbsent();
    m_loop.arm(m_tick, tickInterval);
}

void ConsoleApi::Service::endFaultsOfTheAbsent()
{
    for (auto each = m_consoles.begin(); each != m_consoles.end();) {
        Absence& absence = each->second;
        const bool isAway = absence.since && *absence.since + m_options.faultGrace <= m_clock.now();
        if (isAway)
            for (const std::uint64_t fault : std::exchange(absence.faults, {}))
                endFault(each->first, absence.author, fault);
        each = absence.faults.empty() ? m_consoles.erase(each) : std::next(each);
    }
}

/// One fault may hold up the end of another: without a control plane no data plane joins. So it is tried again.
void ConsoleApi::Service::endFault(const ConsoleName& console, const std::string& author, std::uint64_t fault)
{
    const auto again = [this, console, author, fault] {
        Absence& absence = m_consoles[console];
        absence.author = author;
        absence.faults.insert(fault);
        absence.since.reset();
        if (!isHere(console)) // Else the fault is its own again.
            absence.since = m_clock.now() - m_options.faultGrace + pauseBeforeRetry;
    };
    m_port.submit(api::EndFault{fault}, author, [again, mailbox = m_mailbox](const Result<api::CommandDone>& outcome) {
        if (outcome || outcome.error().code == ErrorCode::NotFound)
            return; // It has ended.
        log::warn("a fault of a console that is gone does not end yet: {}", outcome.error().message);
        mailbox->post(again);
    });
}

void ConsoleApi::Service::sayGoodbye()
{
    for (const auto& [id, session] : m_sessions)
        session->end(makeError(ErrorCode::Unavailable, "the cluster's control plane is being stopped"));
}

} // namespace causeway::runtime
