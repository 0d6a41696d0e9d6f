#include "engine/channel/plane_link.h"

#include "engine/base/log.h"
#include "engine/channel/push_reader.h"
#include "engine/channel/telemetry_sender.h"
#include "engine/channel/wire.h"
#include "engine/keys/root_set.h"
#include "engine/keys/spiffe.h"
#include "engine/net/tls_context.h"
#include "engine/snapshot/codec.h"
#include "engine/web/lifeline.h"

namespace causeway::channel {

namespace {

constexpr std::chrono::seconds pingInterval{5};
constexpr std::chrono::seconds provenAfter{5}; // A connection that lasted so long was good.

class Link final : public PlaneLink
{
public:
    Link(net::EventLoop& loop, PlaneLinkOptions options, Callbacks callbacks,
         const std::shared_ptr<const net::TlsContext>& tls);

    void acknowledge(std::uint64_t revision, const Digest& manifestHash) override;
    void refuse(std::uint64_t revision, const Digest& manifestHash, const std::string& reason) override;
    void report(telemetry::TrafficReport report) override { m_telemetry.report(report); }
    void record(std::string lines) override { m_telemetry.record(std::move(lines)); }
    std::size_t roomForRecords() const override { return m_telemetry.roomForRecords(); }
    bool areRecordsConfirmed() const override { return m_telemetry.areRecordsConfirmed(); }
    bool isTelemetryConnected() const override { return m_telemetry.isConnected(); }
    bool renew(const std::string& certificateRequestPem, std::optional<std::chrono::seconds> life) override;
    void setIdentity(const keys::PlaneIdentity& identity) override;
    void connectNow() override { m_reconnector.connectNow(); }

private:
    void opened(std::unique_ptr<web::WebSocket> socket);
    void sayHello();
    void received(std::string_view frame);
    void take(const wire::FromControl& message);
    void takeWelcome(const wire::Welcome& welcome);
    void takePush(const wire::Push& push);
    void takeRenewed(const wire::Renewed& message);
    void askedToRenew(RenewalAsked why, const std::string& reason);
    void giveUp(const std::string& reason);
    void lost(const std::string& reason);
    void changeState(bool isConnected, const std::string& reason);
    void send(const wire::FromPlane& message);

    net::EventLoop& m_loop;
    model::PlaneDeclaration m_declaration;
    Callbacks m_callbacks;
    std::uint64_t m_servedRevision = 0;
    Digest m_servedManifest; // All zero: serves nothing.
    HeldSections m_held;
    Digest m_trustedRoots; // The set that the plane keeps.
    bool m_isConnected = false;
    bool m_isTooLate = false; // The connection is good for a renewal only.
    std::string m_lastReason;
    MonotonicTime m_connectedAt;
    Farewells m_farewells;
    std::unique_ptr<web::WebSocket> m_socket;
    std::optional<Outbox> m_outbox;
    std::optional<FrameReader> m_reader;
    Reconnector m_reconnector;
    TelemetrySender m_telemetry;
    web::Lifeline m_life;
};

web::WebSocketRequest requestFor(const net::SocketAddress& address, const char* path,
                                 std::shared_ptr<const net::TlsContext> tls)
{
    web::WebSocketRequest request;
    request.address = address;
    request.host = address.toString();
    request.path = path;
    request.tls = std::move(tls);
    return request;
}

Result<std::shared_ptr<const net::TlsContext>> tlsOf(const keys::PlaneIdentity& identity)
{
    net::TlsOptions tls;
    tls.identity = net::TlsIdentity{identity.certificateChainPem, identity.privateKeyPem};
    tls.trustedRootsPem = identity.trustedRootsPem;
    tls.expectedUriName = std::string(keys::controlPlaneUri);
    return net::TlsContext::createClient(tls);
}

Link::Link(net::EventLoop& loop, PlaneLinkOptions options, Callbacks callbacks,
           const std::shared_ptr<const net::TlsContext>& tls)
    : m_loop(loop)
    , m_declaration(std::move(options.declaration))
    , m_callbacks(std::move(callbacks))
    , m_reconnector(loop, requestFor(options.controlPlane, "/causeway/v1/channel", tls),
                    {[this](std::unique_ptr<web::WebSocket> socket) { opened(std::move(socket)); },
                     [this](const std::string& reason) { changeState(false, reason); }})
    , m_telemetry(loop, requestFor(options.telemetry, "/causeway/v1/telemetry", tls), options.telemetryQueueLimit)
{
    m_trustedRoots = keys::rootSetDigest(options.identity.trustedRootsPem).value_or(Digest{});
    const auto manifest = snapshot::manifestOf(options.cached);
    if (manifest && !options.cached.empty()) {
        m_servedManifest = manifest->hash();
        m_servedRevision = options.cachedRevision;
        m_held.push(*manifest, options.cached);
    }
    m_reconnector.start();
}

void Link::opened(std::unique_ptr<web::WebSocket> socket)
{
    m_socket = std::move(socket);
    m_outbox.emplace(*m_socket);
    m_reader.emplace(controlMessageLimit);
    m_socket->setMessageLimit(frameLimit);
    m_socket->keepAlive(pingInterval);
    m_socket->setCallbacks({[this](std::string_view frame) { received(frame); },
                            [this](const std::string& reason) { lost(reason); }, [this] { m_outbox->proceed(); }});
    sayHello();
}

void Link::sayHello()
{
    const std::vector<Digest> held = m_held.hashes();
    m_held.begin(held); // From here on both ends count the same pushes.
    wire::FromPlane message;
    wire::Hello& hello = *message.mutable_hello();
    *hello.mutable_declaration() = toWire(m_declaration);
    hello.set_version(CAUSEWAY_VERSION);
    for (const std::string& capability : ownCapabilities())
        hello.add_capabilities(capability);
    for (const Digest& hash : held)
        hello.add_held(std::string(hash.view()));
    hello.set_trusted_roots(std::string(m_trustedRoots.view()));
    if (m_servedManifest != Digest{}) {
        hello.set_revision(m_servedRevision);
        hello.set_manifest_hash(std::string(m_servedManifest.view()));
    }
    send(message);
}

void Link::received(std::string_view frame)
{
    auto message = m_reader->take(frame);
    if (!message)
        return giveUp(message.error().message);
    if (!*message)
        return;
    wire::FromControl parsed;
    if (!parse(parsed, **message))
        return giveUp("the control plane sent what is not a message");
    take(parsed);
}

void Link::take(const wire::FromControl& message)
{
    const auto missing = missingCapabilities(message.needs());
    if (message.has_push()) {
        takePush(message.push());
    } else if (!missing.empty()) {
        wire::FromPlane answer;
        for (const std::string& capability : missing)
            answer.mutable_unsupported()->add_capabilities(capability);
        send(answer);
    } else if (message.has_welcome()) {
        takeWelcome(message.welcome());
    } else if (message.has_renewed()) {
        takeRenewed(message.renewed());
    } else if (message.has_renew_now()) {
        askedToRenew(RenewalAsked::Now, message.renew_now().reason());
    } else if (message.has_take_roots()) {
        const auto& roots = message.take_roots().trusted_roots_pem();
        if (const auto rootsGiven = m_callbacks.rootsGiven)
            rootsGiven({roots.begin(), roots.end()});
    } else {
        giveUp("the control plane sent a message that is not known here");
    }
}

void Link::takeWelcome(const wire::Welcome& welcome)
{
    m_connectedAt = m_loop.now();
    m_isTooLate = !welcome.renewal_only().empty();
    if (!m_isTooLate)
        return changeState(true, {});
    const auto life = m_life.witness();
    changeState(false, welcome.renewal_only());
    if (!life.expired())
        askedToRenew(RenewalAsked::TooLate, welcome.renewal_only());
}

void Link::askedToRenew(RenewalAsked why, const std::string& reason)
{
    if (const auto renewalAsked = m_callbacks.renewalAsked)
        renewalAsked(why, reason);
}

void Link::takeRenewed(const wire::Renewed& message)
{
    const auto renewed = m_callbacks.renewed;
    if (!renewed)
        return;
    if (!message.refusal().empty())
        return renewed(failure(ErrorCode::PermissionDenied, "{}", message.refusal()));
    renewed(keys::IssuedCertificate{message.certificate_chain_pem(),
                                    {message.trusted_roots_pem().begin(), message.trusted_roots_pem().end()}});
}

bool Link::renew(const std::string& certificateRequestPem, std::optional<std::chrono::seconds> life)
{
    if (!m_socket || !(m_isConnected || m_isTooLate))
        return false;
    wire::FromPlane message;
    message.mutable_renew()->set_certificate_request_pem(certificateRequestPem);
    if (life)
        message.mutable_renew()->set_life_seconds(static_cast<std::uint32_t>(life->count()));
    send(message);
    return true;
}

void Link::setIdentity(const keys::PlaneIdentity& identity)
{
    auto tls = tlsOf(identity);
    if (!tls)
        return log::error("plane {}: {}", m_declaration.name, tls.error().message);
    m_reconnector.setTls(*tls);
    m_telemetry.setTls(std::move(*tls));
    m_trustedRoots = keys::rootSetDigest(identity.trustedRootsPem).value_or(Digest{});
    if (m_isConnected) {
        wire::FromPlane message;
        message.mutable_roots_taken()->set_trusted_roots(std::string(m_trustedRoots.view()));
        send(message);
    } else if (m_isTooLate) { // What we have now is good for more than this connection is.
        m_farewells.say(std::move(m_socket), closePolicy, "back with another certificate");
        m_reconnector.settle();
        lost("the certificate was renewed");
    }
}

void Link::takePush(const wire::Push& push)
{
    auto read = readPush(push, m_held);
    if (!read)
        return giveUp(read.error().message);
    if (!read->missingCapabilities.empty())
        return refuse(
            push.revision(), read->delivery.manifest.hash(),
            fmt::format("the plane {} cannot do: {}", m_declaration.name, fmt::join(read->missingCapabilities, ", ")));
    if (const auto delivered = m_callbacks.delivered)
        delivered(std::move(read->delivery));
}

void Link::acknowledge(std::uint64_t revision, const Digest& manifestHash)
{
    m_servedRevision = revision;
    m_servedManifest = manifestHash;
    wire::FromPlane message;
    message.mutable_acknowledge()->set_revision(revision);
    message.mutable_acknowledge()->set_manifest_hash(std::string(manifestHash.view()));
    send(message);
}

void Link::refuse(std::uint64_t revision, const Digest& manifestHash, const std::string& reason)
{
    wire::FromPlane message;
    message.mutable_refuse()->set_revision(revision);
    message.mutable_refuse()->set_manifest_hash(std::string(manifestHash.view()));
    message.mutable_refuse()->set_reason(reason.substr(0, 4096));
    send(message);
}

/// Without a connection nothing is said: the next hello tells what is served.
void Link::send(const wire::FromPlane& message)
{
    if (m_socket)
        m_outbox->send(message.SerializeAsString());
}

/// The control plane broke the rules: start afresh, which the next hello does.
void Link::giveUp(const std::string& reason)
{
    log::warn("plane {}: leaves its control plane: {}", m_declaration.name, reason);
    m_farewells.say(std::move(m_socket), closeProtocolError, reason);
    lost(reason);
}

void Link::lost(const std::string& reason)
{
    m_outbox.reset();
    m_socket.reset();
    m_isTooLate = false;
    if (m_isConnected && m_loop.now() - m_connectedAt >= provenAfter)
        m_reconnector.settle();
    m_reconnector.retry();
    changeState(false, reason);
}

/// Last in whatever calls it: the callback may destroy the link.
void Link::changeState(bool isConnected, const std::string& reason)
{
    if (isConnected == m_isConnected && reason == m_lastReason)
        return;
    m_isConnected = isConnected;
    m_lastReason = reason;
    if (const auto stateChanged = m_callbacks.stateChanged)
        stateChanged(isConnected, reason);
}

/// A link that can never connect, because its identity cannot be used. Says so once.
class DeadLink final : public PlaneLink
{
public:
    DeadLink(net::EventLoop& loop, Callbacks callbacks, std::string reason)
        : m_timer([told = std::move(callbacks.stateChanged), why = std::move(reason)] {
            if (const auto call = told) // A copy: the callback may destroy the link, and this function with it.
                call(false, std::string(why));
        })
    {
        loop.arm(m_timer, std::chrono::milliseconds(0));
    }

    void acknowledge(std::uint64_t, const Digest&) override {}
    void refuse(std::uint64_t, const Digest&, const std::string&) override {}
    void report(telemetry::TrafficReport) override {}
    void record(std::string) override {}
    std::size_t roomForRecords() const override { return 0; }
    bool areRecordsConfirmed() const override { return true; }
    bool isTelemetryConnected() const override { return false; }
    bool renew(const std::string&, std::optional<std::chrono::seconds>) override { return false; }
    void setIdentity(const keys::PlaneIdentity&) override {}
    void connectNow() override {}

private:
    net::CallbackTimer m_timer;
};

} // namespace

std::unique_ptr<PlaneLink> PlaneLink::create(net::EventLoop& loop, PlaneLinkOptions options, Callbacks callbacks)
{
    auto context = tlsOf(options.identity);
    if (context)
        return std::make_unique<Link>(loop, std::move(options), std::move(callbacks), std::move(*context));
    log::error("plane {}: {}", options.declaration.name, context.error().message);
    return std::make_unique<DeadLink>(loop, std::move(callbacks), context.error().message);
}

} // namespace causeway::channel
