#include "engine/channel/capabilities.h"

#include <fmt/format.h>

namespace causeway::channel {

namespace {

std::string capabilityFor(snapshot::SectionKind kind)
{
    return fmt::format("section/{}", snapshot::nameOf(kind));
}

} // namespace

const std::vector<std::string>& ownCapabilities()
{
    using snapshot::SectionKind;
    static const std::vector<std::string> capabilities{capabilityFor(SectionKind::Listener),
                                                       capabilityFor(SectionKind::VirtualHost),
                                                       capabilityFor(SectionKind::Cluster),
                                                       capabilityFor(SectionKind::Endpoints),
                                                       capabilityFor(SectionKind::TrustBundle),
                                                       std::string(snapshot::mutualTls),
                                                       std::string(snapshot::streamRoutes),
                                                       std::string(snapshot::frontTls),
                                                       std::string(snapshot::trustedProxies),
                                                       std::string(snapshot::serverTls),
                                                       std::string(snapshot::proxyHeaders),
                                                       std::string(snapshot::routeConditions),
                                                       std::string(snapshot::regularExpressions),
                                                       std::string(snapshot::ownAnswers),
                                                       std::string(snapshot::mirroring),
                                                       std::string(snapshot::retries),
                                                       std::string(snapshot::hostRewriting),
                                                       std::string(renewalCapability),
                                                       std::string(rootsCapability)};
    return capabilities;
}

std::vector<std::string> requirementsOf(const snapshot::EncodedSection& section)
{
    std::vector<std::string> needs{capabilityFor(section.kind)};
    needs.insert(needs.end(), section.needs.begin(), section.needs.end());
    return needs;
}

} // namespace causeway::channel
