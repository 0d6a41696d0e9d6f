#pragma once

#include "engine/channel/channel.pb.h"
#include "engine/channel/held_sections.h"
#include "engine/channel/message_budget.h"
#include "engine/channel/outbox.h"
#include "engine/channel/plane_gate.h"
#include "engine/keys/spiffe.h"

#include <deque>
#include <optional>

namespace causeway::channel {

/// The control plane's end of one plane's connection: hello, then pushes and their answers.
///
/// Threads: the loop's only.
class ChannelSession final : public PlaneSession
{
public:
    /// Who owns the sessions. None of the calls may destroy the session before it returns.
    class Host
    {
    public:
        virtual void introduced(ChannelSession& session) = 0;
        /// Instead, when its certificate has ended: it may renew it, soon.
        virtual void cameLate(ChannelSession& session) = 0;
        virtual void acknowledged(ChannelSession& session, std::uint64_t revision, const Digest& manifestHash) = 0;
        virtual void refused(ChannelSession& session, std::uint64_t revision, const Digest& manifestHash,
                             const std::string& reason) = 0;
        virtual Result<keys::IssuedCertificate> renew(ChannelSession& session, const RenewalRequest& request) = 0;
        virtual void trustChanged(ChannelSession& session) = 0;
        /// The session is over: the socket is closed, or takeSocket() hands it over to be closed with that reason.
        virtual void ended(ChannelSession& session, const std::string& reason) = 0;
        virtual MonotonicTime now() const = 0;

    protected:
        ~Host() = default;
    };

    ChannelSession(Host& host, std::unique_ptr<web::WebSocket> socket,
                   std::shared_ptr<const keys::Certificate> certificate);

    const model::PlaneDeclaration& declaration() const override { return m_declaration; }
    const std::string& version() const override { return m_version; }
    Digest helloManifest() const override { return m_helloManifest; }
    std::uint64_t helloRevision() const override { return m_helloRevision; }
    void push(std::uint64_t revision, const snapshot::Manifest& manifest,
              const std::vector<snapshot::SharedSection>& sections) override;
    void disconnect(const std::string& reason) override { end(reason); }
    const keys::Certificate& certificate() const override { return *m_certificate; }
    std::uint64_t renewals() const override { return m_renewals; }
    Digest trustedRoots() const override { return m_trustedRoots; }
    void askToRenew(const std::string& reason) override;
    void sendRoots(const std::vector<std::string>& rootsPem) override;

    bool isIntroduced() const { return m_isIntroduced; }
    /// Its certificate has ended: it may renew it, and is never introduced.
    bool isLate() const { return m_isLate; }
    const std::string& peerAddress() const { return m_peerAddress; }
    bool hasEnded() const { return m_hasEnded; }
    const std::string& endReason() const { return m_endReason; }
    /// Null when the peer closed.
    std::unique_ptr<web::WebSocket> takeSocket() { return std::move(m_socket); }
    /// For people, before the hello too.
    std::string label() const;

private:
    struct Waiting
    {
        std::uint64_t revision = 0;
        snapshot::Manifest manifest;
        std::vector<snapshot::SharedSection> sections;
    };
    struct Unanswered
    {
        std::uint64_t revision = 0;
        Digest manifest;
    };

    void received(std::string_view frame);
    Result<> take(const wire::FromPlane& message);
    Result<> takeIntroduced(const wire::FromPlane& message);
    Result<> takeAcknowledge(const wire::Acknowledge& answer);
    Result<> takeRefuse(const wire::Refuse& answer);
    Result<> takeUnsupported(const wire::Unsupported& unsupported);
    /// An error when the plane has said too much that nobody asked for.
    Result<> spendBudget();
    Result<> takeHello(const wire::Hello& hello);
    Result<> takeRenew(const wire::Renew& ask);
    Result<> takeRootsTaken(const wire::RootsTaken& taken);
    Result<> checkIdentity(const model::PlaneDeclaration& declaration) const;
    Result<> readHeld(const wire::Hello& hello);
    /// False for an answer to nothing that waits for one.
    bool settle(std::uint64_t revision, const Digest& manifest);
    void sendWaiting();
    void send(const wire::FromControl& message);
    void end(const std::string& reason);

    Host& m_host;
    std::unique_ptr<web::WebSocket> m_socket;
    Outbox m_outbox;
    FrameReader m_reader{planeMessageLimit};
    std::shared_ptr<const keys::Certificate> m_certificate; // Never null.
    std::uint64_t m_renewals = 0;
    Digest m_trustedRoots;
    std::string m_peerAddress;
    model::PlaneDeclaration m_declaration;
    std::string m_version;
    Digest m_helloManifest;
    std::uint64_t m_helloRevision = 0;
    HeldSections m_held;
    std::optional<Waiting> m_waiting;    // The newest push that is not on its way.
    std::deque<Unanswered> m_unanswered; // Pushes on their way or at the plane, the oldest first.
    MessageBudget m_budget;
    bool m_isIntroduced = false;
    bool m_isLate = false;
    bool m_hasEnded = false;
    std::string m_endReason;
};

} // namespace causeway::channel
