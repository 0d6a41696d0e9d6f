#pragma once

#include <cstddef>
#include <string>

namespace causeway::lab {

/// How large a made-up scenario is.
struct ScenarioSize
{
    std::size_t zones = 3;     // At most 64.
    std::size_t services = 60; // At most 2,000; each has one instance.
    std::size_t backends = 5;  // Of the widest split; at most `services`.
    double rate = 100;
    /// Mutual TLS, an ingress a zone, links from the gateway's zone to the others, and sidecars for the services that
    /// routes name. The others stay without: a thousand sidecars are more than one machine wants to run.
    bool hasSidecars = false;
};

/// A scenario of generic services in the form of a file: every service is reached through the gateway, every tenth one
/// is split over two, the first over `backends`. For tests of scale, and to look at large topologies.
///
/// Shape: sizes beyond the limits are cut down to them; equal sizes give equal texts.
std::string generatedScenario(ScenarioSize size);

} // namespace causeway::lab
