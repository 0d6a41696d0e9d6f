#include "engine/proxy/identity_keeper.h"

#include "engine/base/log.h"
#include "engine/base/wall_time.h"
#include "engine/keys/certificate.h"
#include "engine/keys/certificate_request.h"
#include "engine/keys/identity_file.h"
#include "engine/keys/root_set.h"

#include <algorithm>
#include <random>
#include <utility>

namespace causeway::proxy {

using namespace std::chrono_literals;

namespace {

constexpr Duration answerTime = 15s; // Then the request is given up, and with it its key.
constexpr Duration shortestPause = 1ms;

Result<keys::Certificate> leafOf(const std::string& chainPem)
{
    ASSIGN_OR_RETURN(auto chain, keys::Certificate::chainFromPem(chainPem));
    return std::move(chain.front());
}

} // namespace

Result<std::unique_ptr<IdentityKeeper>> IdentityKeeper::create(net::EventLoop& loop, const Clock& clock,
                                                               net::EventLoop& disk, std::filesystem::path file,
                                                               keys::PlaneIdentity identity, Callbacks callbacks)
{
    ASSIGN_OR_RETURN(const auto leaf, leafOf(identity.certificateChainPem));
    std::unique_ptr<IdentityKeeper> keeper(
        new IdentityKeeper(loop, clock, disk, std::move(file), std::move(identity), leaf, std::move(callbacks)));
    keeper->look();
    return keeper;
}

IdentityKeeper::IdentityKeeper(net::EventLoop& loop, const Clock& clock, net::EventLoop& disk,
                               std::filesystem::path file, keys::PlaneIdentity identity, const keys::Certificate& leaf,
                               Callbacks callbacks)
    : m_loop(loop)
    , m_clock(clock)
    , m_disk(disk)
    , m_file(std::move(file))
    , m_identity(std::move(identity))
    , m_uris(leaf.uriNames())
    , m_name(leaf.description())
    , m_callbacks(std::move(callbacks))
    , m_random(std::random_device{}()) // Jitter is the point: planes must differ.
    , m_schedule(keys::RenewalSchedule::ofStored(leaf, clock, m_random.fraction()))
    , m_expires(leaf.notAfter())
    , m_pausedUntil(clock.now())
    , m_timer([this] { look(); })
{
}

void IdentityKeeper::setRenewal(bool isOn)
{
    m_isOn = isOn;
    m_isWanted = m_isWanted && isOn;
    m_wantedLife.reset();
    askSoon();
}

void IdentityKeeper::expire()
{
    m_isOn = false;
    m_isWanted = true;
    m_wantedLife = 1s;
    m_key.reset();
    m_pausedUntil = m_clock.now();
    look();
}

void IdentityKeeper::connected()
{
    m_key.reset();
    m_pausedUntil = m_clock.now();
    look();
}

void IdentityKeeper::renewNow(const std::string& reason)
{
    if (!m_isOn)
        return log::info("{} leaves its certificate as it is: {}", name(), reason);
    log::info("{} renews its certificate: {}", name(), reason);
    m_isWanted = true;
    askSoon();
}

/// What is asked already will do.
void IdentityKeeper::askSoon()
{
    if (!m_key)
        m_pausedUntil = m_clock.now();
    look();
}

void IdentityKeeper::renewExpired(const std::string& reason)
{
    if (m_expires > m_clock.wallNow())
        return;
    m_key.reset(); // Whoever was asked with it is gone.
    renewNow(reason);
}

void IdentityKeeper::look()
{
    const MonotonicTime now = m_clock.now();
    if (m_key && now >= m_pausedUntil)
        m_key.reset();
    if (now >= m_pausedUntil && std::exchange(m_isUnkept, false))
        keep();
    if ((m_isWanted || (m_isOn && m_schedule.isDue(m_clock))) && !m_key && now >= m_pausedUntil)
        ask();
    if (m_expires <= m_clock.wallNow() && !std::exchange(m_hasRunOut, true) && m_callbacks.ranOut)
        m_callbacks.ranOut();
    m_loop.arm(m_timer, untilNextLook());
}

/// Until there is something to ask, or to tell.
Duration IdentityKeeper::untilNextLook() const
{
    Duration until = m_schedule.nextLook(m_clock);
    if (const MonotonicTime now = m_clock.now(); m_pausedUntil > now)
        until = std::min(until, m_pausedUntil - now);
    if (!m_hasRunOut)
        until = std::min<Duration>(until, m_expires - m_clock.wallNow());
    return std::max<Duration>(until, shortestPause);
}

void IdentityKeeper::ask()
{
    auto key = keys::KeyPair::generate();
    const auto request = key ? keys::CertificateRequest::create(*key, m_uris) : failure(key.error());
    if (!request) {
        log::error("{} cannot ask for a certificate: {}", name(), request.error().message);
        m_pausedUntil = m_clock.now() + m_schedule.retryPause();
        return;
    }
    m_key = std::move(*key); // Before it is asked: the answer may be there before ask() returns.
    m_pausedUntil = m_clock.now() + answerTime;
    if (!m_callbacks.ask(request->pem(), m_wantedLife)) {
        m_key.reset();
        m_pausedUntil = m_clock.now() + m_schedule.retryPause(); // Or until somebody is connected.
    }
}

void IdentityKeeper::answered(Result<keys::IssuedCertificate> answer)
{
    if (!m_key || (answer && !isForOurKey(*answer)))
        return; // An answer to what was given up. The one that we wait for may still come.
    auto identity = answer ? identityFrom(*answer) : failure(answer.error());
    m_key.reset();
    m_pausedUntil = m_clock.now() + m_schedule.retryPause();
    if (!identity) {
        log::warn("{} has no new certificate: {}", name(), identity.error().message);
        return look();
    }
    const auto leaf = leafOf(identity->certificateChainPem).value(); // identityFrom() has read it.
    m_identity = std::move(*identity);
    m_expires = leaf.notAfter();
    m_hasRunOut = false;
    m_schedule = keys::RenewalSchedule::ofReceived(leaf, m_clock, m_random.fraction());
    m_isWanted = false;
    m_pausedUntil = m_clock.now();
    log::info("{} has a new certificate, good until {}", name(), toRfc3339(m_expires));
    keep();
    look();
}

bool IdentityKeeper::isForOurKey(const keys::IssuedCertificate& issued) const
{
    const auto leaf = leafOf(issued.certificateChainPem);
    return !leaf || leaf->belongsTo(*m_key);
}

/// The certificate must be of our names.
Result<keys::PlaneIdentity> IdentityKeeper::identityFrom(const keys::IssuedCertificate& issued) const
{
    ASSIGN_OR_RETURN(const auto leaf, leafOf(issued.certificateChainPem));
    if (leaf.uriNames() != m_uris)
        return failure(ErrorCode::Internal, "the control plane issued a certificate for someone else ({})",
                       leaf.description());
    RETURN_IF_ERROR(keys::rootSetDigest(issued.trustedRootsPem));
    return keys::PlaneIdentity{m_key->privateKeyPem(), issued.certificateChainPem, issued.trustedRootsPem};
}

void IdentityKeeper::takeRoots(std::vector<std::string> rootsPem)
{
    if (const auto roots = keys::rootSetDigest(rootsPem); !roots)
        return log::error("{} does not take roots that are none: {}", name(), roots.error().message);
    m_identity.trustedRootsPem = std::move(rootsPem);
    keep();
}

void IdentityKeeper::keep()
{
    m_disk.post([this, identity = m_identity, file = m_file, &loop = m_loop, life = std::weak_ptr(m_life)] {
        loop.post([this, life, identity, outcome = keys::storeIdentity(file, identity)] {
            if (!life.expired())
                kept(identity, outcome);
        });
    });
}

/// A disk that is full must not stop a plane from being who it is; it is written when there is room.
void IdentityKeeper::kept(const keys::PlaneIdentity& identity, const Result<>& outcome)
{
    m_isUnkept = !outcome && identity == m_identity;
    if (!outcome) {
        log::warn("{} could not keep its new identity: {}", name(), outcome.error().message);
        m_pausedUntil = std::max(m_pausedUntil, m_clock.now() + m_schedule.retryPause());
        m_loop.arm(m_timer, untilNextLook());
    }
    const auto changed = m_callbacks.changed;
    changed(identity);
}

} // namespace causeway::proxy
