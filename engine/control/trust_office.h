#pragma once

#include "engine/authority/authority.h"
#include "engine/authority/issue_ledger.h"
#include "engine/authority/join_office.h"
#include "engine/authority/join_tokens.h"
#include "engine/base/clock.h"
#include "engine/channel/plane_gate.h"
#include "engine/control/control_plane.h"
#include "engine/control/stranger_list.h"
#include "engine/keys/renewal_schedule.h"
#include "engine/net/event_loop.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::control {

struct TrustOptions
{
    std::filesystem::path folder;
    std::chrono::seconds planeLife{0};
    std::chrono::seconds renewalGrace{0};
    std::vector<std::string> hosts; // By which planes call the control plane.
};

/// Everything about who is who: lets planes join and renew, asks those that are late, keeps the control plane's own
/// certificate from running out, and changes the root.
///
/// A change of root: the next root goes into every bundle and to every plane; when each connected plane keeps it and
/// serves by a snapshot with it, it signs; then planes are asked to renew, a few at a time; the old root leaves when
/// its time is over. Each step is on disk before it counts, and after a crash the change goes on where it stood.
///
/// Threads: the control loop's only. Tokens and the steps of a change of root wait for the disk; both are rare.
class TrustOffice final : public channel::IdentityDesk
{
public:
    class Listener
    {
    public:
        /// Another set of roots is trusted.
        virtual void rootsChanged() = 0;
        /// The control plane itself has another certificate.
        virtual void identityChanged() = 0;
        /// There is something new to show.
        virtual void trustShown() = 0;
        virtual std::vector<PlaneStatus> planeStatuses() const = 0;
        /// Of the planes' certificates of a mesh; absent: the mesh has no wish.
        virtual std::optional<std::chrono::seconds> certificateLife(const std::string& mesh) const = 0;

    protected:
        ~Listener() = default;
    };

    static Result<std::unique_ptr<TrustOffice>> open(net::EventLoop& loop, const Clock& clock, TrustOptions options);
    ~TrustOffice();

    /// From now on it acts by itself.
    void start(Listener& listener);

    const std::vector<std::string>& rootsPem() const { return m_authority->trustedRootsPem(); }
    /// Which authority this is, whatever became of its roots.
    Digest origin() const { return m_authority->origin(); }
    Digest rootFingerprint() const { return m_authority->rootFingerprint(); }
    /// What the gate shows and trusts.
    net::TlsOptions gateTls() const;
    /// A certificate for another server of the control plane.
    Result<keys::PlaneIdentity> certifyServer(const std::vector<std::string>& hosts) const;
    Result<std::string> createToken() { return m_tokens->create(); }

    void connected(channel::PlaneSession& session);
    void gone(channel::PlaneSession& session);
    void trustChanged(channel::PlaneSession& session);
    void turnedAway(const channel::Stranger& stranger);
    /// What planes serve has changed.
    void planesChanged();

    /// Begins a change of root. AlreadyExists while one is under way.
    Result<> rotateRoot();

    TrustStatus status() const;
    void describe(PlaneStatus& plane) const;
    const std::vector<RefusedStranger>& strangers() const { return m_strangers.newestFirst(); }

    Result<keys::IssuedCertificate> join(const std::string& token, const std::string& certificateRequestPem,
                                         const model::PlaneDeclaration& declaration) override;
    Result<keys::IssuedCertificate> renew(const channel::RenewalRequest& request,
                                          const model::PlaneDeclaration& declaration) override;

private:
    /// A connected plane.
    struct Member
    {
        channel::PlaneSession* session = nullptr;
        bool servesRoots = false;             // By a snapshot that was made with the present roots.
        bool isOfSigningRoot = false;         // Its certificate.
        std::optional<MonotonicTime> askedAt; // To renew, for the certificate that it has.
    };
    /// What is known of a plane, connected or not.
    struct Record
    {
        WallTime issued;
        WallTime expires;
        std::uint64_t renewals = 0;
        Digest trustedRoots;
    };

    TrustOffice(net::EventLoop& loop, const Clock& clock, TrustOptions options);
    Result<> certifySelf();
    void look();
    Duration lookPause() const;
    Duration untilConcern(const keys::Certificate& certificate) const;
    void renewSelf();
    void proceedWithChange();
    void dropOldRoots();
    void tellRoots();
    void noteServed();
    bool trustsRoots(const Member& member) const;
    void askLateMembers();
    void askToRenew(Member& member, const std::string& reason);
    void cutExpired(Member& member);
    std::chrono::seconds lifeFor(const model::PlaneDeclaration& declaration) const;
    void record(const std::string& plane, const keys::IssuedCertificate& issued);
    void note(const std::string& plane, const keys::Certificate& certificate);

    net::EventLoop& m_loop;
    const Clock& m_clock;
    const TrustOptions m_options;
    Listener* m_listener = nullptr;
    std::unique_ptr<authority::Authority> m_authority;
    std::unique_ptr<authority::JoinTokens> m_tokens;
    std::optional<authority::JoinOffice> m_office;
    Digest m_rootSet;
    keys::PlaneIdentity m_self;
    std::optional<keys::RenewalSchedule> m_selfSchedule;
    std::map<std::string, Member> m_members; // By planeKeyOf(), as the records.
    std::map<std::string, Record> m_records;
    std::uint64_t m_rotations = 0;
    StrangerList m_strangers;
    net::CallbackTimer m_timer;
    std::unique_ptr<authority::IssueLedger> m_ledger; // Touched on its thread only.
    std::unique_ptr<net::LoopThread> m_ledgerThread;
};

} // namespace causeway::control
