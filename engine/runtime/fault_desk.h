#pragma once

#include "engine/api/cluster_port.h"
#include "engine/base/clock.h"

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace causeway::runtime {

/// What a fault does to the lab. Both may wait: a data plane that is to live again has to join first.
class FaultActions
{
public:
    /// Also for a fault that lasts and gets another amount.
    virtual Result<> apply(api::FaultKind kind, const std::string& target, double amount) = 0;
    virtual Result<> lift(api::FaultKind kind, const std::string& target) = 0;

protected:
    ~FaultActions() = default;
};

/// Keeps what is broken on purpose: what can be, what is, since when and by whom. A kind breaks a target once; asked
/// for again it changes the amount. Ended faults are told for ten minutes.
///
/// Errors:  of start(): NotFound for a target that is not offered, InvalidArgument for an amount out of range, Conflict
///          where another fault holds the same data plane; and what the action says. What fails leaves all as it was.
/// Threads: start() and end() one at a time; faults() and offers() from any thread at any time.
class FaultDesk
{
public:
    FaultDesk(const Clock& clock, std::vector<api::FaultOffer> offers, FaultActions& actions);

    const std::vector<api::FaultOffer>& offers() const { return m_offers; }
    /// Newest first.
    std::vector<api::FaultView> faults() const;
    bool isLasting(api::FaultKind kind, const std::string& target) const;

    Result<std::uint64_t> start(const api::StartFault& fault, const std::string& author);
    /// 0: all. NotFound when it is none that lasts. Of all, those that can be ended are, and the first error is told.
    Result<> end(std::uint64_t fault);
    /// Someone put right by other means what the fault had broken.
    void noteEnded(api::FaultKind kind, const std::string& target);

private:
    struct Plan
    {
        const api::FaultOffer* offer = nullptr;
        const api::FaultOffer::Target* target = nullptr;
    };
    Result<Plan> planOf(const api::StartFault& fault) const;
    Result<> checkRivals(const api::StartFault& fault) const;
    api::FaultView* findLasting(api::FaultKind kind, const std::string& target);
    Result<> endOne(const api::FaultView& fault);
    void forgetOld();

    const Clock& m_clock;
    const std::vector<api::FaultOffer> m_offers;
    FaultActions& m_actions;
    mutable std::mutex m_mutex;
    std::deque<api::FaultView> m_faults; // Newest first.
    std::uint64_t m_lastId = 0;
};

/// "checkout answers 200 ms later"
std::string titleOf(api::FaultKind kind, const std::string& target, double amount);

/// As in `causewayd lab --fault`: "slow", "errors", "stop", "kill", "control-plane", "expire", "cut".
std::string_view nameOf(api::FaultKind kind);
std::optional<api::FaultKind> faultKindFromText(std::string_view text);

} // namespace causeway::runtime
