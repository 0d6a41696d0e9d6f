#pragma once

#include "engine/api/cluster_port.h"

#include <functional>
#include <string>
#include <vector>

namespace causeway::runtime {

/// What a console can do to a lab beyond what any cluster can: its load, the paths between its zones, and what is
/// broken.
///
/// Threads: any; nothing waits. Outcomes come on a thread of the lab.
class LabControl
{
public:
    using Outcome = std::function<void(Result<api::CommandDone>)>;

    virtual void setRate(double requestsPerSecond) = 0;
    virtual api::LoadView load() const = 0;

    /// As measured a moment ago.
    virtual std::vector<api::LinkView> links() const = 0;
    /// One that is cut so is broken: a fault of the author's, which the outcome names.
    virtual void setLink(const api::SetLink& command, std::string author, Outcome outcome) = 0;

    virtual std::vector<api::FaultOffer> faultOffers() const = 0;
    virtual std::vector<api::FaultView> faults() const = 0;
    virtual void startFault(const api::StartFault& command, std::string author, Outcome outcome) = 0;
    virtual void endFault(const api::EndFault& command, Outcome outcome) = 0;

protected:
    ~LabControl() = default;
};

} // namespace causeway::runtime
