#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/keys/key_pair.h"
#include "engine/keys/plane_identity.h"
#include "engine/keys/renewal_schedule.h"
#include "engine/net/event_loop.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace causeway::proxy {

/// Keeps a plane's certificate from running out, and the roots it trusts up to date.
///
/// A renewal makes a new key here and asks with it. The key is in memory alone until its certificate has come; then
/// both replace the old pair in one file, in one step. A crash at any moment finds a pair that belongs together, and
/// one that is good as long as it says. What is new is kept first, then used.
///
/// Errors:  a refusal, or a disk that is full, is named in the log and tried again; what there is stays in use.
/// Threads: the loop's only; files are written on the thread of `disk`.
class IdentityKeeper
{
public:
    struct Callbacks
    {
        /// Sends the request for a certificate; false: nobody is there to hear it.
        std::function<bool(const std::string& certificateRequestPem, std::optional<std::chrono::seconds> life)> ask;
        /// There is another identity, on disk already.
        std::function<void(const keys::PlaneIdentity&)> changed;
        /// The certificate has run out without another one in its place. Once for each.
        std::function<void()> ranOut;
    };

    /// InvalidArgument for an identity that cannot be used.
    static Result<std::unique_ptr<IdentityKeeper>> create(net::EventLoop& loop, const Clock& clock,
                                                          net::EventLoop& disk, std::filesystem::path file,
                                                          keys::PlaneIdentity identity, Callbacks callbacks);

    /// On unless set. Off: the certificate is left to run out, whoever asks.
    void setRenewal(bool isOn);
    /// Asks for a certificate of a second, and leaves that to run out.
    void expire();
    /// Somebody new is there to hear; what was asked before will not be answered.
    void connected();
    void renewNow(const std::string& reason);
    /// The certificate was too old to be let in. Nothing is asked when there is a better one already.
    void renewExpired(const std::string& reason);
    void answered(Result<keys::IssuedCertificate> answer);
    void takeRoots(std::vector<std::string> rootsPem);

    /// At the clocks. It does so by itself, often enough; a test that moves them does not wait for it.
    void look();

    const keys::PlaneIdentity& identity() const { return m_identity; }

private:
    IdentityKeeper(net::EventLoop& loop, const Clock& clock, net::EventLoop& disk, std::filesystem::path file,
                   keys::PlaneIdentity identity, const keys::Certificate& leaf, Callbacks callbacks);

    Duration untilNextLook() const;
    void ask();
    void askSoon();
    bool isForOurKey(const keys::IssuedCertificate& issued) const;
    Result<keys::PlaneIdentity> identityFrom(const keys::IssuedCertificate& issued) const;
    void keep();
    void kept(const keys::PlaneIdentity& identity, const Result<>& outcome);
    const std::string& name() const { return m_name; }

    net::EventLoop& m_loop;
    const Clock& m_clock;
    net::EventLoop& m_disk;
    const std::filesystem::path m_file;
    keys::PlaneIdentity m_identity; // The newest, which may still be on its way to the disk.
    const std::vector<std::string> m_uris;
    const std::string m_name; // For people.
    Callbacks m_callbacks;
    Random m_random;
    keys::RenewalSchedule m_schedule;
    WallTime m_expires;
    bool m_hasRunOut = false; // And that was told.
    bool m_isOn = true;
    std::optional<std::chrono::seconds> m_wantedLife; // Of the certificate to ask for; absent: the usual one.
    bool m_isWanted = false;                          // Whatever the schedule says.
    std::optional<keys::KeyPair> m_key;               // Of the request that waits for its answer.
    MonotonicTime m_pausedUntil;                      // Nothing is asked before.
    bool m_isUnkept = false;                          // The disk has an older one.
    net::CallbackTimer m_timer;
    std::shared_ptr<const char> m_life = std::make_shared<const char>('\0'); // Tasks hold it weakly.
};

} // namespace causeway::proxy
