#pragma once

#include "engine/api/cluster_port.h"
#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::runtime {

/// Something that `causewayd lab` breaks for a part of its run: "slow:orders=200ms@5s..10s".
struct PlannedFault
{
    api::FaultKind kind = api::FaultKind::SlowService;
    std::string target; // As people call it: a service, an instance, a data plane, two zones with a slash between.
    double amount = 0;
    Duration from{0};              // After the start of the load.
    std::optional<Duration> until; // Absent: to the end of the run.
};

/// "KIND[:TARGET][=AMOUNT]@FROM[..UNTIL]"; kinds as in nameOf(FaultKind), the unit of the amount may be written or left
/// away.
Result<PlannedFault> parsePlannedFault(std::string_view text);

/// The command for it. NotFound names what could be broken that way.
Result<api::StartFault> faultCommand(const PlannedFault& fault, const std::vector<api::FaultOffer>& offers);

/// How a link is set from the start of a run: "site/branch: delay=20ms jitter=2ms loss=1% bandwidth=50 cut".
struct PlannedLink
{
    std::string from;
    std::string to;
    std::optional<std::chrono::microseconds> delay;
    std::optional<std::chrono::microseconds> jitter;
    std::optional<double> lossPercent;
    std::optional<double> megabitsPerSecond;
    bool isCut = false;
};

Result<PlannedLink> parsePlannedLink(std::string_view text);

/// What is not said stays as the link is. NotFound names the links that there are.
Result<api::SetLink> linkCommand(const PlannedLink& link, const std::vector<api::LinkView>& links);

} // namespace causeway::runtime
