#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/keys/certificate.h"
#include "engine/keys/plane_grant.h"
#include "engine/keys/plane_identity.h"
#include "engine/keys/spiffe.h"
#include "engine/model/inventory.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/net/tls_context.h"
#include "engine/snapshot/sections.h"
#include "engine/telemetry/traffic_report.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace causeway::channel {

/// One connected data plane, as the control plane sees it. Valid until its `gone`.
class PlaneSession
{
public:
    virtual ~PlaneSession() = default;

    virtual const model::PlaneDeclaration& declaration() const = 0;
    virtual const std::string& version() const = 0;
    /// What the plane serves by at its hello; all zero when it has nothing.
    virtual Digest helloManifest() const = 0;
    virtual std::uint64_t helloRevision() const = 0;

    /// Sends the manifest and those of its sections that the plane lacks. A push that was not yet written to the socket
    /// is replaced by a newer one.
    virtual void push(std::uint64_t revision, const snapshot::Manifest& manifest,
                      const std::vector<snapshot::SharedSection>& sections) = 0;
    virtual void disconnect(const std::string& reason) = 0;

    /// What the plane has now: the certificate it showed, then each that it was given.
    virtual const keys::Certificate& certificate() const = 0;
    virtual std::uint64_t renewals() const = 0; // In this session.
    /// The set of roots that the plane keeps (keys::rootSetDigest); all zero when it has not told.
    virtual Digest trustedRoots() const = 0;
    virtual void askToRenew(const std::string& reason) = 0;
    virtual void sendRoots(const std::vector<std::string>& rootsPem) = 0;
};

/// Of what a stranger may have us say about it: logs, lists and consoles hold it many times.
inline constexpr std::size_t strangerTextLimit = 512;

/// Someone who was turned away.
struct Stranger
{
    std::string peer;    // The identity it showed, verified or not; empty: none. At most strangerTextLimit bytes.
    std::string address; // IP literal.
    std::string reason;  // As long as that at most.
};

/// Who hears what planes do. All calls on the gate's loop.
class PlaneObserver
{
public:
    /// After identity, mesh and name were checked against the certificate. A second session of one plane replaces the
    /// first, whose gone() comes before.
    virtual void connected(PlaneSession& session) = 0;
    /// One of the pushes that wait for an answer. The older ones are settled with it: the plane has gone past them.
    virtual void acknowledged(PlaneSession& session, std::uint64_t revision, const Digest& manifestHash) = 0;
    virtual void refused(PlaneSession& session, std::uint64_t revision, const Digest& manifestHash,
                         const std::string& reason) = 0;
    virtual void gone(PlaneSession& session, const std::string& reason) = 0;
    virtual void reported(const telemetry::TrafficReport& report) = 0;
    /// Access records: whole lines of printable ASCII, each once.
    virtual void recorded(const keys::PlaneName& plane, std::string_view lines) = 0;
    /// The plane has another certificate, or took roots.
    virtual void trustChanged(PlaneSession& session) = 0;
    virtual void turnedAway(const Stranger& stranger) = 0;

protected:
    ~PlaneObserver() = default;
};

struct RenewalRequest
{
    std::string certificateRequestPem;
    std::optional<keys::PlaneGrant> grant;    // Of the certificate that it has.
    std::optional<std::chrono::seconds> life; // When the plane wants less than the usual one.
    bool isLate = false;                      // The certificate that it came with has ended, within the grace.
};

/// What the gate asks of the authority.
class IdentityDesk
{
public:
    /// Checks the single-use token, and signs the request for that declaration's identity.
    virtual Result<keys::IssuedCertificate> join(const std::string& token, const std::string& certificateRequestPem,
                                                 const model::PlaneDeclaration& declaration) = 0;
    /// Signs the request of a plane that proved by its certificate who it is.
    virtual Result<keys::IssuedCertificate> renew(const RenewalRequest& request,
                                                  const model::PlaneDeclaration& declaration) = 0;

protected:
    ~IdentityDesk() = default;
};

struct PlaneGateOptions
{
    net::SocketAddress channel; // Also serves POST /causeway/v1/join (no client certificate needed there).
    net::SocketAddress telemetry;
    net::TlsOptions tls; // The control plane's identity and the roots of planes.
    /// So long after the end of its certificate a plane may connect to renew it, and do nothing else.
    std::chrono::seconds renewalGrace{0};
};

/// The control plane's end of the channel: mTLS, WebSocket on /causeway/v1/channel, hello, pushes, answers, telemetry.
/// Destroyed, it closes every connection without a word to the observer.
///
/// Threads: the loop's only.
class PlaneGate
{
public:
    static Result<std::unique_ptr<PlaneGate>> create(net::EventLoop& loop, const PlaneGateOptions& options,
                                                     PlaneObserver& observer, IdentityDesk& desk);
    virtual ~PlaneGate() = default;

    virtual net::SocketAddress channelAddress() const = 0;
    virtual net::SocketAddress telemetryAddress() const = 0;

    /// Another identity and other roots, for connections that come from now on.
    virtual Result<> setTls(const net::TlsOptions& tls) = 0;
};

} // namespace causeway::channel
