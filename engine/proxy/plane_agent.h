#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/channel/plane_link.h"
#include "engine/net/event_loop.h"
#include "engine/proxy/data_plane.h"
#include "engine/telemetry/record_pipe.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace causeway::proxy {

struct PlaneAgentOptions
{
    std::filesystem::path dataFolder; // Of this plane alone; created (0700) where missing.
    channel::PlaneLinkOptions link;   // `cached` and `cachedRevision` are the agent's to fill.
    std::chrono::milliseconds collectInterval{250};
    /// How often a sidecar looks whether its application is there; without one it accepts no mesh traffic for it.
    std::chrono::milliseconds applicationProbeInterval{250};
    std::chrono::milliseconds reportInterval{1'000}; // At the latest, also when there is nothing to count.
    telemetry::RecordPipe* records = nullptr;        // Access records to send to the control plane; outlives the agent.
};

/// Stands between a data plane and its control plane: serves the last good snapshot from disk before any contact,
/// applies what is delivered (all or nothing), answers, keeps the newest on disk and reports the counters. Renews the
/// plane's certificate in time, and keeps that and the roots to trust on disk (keys::identityFileName).
///
/// Errors:  a cache that is damaged is named in the log and not served.
/// Threads: the loop's only, callbacks too; disk writes run on a thread of its own. Destruction waits for the last
/// write.
class PlaneAgent
{
public:
    struct Callbacks
    {
        std::function<void(bool isConnected, const std::string& reason)> linkChanged;
        /// After each attempt, the cached snapshot's included; the revision is the attempted one.
        std::function<void(std::uint64_t revision, const Result<>& outcome)> applied;
    };

    /// The plane must outlive the agent. Errors: the data folder cannot be used.
    static Result<std::unique_ptr<PlaneAgent>> create(net::EventLoop& loop, const Clock& clock, DataPlane& plane,
                                                      PlaneAgentOptions options, Callbacks callbacks = {});
    virtual ~PlaneAgent() = default;

    virtual bool isConnected() const = 0;
    /// Of the newest snapshot that was applied; 0 when there is none.
    virtual std::uint64_t servedRevision() const = 0;
    /// Calls back, on a thread of the agent's, once the disk holds what is served and shown now.
    virtual void keepNow(std::function<void()> kept) = 0;

    /// Every access record that is in the pipe has come to the control plane. True where none are sent.
    virtual bool hasDeliveredRecords() = 0;
    virtual bool canDeliverRecords() const = 0;

    /// What the plane shows and trusts now; the newest may still be on its way to the disk.
    virtual const keys::PlaneIdentity& identity() const = 0;
    /// On unless set. Off: the certificate is left to run out.
    virtual void setRenewal(bool isOn) = 0;
    /// Whenever it is due.
    virtual void renewNow(const std::string& reason) = 0;
    /// A fault: asks for a certificate of a second and lets that run out, until renewal is set on again.
    virtual void expireCertificate() = 0;
};

} // namespace causeway::proxy
