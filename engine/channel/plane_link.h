#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/keys/plane_identity.h"
#include "engine/model/inventory.h"
#include "engine/net/event_loop.h"
#include "engine/net/socket_address.h"
#include "engine/snapshot/sections.h"
#include "engine/telemetry/traffic_report.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace causeway::channel {

/// A snapshot as it came over the channel: the whole list of sections, those the plane already had included.
struct Delivery
{
    std::uint64_t revision = 0;
    snapshot::Manifest manifest;
    std::vector<snapshot::SharedSection> sections; // In the manifest's order, hashes checked.
};

struct PlaneLinkOptions
{
    net::SocketAddress controlPlane; // The channel, port 8005 by default.
    net::SocketAddress telemetry;    // Port 8006 by default.
    keys::PlaneIdentity identity;
    model::PlaneDeclaration declaration;
    std::vector<snapshot::SharedSection> cached; // Of the last good snapshot; not sent again by the control plane.
    std::uint64_t cachedRevision = 0;
    std::size_t telemetryQueueLimit = 64; // Reports; the oldest is dropped and counted.
};

/// The data plane's end of the channel: joined once (see JoinClient), connects, says hello, takes deliveries, answers
/// them, reconnects with jittered back-off (50 ms to 5 s) for ever. Telemetry goes on its own connection.
///
/// Threads: the loop's only.
class PlaneLink
{
public:
    enum class RenewalAsked
    {
        Now,
        TooLate
    };
    struct Callbacks
    {
        /// Answer with acknowledge() or refuse(), later. A newer delivery may come before that: its answer settles the
        /// older one too.
        std::function<void(Delivery)> delivered;
        std::function<void(bool isConnected, const std::string& reason)> stateChanged;
        /// The control plane asks for a renewal. TooLate: the certificate has ended, and until there is another one the
        /// plane can do nothing else.
        std::function<void(RenewalAsked why, const std::string& reason)> renewalAsked;
        /// The answer to renew().
        std::function<void(Result<keys::IssuedCertificate>)> renewed;
        /// The roots to trust from now on. Keep them, then setIdentity().
        std::function<void(std::vector<std::string> rootsPem)> rootsGiven;
    };
    static std::unique_ptr<PlaneLink> create(net::EventLoop& loop, PlaneLinkOptions options, Callbacks callbacks);
    virtual ~PlaneLink() = default;

    virtual void acknowledge(std::uint64_t revision, const Digest& manifestHash) = 0;
    virtual void refuse(std::uint64_t revision, const Digest& manifestHash, const std::string& reason) = 0;
    virtual void report(telemetry::TrafficReport report) = 0;
    /// Access records, whole lines: no more than recordsAtOnce (frames.h), and than there is room for until the control
    /// plane has confirmed some. Each arrives once, as reports do.
    virtual void record(std::string lines) = 0;
    virtual std::size_t roomForRecords() const = 0;
    virtual bool areRecordsConfirmed() const = 0;
    /// Whether they have a way to go now; it is another connection than that of snapshots.
    virtual bool isTelemetryConnected() const = 0;

    /// False without a connection: nothing was asked, and there will be no answer.
    virtual bool renew(const std::string& certificateRequestPem, std::optional<std::chrono::seconds> life = {}) = 0;
    /// What is kept now. The next connections use it; the one that is open lives on, and the control plane hears which
    /// roots are trusted.
    virtual void setIdentity(const keys::PlaneIdentity& identity) = 0;
    /// Does not wait for the end of a pause between two attempts.
    virtual void connectNow() = 0;
};

} // namespace causeway::channel
