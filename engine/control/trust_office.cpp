#include "engine/control/trust_office.h"

#include "engine/base/assert.h"
#include "engine/base/log.h"
#include "engine/base/wall_time.h"
#include "engine/control/compile/plane_key.h"
#include "engine/keys/root_set.h"
#include "engine/keys/spiffe.h"

#include <algorithm>

namespace causeway::control {

using namespace std::chrono_literals;
using Role = authority::KeptRoot::Role;

namespace {

constexpr Duration longestPause = 1s;
constexpr Duration pauseInChange = 50ms;
constexpr Duration lastChance = 1s;     // At most, for a plane that was asked to renew too late to do it in time.
constexpr Duration answerTime = 10s;    // For a plane that was asked to renew, until it is asked again.
constexpr std::size_t asksAtATime = 32; // Of planes to renew, in one look: signing is work for this loop.
constexpr std::size_t shownDigits = 16; // Of a fingerprint in logs and records.

TrustStatus::Role shownRole(Role role)
{
    switch (role) {
    case Role::Next:
        return TrustStatus::Role::Next;
    case Role::Signing:
        return TrustStatus::Role::Signing;
    case Role::Old:
        break;
    }
    return TrustStatus::Role::Old;
}

/// Planes renew at 4/5.
WallTime lateFrom(const keys::Certificate& certificate)
{
    return certificate.notAfter() - certificate.life() / 10;
}

std::string shortName(const Digest& fingerprint)
{
    return fingerprint.hex().substr(0, shownDigits);
}

} // namespace

Result<std::unique_ptr<TrustOffice>> TrustOffice::open(net::EventLoop& loop, const Clock& clock, TrustOptions options)
{
    std::unique_ptr<TrustOffice> office(new TrustOffice(loop, clock, std::move(options)));
    const TrustOptions& asked = office->m_options;
    ASSIGN_OR_RETURN(office->m_authority,
                     authority::Authority::open(clock, {asked.folder, asked.planeLife, asked.renewalGrace}));
    ASSIGN_OR_RETURN(office->m_tokens, authority::JoinTokens::open(clock, asked.folder / "join-tokens"));
    office->m_office.emplace(*office->m_authority, *office->m_tokens);
    office->m_ledger = std::make_unique<authority::IssueLedger>(clock, asked.folder / "issued");
    ASSIGN_OR_RETURN(office->m_ledgerThread, net::LoopThread::create("issue record"));
    ASSIGN_OR_RETURN(office->m_rootSet, keys::rootSetDigest(office->rootsPem()));
    RETURN_IF_ERROR(office->certifySelf());
    return office;
}

TrustOffice::TrustOffice(net::EventLoop& loop, const Clock& clock, TrustOptions options)
    : m_loop(loop)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_timer([this] { look(); })
{
}

TrustOffice::~TrustOffice() = default; // The ledger's thread ends first, with what was posted to it.

void TrustOffice::start(Listener& listener)
{
    m_listener = &listener;
    m_loop.arm(m_timer, 0ms);
}

net::TlsOptions TrustOffice::gateTls() const
{
    net::TlsOptions tls;
    tls.identity = net::TlsIdentity{m_self.certificateChainPem, m_self.privateKeyPem};
    tls.trustedRootsPem = rootsPem();
    return tls;
}

Result<keys::PlaneIdentity> TrustOffice::certifyServer(const std::vector<std::string>& hosts) const
{
    return m_authority->issueControlPlane(hosts);
}

Result<> TrustOffice::certifySelf()
{
    ASSIGN_OR_RETURN(m_self, m_authority->issueControlPlane(m_options.hosts));
    ASSIGN_OR_RETURN(const auto chain, keys::Certificate::chainFromPem(m_self.certificateChainPem));
    m_selfSchedule = keys::RenewalSchedule::ofReceived(chain.front(), m_clock, 0);
    return {};
}

void TrustOffice::connected(channel::PlaneSession& session)
{
    const std::string plane = planeKeyOf(session.declaration());
    m_members[plane] = Member{&session, false, m_authority->isSignedBySigningRoot(session.certificate()), {}};
    note(plane, session.certificate());
    m_records[plane].trustedRoots = session.trustedRoots();
    if (session.trustedRoots() != m_rootSet)
        session.sendRoots(rootsPem());
    m_listener->trustShown();
}

void TrustOffice::gone(channel::PlaneSession& session)
{
    const auto member = m_members.find(planeKeyOf(session.declaration()));
    if (member != m_members.end() && member->second.session == &session)
        m_members.erase(member);
}

void TrustOffice::trustChanged(channel::PlaneSession& session)
{
    const std::string plane = planeKeyOf(session.declaration());
    const auto member = m_members.find(plane);
    if (member == m_members.end() || member->second.session != &session)
        return;
    m_records[plane].trustedRoots = session.trustedRoots();
    if (m_authority->hasNextRoot())
        proceedWithChange();
    m_listener->trustShown();
}

void TrustOffice::turnedAway(const channel::Stranger& stranger)
{
    m_strangers.add(stranger, m_clock.wallNow());
    m_listener->trustShown();
}

void TrustOffice::planesChanged()
{
    if (m_listener && m_authority->hasNextRoot())
        noteServed();
}

void TrustOffice::look()
{
    renewSelf();
    if (m_authority->isRootAgeing() && !m_authority->hasNextRoot())
        if (const auto begun = rotateRoot(); !begun)
            log::error("the root comes to its end and cannot be changed: {}", begun.error().message);
    if (m_authority->hasNextRoot())
        proceedWithChange();
    dropOldRoots();
    askLateMembers();
    m_loop.arm(m_timer, lookPause());
}

Duration TrustOffice::lookPause() const
{
    const bool isChanging =
        m_authority->hasNextRoot() || std::any_of(m_members.begin(), m_members.end(),
                                                  [](const auto& member) { return !member.second.isOfSigningRoot; });
    if (isChanging)
        return pauseInChange;
    Duration pause = std::min<Duration>(m_options.planeLife / 20, longestPause);
    for (const auto& [plane, member] : m_members)
        pause = std::min(pause, untilConcern(member.session->certificate()));
    return std::max(pause, pauseInChange);
}

/// Until the plane is to be asked why it has not renewed its certificate, or the certificate ends.
Duration TrustOffice::untilConcern(const keys::Certificate& certificate) const
{
    const WallTime now = m_clock.wallNow();
    const WallTime late = lateFrom(certificate);
    return now < late ? late - now : certificate.notAfter() - now;
}

void TrustOffice::renewSelf()
{
    if (!m_selfSchedule->isDue(m_clock))
        return;
    if (const auto certified = certifySelf(); !certified)
        return log::error("the control plane cannot renew its certificate: {}", certified.error().message);
    log::info("the control plane renewed its certificate");
    m_listener->identityChanged();
}

Result<> TrustOffice::rotateRoot()
{
    RETURN_IF_ERROR(m_authority->prepareRoot());
    log::info("the root {} is to follow {}", shortName(m_authority->roots().front().fingerprint),
              shortName(m_authority->rootFingerprint()));
    tellRoots();
    m_loop.arm(m_timer, 0ms);
    return {};
}

/// Into bundles, to the gate and to planes.
void TrustOffice::tellRoots()
{
    const auto set = keys::rootSetDigest(rootsPem());
    CAUSEWAY_ASSERT(set); // They are the authority's.
    m_rootSet = *set;
    for (auto& [plane, member] : m_members)
        member.servesRoots = false;
    m_listener->rootsChanged();
    for (auto& [plane, member] : m_members)
        member.session->sendRoots(rootsPem());
    m_listener->trustShown();
}

/// Who serves what it should, serves by the present roots: they are part of what it should serve.
void TrustOffice::noteServed()
{
    for (const PlaneStatus& status : m_listener->planeStatuses()) {
        const auto member = m_members.find(planeKeyOf(status.declaration));
        if (member != m_members.end() && status.isInSync)
            member->second.servesRoots = true;
    }
}

bool TrustOffice::trustsRoots(const Member& member) const
{
    return member.servesRoots && member.session->trustedRoots() == m_rootSet;
}

void TrustOffice::proceedWithChange()
{
    noteServed();
    const bool isKnownToAll = std::all_of(m_members.begin(), m_members.end(),
                                          [this](const auto& member) { return trustsRoots(member.second); });
    if (!isKnownToAll)
        return;
    const auto switched = m_authority->switchRoot();
    const auto certified = switched ? certifySelf() : switched;
    if (!certified)
        return log::error("the root cannot be changed now: {}", certified.error().message);
    log::info("the root {} signs from now on", shortName(m_authority->rootFingerprint()));
    for (auto& [plane, member] : m_members)
        member.isOfSigningRoot = false;
    m_listener->identityChanged();
    m_listener->trustShown();
}

void TrustOffice::dropOldRoots()
{
    const auto dropped = m_authority->dropOldRoots();
    if (!dropped)
        return log::error("an old root cannot leave: {}", dropped.error().message);
    if (*dropped == 0)
        return;
    log::info("{} old roots have left", *dropped);
    if (const auto certified = certifySelf(); !certified) // Its chain is shorter now.
        log::error("the control plane cannot renew its certificate: {}", certified.error().message);
    tellRoots();
}

/// Planes renew by themselves. This is for those whose clock is wrong, and after a change of root.
void TrustOffice::askLateMembers()
{
    std::size_t asked = 0;
    const MonotonicTime now = m_clock.now();
    const WallTime wallNow = m_clock.wallNow();
    for (auto& [plane, member] : m_members) {
        const keys::Certificate& certificate = member.session->certificate();
        const bool isLate = wallNow >= lateFrom(certificate);
        if (member.isOfSigningRoot && !isLate)
            continue;
        const Duration sinceAsked = member.askedAt ? now - *member.askedAt : Duration::max();
        const Duration chance = std::min<Duration>(lastChance, certificate.life() / 10);
        if (member.askedAt && sinceAsked >= chance && wallNow >= certificate.notAfter()) {
            cutExpired(member);
        } else if (sinceAsked >= answerTime && asked < asksAtATime) {
            ++asked;
            askToRenew(member, isLate ? "its certificate ends soon" : "the root has changed");
        }
    }
}

void TrustOffice::askToRenew(Member& member, const std::string& reason)
{
    member.askedAt = m_clock.now();
    member.session->askToRenew(reason);
}

/// TLS looks at a certificate when a connection begins. One that was not renewed though it was asked for ends here, and
/// so does the connection.
void TrustOffice::cutExpired(Member& member)
{
    member.askedAt = m_clock.now();
    const model::PlaneDeclaration& plane = member.session->declaration();
    const std::string reason =
        fmt::format("the certificate expired at {}", toRfc3339(member.session->certificate().notAfter()));
    if (const auto uris = keys::planeUris(plane.mesh, plane.name, plane.workload))
        turnedAway({uris->plane, {}, reason});
    member.session->disconnect(reason);
}

Result<keys::IssuedCertificate> TrustOffice::join(const std::string& token, const std::string& certificateRequestPem,
                                                  const model::PlaneDeclaration& declaration)
{
    ASSIGN_OR_RETURN(auto issued,
                     m_office->join(token, certificateRequestPem, declaration, {lifeFor(declaration), {}}));
    record(planeKeyOf(declaration), issued);
    return issued;
}

Result<keys::IssuedCertificate> TrustOffice::renew(const channel::RenewalRequest& request,
                                                   const model::PlaneDeclaration& declaration)
{
    const std::string plane = planeKeyOf(declaration);
    if (request.isLate) {
        const std::vector<PlaneStatus> known = m_listener->planeStatuses();
        const bool isKnown = std::any_of(known.begin(), known.end(), [&](const PlaneStatus& status) {
            return planeKeyOf(status.declaration) == plane;
        });
        if (!isKnown)
            return failure(ErrorCode::Unauthenticated,
                           "the certificate has expired and the plane is not known any more: join with a new token");
    }
    const std::chrono::seconds life = std::min(request.life.value_or(m_options.planeLife), lifeFor(declaration));
    ASSIGN_OR_RETURN(auto issued, m_office->renew(request.certificateRequestPem, declaration, {life, request.grant}));
    record(plane, issued);
    ++m_rotations;
    ++m_records[plane].renewals;
    if (const auto member = m_members.find(plane); member != m_members.end()) {
        member->second.isOfSigningRoot = true;
        member->second.askedAt.reset();
    }
    return issued;
}

std::chrono::seconds TrustOffice::lifeFor(const model::PlaneDeclaration& declaration) const
{
    return std::min(m_options.planeLife, m_listener->certificateLife(declaration.mesh).value_or(m_options.planeLife));
}

void TrustOffice::record(const std::string& plane, const keys::IssuedCertificate& issued)
{
    const auto chain = keys::Certificate::chainFromPem(issued.certificateChainPem);
    CAUSEWAY_ASSERT(chain); // The authority has just written it.
    const keys::Certificate& leaf = chain->front();
    note(plane, leaf);
    authority::IssueLedger::Issue issue{plane, leaf.serialNumber(), leaf.issuedAt(), leaf.notAfter(),
                                        shortName(m_authority->rootFingerprint())};
    m_ledgerThread->loop().post([&ledger = *m_ledger, issue = std::move(issue)] { ledger.record(issue); });
}

void TrustOffice::note(const std::string& plane, const keys::Certificate& certificate)
{
    Record& record = m_records[plane];
    record.issued = certificate.issuedAt();
    record.expires = certificate.notAfter();
}

TrustStatus TrustOffice::status() const
{
    TrustStatus status;
    for (const authority::Authority::Root& root : m_authority->roots())
        status.roots.push_back({root.fingerprint, shownRole(root.role), root.expires, root.leaves});
    if (m_authority->hasNextRoot())
        std::swap(status.roots[0], status.roots[1]); // The signing one first.
    status.rotations = m_rotations;
    for (const auto& [plane, member] : m_members) {
        const keys::Certificate& certificate = member.session->certificate();
        const WallTime due =
            certificate.issuedAt() + std::chrono::duration_cast<WallTime::duration>(certificate.life() * 4 / 5);
        status.nextRotation = std::min(status.nextRotation.value_or(due), due);
        if (m_authority->hasNextRoot() && !trustsRoots(member))
            status.waitsFor.push_back(member.session->declaration().name);
    }
    if (status.roots.size() > 1 && m_listener)
        for (const PlaneStatus& plane : m_listener->planeStatuses()) {
            const auto record = m_records.find(planeKeyOf(plane.declaration));
            const bool isUpToDate = record != m_records.end() && record->second.trustedRoots == m_rootSet;
            if (!plane.isConnected && !isUpToDate)
                status.behind.push_back(plane.declaration.name);
        }
    return status;
}

void TrustOffice::describe(PlaneStatus& plane) const
{
    const auto record = m_records.find(planeKeyOf(plane.declaration));
    if (record == m_records.end())
        return;
    plane.certificateIssued = record->second.issued;
    plane.certificateExpires = record->second.expires;
    plane.renewals = record->second.renewals;
}

} // namespace causeway::control
