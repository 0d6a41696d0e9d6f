#include "engine/channel/plane_gate.h"

#include "engine/base/log.h"
#include "engine/base/utf8.h"
#include "engine/base/wall_time.h"
#include "engine/channel/channel_session.h"
#include "engine/channel/farewells.h"
#include "engine/channel/join_messages.h"
#include "engine/channel/telemetry_session.h"
#include "engine/web/server.h"

#include <algorithm>
#include <map>

namespace causeway::channel {

namespace {

constexpr std::chrono::seconds helloTime{10};
constexpr std::chrono::seconds sweepPause{1}; // While there is somebody to wait for.
constexpr std::chrono::seconds lateTime{3};   // For a plane whose certificate has ended, to renew it.
constexpr const char* channelPath = "/causeway/v1/channel";
constexpr const char* telemetryPath = "/causeway/v1/telemetry";

class Gate final : public PlaneGate, private ChannelSession::Host
{
public:
    Gate(net::EventLoop& loop, PlaneObserver& observer, IdentityDesk& desk, std::chrono::seconds renewalGrace)
        : m_loop(loop)
        , m_observer(observer)
        , m_desk(desk)
        , m_renewalGrace(renewalGrace)
        , m_sweep([this] { sweep(); })
    {
    }

    Result<> listen(const PlaneGateOptions& options);
    net::SocketAddress channelAddress() const override { return m_channelServer->address(); }
    net::SocketAddress telemetryAddress() const override { return m_telemetryServer->address(); }
    Result<> setTls(const net::TlsOptions& tls) override;

private:
    /// A session with the time by which it must have said hello.
    struct Held
    {
        std::unique_ptr<ChannelSession> session;
        MonotonicTime helloBy;
    };
    using PlaneKey = std::pair<std::string, std::string>; // Mesh and name.

    struct Contexts
    {
        std::shared_ptr<const net::TlsContext> channel;
        std::shared_ptr<const net::TlsContext> telemetry;
    };
    Result<Contexts> contextsOf(net::TlsOptions tls) const;
    void turnAway(const std::vector<std::string>& uriNames, const std::string& address, const std::string& reason);
    Result<web::WebSocket::Opened> noted(const web::Request& request, Result<web::WebSocket::Opened> decision);

    void answer(const web::Request& request, web::Responder responder);
    Result<web::WebSocket::Opened> upgradeChannel(const web::Request& request);
    Result<web::WebSocket::Opened> upgradeTelemetry(const web::Request& request);
    void endSpareTelemetry(const keys::PlaneName& plane);
    void addTelemetry(std::unique_ptr<web::WebSocket> socket, const keys::PlaneName& plane);

    void introduced(ChannelSession& session) override;
    void cameLate(ChannelSession& session) override;
    void acknowledged(ChannelSession& session, std::uint64_t revision, const Digest& manifestHash) override;
    void refused(ChannelSession& session, std::uint64_t revision, const Digest& manifestHash,
                 const std::string& reason) override;
    Result<keys::IssuedCertificate> renew(ChannelSession& session, const RenewalRequest& request) override
    {
        return m_desk.renew(request, session.declaration());
    }
    void trustChanged(ChannelSession& session) override { m_observer.trustChanged(session); }
    void ended(ChannelSession& session, const std::string& reason) override;
    MonotonicTime now() const override { return m_loop.now(); }

    void sweep();
    void sweepSessions();
    void sweepSilent();
    void tellEnd(const ChannelSession& session, bool isOurDoing);

    net::EventLoop& m_loop;
    PlaneObserver& m_observer;
    IdentityDesk& m_desk;
    const std::chrono::seconds m_renewalGrace;
    net::CallbackTimer m_sweep; // Sessions end in a turn of their own: no call of theirs is on the stack.
    Farewells m_farewells;
    std::vector<Held> m_sessions;
    std::map<PlaneKey, ChannelSession*> m_planes; // Those that the observer knows.
    std::vector<std::unique_ptr<TelemetrySession>> m_telemetry;
    std::vector<std::pair<TelemetrySession*, std::string>> m_endedTelemetry;
    std::map<PlaneKey, CountedReports> m_counted;
    std::unique_ptr<web::Server> m_channelServer;
    std::unique_ptr<web::Server> m_telemetryServer;
};

/// Only the channel takes planes that have no certificate yet, or none that is good any more.
Result<Gate::Contexts> Gate::contextsOf(net::TlsOptions tls) const
{
    using ClientCertificate = net::TlsOptions::ClientCertificate;
    Contexts contexts;
    tls.clientCertificate = ClientCertificate::Required;
    ASSIGN_OR_RETURN(contexts.telemetry, net::TlsContext::createServer(tls));
    tls.clientCertificate = ClientCertificate::Optional;
    tls.graceAfterExpiry = m_renewalGrace;
    ASSIGN_OR_RETURN(contexts.channel, net::TlsContext::createServer(tls));
    return contexts;
}

Result<> Gate::setTls(const net::TlsOptions& tls)
{
    ASSIGN_OR_RETURN(const Contexts contexts, contextsOf(tls));
    m_channelServer->setTls(contexts.channel);
    m_telemetryServer->setTls(contexts.telemetry);
    return {};
}

Result<> Gate::listen(const PlaneGateOptions& options)
{
    ASSIGN_OR_RETURN(const Contexts contexts, contextsOf(options.tls));
    web::ServerOptions server;
    server.address = options.channel;
    server.tls = contexts.channel;
    server.peerRefused = [this](const std::string& address, const net::PeerRefusal& refusal) {
        turnAway(refusal.claimedUriNames, address, refusal.reason);
    };
    ASSIGN_OR_RETURN(
        m_channelServer,
        web::Server::create(
            m_loop, server,
            [this](const web::Request& request, web::Responder responder) { answer(request, std::move(responder)); },
            [this](const web::Request& request) { return noted(request, upgradeChannel(request)); }));

    server.address = options.telemetry;
    server.tls = contexts.telemetry;
    ASSIGN_OR_RETURN(m_telemetryServer,
                     web::Server::create(
                         m_loop, server,
                         [](const web::Request&, web::Responder responder) {
                             responder.send({404, {}, "not found\n"});
                         },
                         [this](const web::Request& request) { return noted(request, upgradeTelemetry(request)); }));
    return {};
}

/// By the name that is the plane's alone, where it showed one.
void Gate::turnAway(const std::vector<std::string>& uriNames, const std::string& address, const std::string& reason)
{
    const auto isPlanes = [](const std::string& uri) { return uri.find("/plane/") != std::string::npos; };
    const auto found = std::find_if(uriNames.begin(), uriNames.end(), isPlanes);
    Stranger stranger;
    if (!uriNames.empty())
        stranger.peer = found == uriNames.end() ? uriNames.front() : *found;
    // A stranger wrote this: it must not break the line of a log.
    std::replace_if(
        stranger.peer.begin(), stranger.peer.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    stranger.peer.resize(std::min(stranger.peer.size(), strangerTextLimit));
    stranger.address = address;
    stranger.reason = beginningOf(reason, strangerTextLimit);
    m_observer.turnedAway(stranger);
}

Result<web::WebSocket::Opened> Gate::noted(const web::Request& request, Result<web::WebSocket::Opened> decision)
{
    if (!decision && decision.error().code != ErrorCode::NotFound)
        turnAway(request.peerUriNames, request.peerAddress, decision.error().message);
    return decision;
}

void Gate::answer(const web::Request& request, web::Responder responder)
{
    if (request.path != joinPath)
        return responder.send({404, {}, "not found\n"});
    if (request.method != "POST") {
        web::Response response{405, {}, "join with POST\n"};
        response.headers.add("Allow", "POST");
        return responder.send(std::move(response));
    }
    JoinAnswer answer = answerJoin(request, m_desk);
    if (answer.turnedAway)
        m_observer.turnedAway(*answer.turnedAway);
    responder.send(std::move(answer.response));
}

Result<web::WebSocket::Opened> Gate::upgradeChannel(const web::Request& request)
{
    if (request.path != channelPath)
        return failure(ErrorCode::NotFound, "no channel is at {}", request.path);
    if (request.peerUriNames.empty())
        return failure(ErrorCode::Unauthenticated, "the channel is for planes with a certificate: join first");
    RETURN_IF_ERROR(keys::planeNameOf(request.peerUriNames));
    return [this, certificate = request.peerCertificate](std::unique_ptr<web::WebSocket> socket) {
        auto session =
            std::make_unique<ChannelSession>(static_cast<ChannelSession::Host&>(*this), std::move(socket), certificate);
        m_sessions.push_back({std::move(session), m_loop.now() + helloTime});
        if (!m_sweep.isArmed())
            m_loop.arm(m_sweep, sweepPause);
    };
}

Result<web::WebSocket::Opened> Gate::upgradeTelemetry(const web::Request& request)
{
    if (request.path != telemetryPath)
        return failure(ErrorCode::NotFound, "no telemetry is taken at {}", request.path);
    ASSIGN_OR_RETURN(const auto plane, keys::planeNameOf(request.peerUriNames));
    return [this, plane](std::unique_ptr<web::WebSocket> socket) { addTelemetry(std::move(socket), plane); };
}

void Gate::addTelemetry(std::unique_ptr<web::WebSocket> socket, const keys::PlaneName& plane)
{
    endSpareTelemetry(plane);
    TelemetrySession::Callbacks callbacks;
    callbacks.reported = [this](const telemetry::TrafficReport& report) { m_observer.reported(report); };
    callbacks.recorded = [this](const keys::PlaneName& from, std::string_view lines) {
        m_observer.recorded(from, lines);
    };
    callbacks.ended = [this](TelemetrySession& session, const std::string& reason) {
        m_endedTelemetry.emplace_back(&session, reason);
        m_loop.arm(m_sweep, std::chrono::milliseconds(0));
    };
    m_telemetry.push_back(
        std::make_unique<TelemetrySession>(std::move(socket), plane, m_counted[{plane.mesh, plane.name}], callbacks));
}

/// One more may come. Two are right while a program hands over to its successor: each has reports of its own.
void Gate::endSpareTelemetry(const keys::PlaneName& plane)
{
    std::vector<TelemetrySession*> open; // The oldest first.
    for (const auto& session : m_telemetry)
        if (session->plane() == plane && !session->hasEnded())
            open.push_back(session.get());
    for (std::size_t i = 0; i + 1 < open.size(); ++i)
        open[i]->end("newer connections of the same plane replace this one");
}

void Gate::introduced(ChannelSession& session)
{
    const PlaneKey key{session.declaration().mesh, session.declaration().name};
    if (const auto before = m_planes.find(key); before != m_planes.end()) {
        ChannelSession& first = *before->second;
        m_planes.erase(before);
        first.disconnect("a newer connection of the same plane replaces this one");
        m_observer.gone(first, first.endReason());
    }
    m_planes[key] = &session;
    log::info("{} connected, version {}", session.label(), session.version());
    m_observer.connected(session);
}

void Gate::cameLate(ChannelSession& session)
{
    for (Held& held : m_sessions)
        if (held.session.get() == &session)
            held.helloBy = m_loop.now() + lateTime;
}

void Gate::acknowledged(ChannelSession& session, std::uint64_t revision, const Digest& manifestHash)
{
    m_observer.acknowledged(session, revision, manifestHash);
}

void Gate::refused(ChannelSession& session, std::uint64_t revision, const Digest& manifestHash,
                   const std::string& reason)
{
    log::warn("{} refused revision {}: {}", session.label(), revision, reason);
    m_observer.refused(session, revision, manifestHash, reason);
}

void Gate::ended(ChannelSession&, const std::string&)
{
    m_loop.arm(m_sweep, std::chrono::milliseconds(0));
}

void Gate::sweep()
{
    sweepSilent();
    sweepSessions();
    for (auto& [ended, reason] : std::exchange(m_endedTelemetry, {})) {
        log::debug("telemetry of plane {}: {}", ended->plane().name, reason);
        if (auto socket = ended->takeSocket())
            m_farewells.say(std::move(socket), closePolicy, reason);
        std::erase_if(m_telemetry, [gone = ended](const auto& kept) { return kept.get() == gone; });
    }
    const bool anySilent = std::any_of(m_sessions.begin(), m_sessions.end(),
                                       [](const Held& held) { return !held.session->isIntroduced(); });
    if (anySilent && !m_sweep.isArmed())
        m_loop.arm(m_sweep, sweepPause);
}

void Gate::sweepSilent()
{
    for (const Held& held : m_sessions)
        if (!held.session->isIntroduced() && m_loop.now() >= held.helloBy)
            held.session->disconnect(held.session->isLate()
                                         ? fmt::format("the certificate expired at {}, and was not renewed",
                                                       toRfc3339(held.session->certificate().notAfter()))
                                         : "the plane did not say hello in time");
}

void Gate::sweepSessions()
{
    std::vector<Held> ended;
    const auto firstEnded = std::stable_partition(m_sessions.begin(), m_sessions.end(),
                                                  [](const Held& held) { return !held.session->hasEnded(); });
    std::move(firstEnded, m_sessions.end(), std::back_inserter(ended));
    m_sessions.erase(firstEnded, m_sessions.end());
    for (const Held& held : ended) {
        ChannelSession& session = *held.session;
        auto socket = session.takeSocket();
        tellEnd(session, socket != nullptr);
        const auto known = m_planes.find({session.declaration().mesh, session.declaration().name});
        if (known != m_planes.end() && known->second == &session) {
            m_planes.erase(known);
            m_observer.gone(session, session.endReason());
        }
        if (socket)
            m_farewells.say(std::move(socket), closePolicy, session.endReason());
    }
}

void Gate::tellEnd(const ChannelSession& session, bool isOurDoing)
{
    if (session.isIntroduced())
        return log::info("{} disconnected: {}", session.label(), session.endReason());
    if (session.isLate() && session.renewals() > 0)
        return log::info("{} came with a certificate that had expired, and renewed it", session.label());
    log::warn("{} was turned away: {}", session.label(), session.endReason());
    if (isOurDoing)
        turnAway(session.certificate().uriNames(), session.peerAddress(), session.endReason());
}

} // namespace

Result<std::unique_ptr<PlaneGate>> PlaneGate::create(net::EventLoop& loop, const PlaneGateOptions& options,
                                                     PlaneObserver& observer, IdentityDesk& desk)
{
    auto gate = std::make_unique<Gate>(loop, observer, desk, options.renewalGrace);
    RETURN_IF_ERROR(gate->listen(options));
    return gate;
}

} // namespace causeway::channel
