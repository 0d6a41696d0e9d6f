#include "engine/channel/channel_session.h"

#include "engine/base/assert.h"
#include "engine/base/log.h"
#include "engine/base/wall_time.h"
#include "engine/channel/capabilities.h"
#include "engine/channel/message_parts.h"
#include "engine/channel/wire.h"

#include <algorithm>
#include <array>

namespace causeway::channel {

namespace {

constexpr std::chrono::seconds pingInterval{5};
constexpr std::size_t unansweredLimit = 16; // A plane that falls behind gets the newest only.
constexpr std::size_t textLimit = 4096;
constexpr std::size_t unreadLimit = 1 << 20; // Of answers, beside a push that is on its way.
constexpr int capabilitiesNamed = 32;        // In the log, of those that a plane lacks.

constexpr std::array<RepeatingParts, 1> repeatsInHello{{{wire::Hello::kDeclarationFieldNumber}}};
constexpr std::array<RepeatingParts, 2> repeatsInMessage{
    {{wire::FromPlane::kHelloFieldNumber, repeatsInHello.data(), repeatsInHello.size()},
     {wire::FromPlane::kUnsupportedFieldNumber}}};

wire::FromControl pushOf(std::uint64_t revision, const snapshot::Manifest& manifest,
                         const std::vector<snapshot::SharedSection>& sections, const HeldSections& held)
{
    wire::FromControl message;
    wire::Push& push = *message.mutable_push();
    push.set_revision(revision);
    toWire(manifest, push);
    for (const snapshot::SharedSection& section : sections) {
        if (held.contains(section->hash))
            continue;
        const snapshot::ManifestEntry entry{section->kind, section->name, section->hash};
        const auto at = std::lower_bound(manifest.entries.begin(), manifest.entries.end(), entry);
        CAUSEWAY_ASSERT(at != manifest.entries.end() && *at == entry); // The manifest is that of the sections.
        wire::Section& added = *push.add_sections();
        added.set_entry(static_cast<std::uint32_t>(at - manifest.entries.begin()));
        for (std::string& need : requirementsOf(*section))
            added.add_needs(std::move(need));
        added.set_content(section->bytes);
    }
    return message;
}

std::string printable(const std::string& text)
{
    std::string cleaned = text.substr(0, textLimit);
    std::replace_if(
        cleaned.begin(), cleaned.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return cleaned;
}

/// A plane may be less than what it joined as, never more: others send requests to what it says it serves.
Result<> checkGrant(const keys::PlaneGrant& grant, const model::PlaneDeclaration& declaration)
{
    constexpr std::string_view remedy = "join again, with a new token, to be more";
    if (grant.role != model::nameOf(declaration.role) || grant.zone != declaration.zone)
        return failure(ErrorCode::PermissionDenied,
                       "the plane joined as a {} of zone {} and says it is a {} of zone {}: {}", grant.role, grant.zone,
                       model::nameOf(declaration.role), declaration.zone, remedy);
    for (const model::PlaneInbound& inbound : declaration.inbounds)
        if (!std::binary_search(grant.services.begin(), grant.services.end(), inbound.service))
            return failure(ErrorCode::PermissionDenied,
                           "the plane says it serves {}, which it did not when it joined: {}", inbound.service, remedy);
    return {};
}

} // namespace

ChannelSession::ChannelSession(Host& host, std::unique_ptr<web::WebSocket> socket,
                               std::shared_ptr<const keys::Certificate> certificate)
    : m_host(host)
    , m_socket(std::move(socket))
    , m_outbox(*m_socket)
    , m_certificate(std::move(certificate))
    , m_peerAddress(m_socket->peerAddress())
    , m_budget(host.now())
{
    m_socket->setMessageLimit(frameLimit);
    m_socket->keepAlive(pingInterval);
    m_socket->setCallbacks({[this](std::string_view frame) { received(frame); },
                            [this](const std::string& reason) {
                                m_socket.reset();
                                end(reason);
                            },
                            [this] {
                                m_outbox.proceed();
                                sendWaiting();
                            }});
}

std::string ChannelSession::label() const
{
    return m_isIntroduced ? fmt::format("plane {} of mesh {}", m_declaration.name, m_declaration.mesh)
                          : fmt::format("a plane at {}", m_peerAddress);
}

void ChannelSession::push(std::uint64_t revision, const snapshot::Manifest& manifest,
                          const std::vector<snapshot::SharedSection>& sections)
{
    m_waiting = Waiting{revision, manifest, sections};
    sendWaiting();
}

void ChannelSession::sendWaiting()
{
    if (!m_waiting || m_hasEnded || !m_outbox.isIdle() || m_unanswered.size() >= unansweredLimit)
        return;
    const Waiting next = std::move(*m_waiting);
    m_waiting.reset();
    const wire::FromControl message = pushOf(next.revision, next.manifest, next.sections, m_held);
    m_held.push(next.manifest, next.sections);
    m_unanswered.push_back({next.revision, next.manifest.hash()});
    send(message);
}

void ChannelSession::send(const wire::FromControl& message)
{
    if (m_hasEnded)
        return;
    m_outbox.send(message.SerializeAsString());
}

void ChannelSession::received(std::string_view frame)
{
    if (m_hasEnded)
        return;
    const auto message = m_reader.take(frame);
    if (!message)
        return end(message.error().message);
    if (!*message)
        return;
    wire::FromPlane parsed;
    if (hasTooManyParts(**message, repeatsInMessage) || !parse(parsed, **message))
        return end("the plane sent what is not a message");
    if (const auto taken = take(parsed); !taken)
        end(taken.error().message);
}

Result<> ChannelSession::take(const wire::FromPlane& message)
{
    if (message.has_hello())
        return takeHello(message.hello());
    if (m_isLate && message.has_renew())
        return takeRenew(message.renew());
    if (!m_isIntroduced)
        return failure(ErrorCode::InvalidArgument, "the plane did not begin with a hello");
    RETURN_IF_ERROR(takeIntroduced(message));
    sendWaiting();
    return {};
}

Result<> ChannelSession::takeIntroduced(const wire::FromPlane& message)
{
    if (message.has_acknowledge())
        return takeAcknowledge(message.acknowledge());
    if (message.has_refuse())
        return takeRefuse(message.refuse());
    if (message.has_renew())
        return takeRenew(message.renew());
    if (message.has_roots_taken())
        return takeRootsTaken(message.roots_taken());
    if (message.has_unsupported())
        return takeUnsupported(message.unsupported());
    return failure(ErrorCode::Unimplemented, "the plane sent a message that is not known here");
}

Result<> ChannelSession::takeAcknowledge(const wire::Acknowledge& answer)
{
    ASSIGN_OR_RETURN(const Digest manifest, digestFrom(answer.manifest_hash()));
    if (!settle(answer.revision(), manifest))
        return spendBudget();
    m_host.acknowledged(*this, answer.revision(), manifest);
    return {};
}

Result<> ChannelSession::takeRefuse(const wire::Refuse& answer)
{
    ASSIGN_OR_RETURN(const Digest manifest, digestFrom(answer.manifest_hash()));
    if (!settle(answer.revision(), manifest))
        return spendBudget();
    m_host.refused(*this, answer.revision(), manifest, printable(answer.reason()));
    return {};
}

Result<> ChannelSession::takeUnsupported(const wire::Unsupported& unsupported)
{
    RETURN_IF_ERROR(spendBudget());
    const int named = std::min(unsupported.capabilities_size(), capabilitiesNamed);
    for (int i = 0; i < named; ++i)
        log::warn("{} cannot do {}", label(), printable(unsupported.capabilities(i)));
    return {};
}

Result<> ChannelSession::spendBudget()
{
    if (m_budget.take(m_host.now()))
        return {};
    return failure(ErrorCode::ResourceExhausted, "the plane says too much that nobody asked for");
}

Result<> ChannelSession::takeHello(const wire::Hello& hello)
{
    if (m_isIntroduced || m_isLate)
        return failure(ErrorCode::InvalidArgument, "the plane said hello twice");
    ASSIGN_OR_RETURN(auto declaration, fromWire(hello.declaration()));
    RETURN_IF_ERROR(checkIdentity(declaration));
    RETURN_IF_ERROR(readHeld(hello));
    if (!hello.trusted_roots().empty()) {
        ASSIGN_OR_RETURN(m_trustedRoots, digestFrom(hello.trusted_roots()));
    }
    m_declaration = std::move(declaration);
    m_version = printable(hello.version());
    m_isLate = m_certificate->notAfter() <= std::chrono::system_clock::now(); // By the clock that let it in.
    m_isIntroduced = !m_isLate;
    wire::FromControl welcome;
    welcome.mutable_welcome()->set_version(CAUSEWAY_VERSION);
    if (m_isLate)
        welcome.mutable_welcome()->set_renewal_only(
            fmt::format("the certificate expired at {}", toRfc3339(m_certificate->notAfter())));
    send(welcome);
    m_isLate ? m_host.cameLate(*this) : m_host.introduced(*this);
    return {};
}

Result<> ChannelSession::takeRenew(const wire::Renew& ask)
{
    RETURN_IF_ERROR(spendBudget());
    if (m_outbox.isBeyond(unreadLimit + (m_unanswered.empty() ? 0 : controlMessageLimit)))
        return failure(ErrorCode::ResourceExhausted, "the plane does not read what it is answered");
    ASSIGN_OR_RETURN(auto grant, keys::planeGrantOf(*m_certificate));
    RenewalRequest request{ask.certificate_request_pem(), std::move(grant), {}, m_isLate};
    if (ask.life_seconds() > 0)
        request.life = std::chrono::seconds(ask.life_seconds());
    auto issued = m_host.renew(*this, request);
    wire::FromControl answer;
    wire::Renewed& renewed = *answer.mutable_renewed();
    if (!issued) {
        log::warn("{} gets no new certificate: {}", label(), issued.error().message);
        renewed.set_refusal(issued.error().message);
        send(answer);
        return m_isLate ? Result<>(failure(issued.error())) : Result<>();
    }
    ASSIGN_OR_RETURN(auto chain, keys::Certificate::chainFromPem(issued->certificateChainPem));
    m_certificate = std::make_shared<const keys::Certificate>(std::move(chain.front()));
    ++m_renewals;
    renewed.set_certificate_chain_pem(std::move(issued->certificateChainPem));
    for (std::string& root : issued->trustedRootsPem)
        renewed.add_trusted_roots_pem(std::move(root));
    send(answer);
    if (m_isLate)
        end("the certificate is renewed: connect with it");
    else
        m_host.trustChanged(*this);
    return {};
}

Result<> ChannelSession::takeRootsTaken(const wire::RootsTaken& taken)
{
    RETURN_IF_ERROR(spendBudget());
    ASSIGN_OR_RETURN(m_trustedRoots, digestFrom(taken.trusted_roots()));
    m_host.trustChanged(*this);
    return {};
}

void ChannelSession::askToRenew(const std::string& reason)
{
    wire::FromControl message;
    message.add_needs(std::string(renewalCapability));
    message.mutable_renew_now()->set_reason(reason);
    send(message);
}

void ChannelSession::sendRoots(const std::vector<std::string>& rootsPem)
{
    wire::FromControl message;
    message.add_needs(std::string(rootsCapability));
    for (const std::string& root : rootsPem)
        message.mutable_take_roots()->add_trusted_roots_pem(root);
    send(message);
}

Result<> ChannelSession::readHeld(const wire::Hello& hello)
{
    std::vector<Digest> held;
    held.reserve(static_cast<std::size_t>(hello.held_size()));
    for (const std::string& bytes : hello.held()) {
        ASSIGN_OR_RETURN(const Digest hash, digestFrom(bytes));
        held.push_back(hash);
    }
    m_held.begin(held);
    if (hello.manifest_hash().empty())
        return {};
    ASSIGN_OR_RETURN(m_helloManifest, digestFrom(hello.manifest_hash()));
    m_helloRevision = hello.revision();
    return {};
}

Result<> ChannelSession::checkIdentity(const model::PlaneDeclaration& declaration) const
{
    ASSIGN_OR_RETURN(const auto uris, keys::planeUris(declaration.mesh, declaration.name, declaration.workload));
    const std::vector<std::string> proven = m_certificate->uriNames();
    for (const std::string& uri : uris.both())
        if (std::find(proven.begin(), proven.end(), uri) == proven.end())
            return failure(ErrorCode::PermissionDenied, "the certificate does not name {}, which the plane says it is",
                           uri);
    ASSIGN_OR_RETURN(const auto grant, keys::planeGrantOf(*m_certificate));
    return grant ? checkGrant(*grant, declaration) : Result<>(); // Its next certificate will say what it is today.
}

bool ChannelSession::settle(std::uint64_t revision, const Digest& manifest)
{
    const auto answered = std::find_if(m_unanswered.begin(), m_unanswered.end(), [&](const Unanswered& push) {
        return push.revision == revision && push.manifest == manifest;
    });
    if (answered == m_unanswered.end())
        return false;
    m_unanswered.erase(m_unanswered.begin(), answered + 1); // Older ones were overtaken.
    return true;
}

void ChannelSession::end(const std::string& reason)
{
    if (m_hasEnded)
        return;
    m_hasEnded = true;
    m_endReason = reason;
    m_host.ended(*this, reason);
}

} // namespace causeway::channel
