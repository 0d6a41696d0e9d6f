#include "engine/remote/view_wire.h"
#include "engine/remote/view_wire_scalars.h"

namespace causeway::remote {

namespace {

api::Traffic read(const wire::Traffic& message)
{
    api::Traffic traffic;
    traffic.window = std::chrono::milliseconds(message.window_ms());
    traffic.requests = message.requests();
    traffic.failures = message.failures();
    traffic.requestsPerSecond = message.requests_per_second();
    traffic.p50 = durationOf(message.has_p50(), message.p50());
    traffic.p99 = durationOf(message.has_p99(), message.p99());
    return traffic;
}

Result<api::Health> healthOf(std::uint32_t number)
{
    return enumeratorOf(number, api::Health::Bad, "health");
}

api::BackendView read(const wire::Backend& message)
{
    api::BackendView backend;
    backend.service = message.service();
    backend.node = message.node();
    backend.weight = message.weight();
    backend.desiredShare = message.desired_share();
    if (message.has_actual_share())
        backend.actualShare = message.actual_share();
    backend.traffic = read(message.traffic());
    return backend;
}

Result<api::PropagationView> read(const wire::Propagation& message)
{
    api::PropagationView propagation;
    propagation.isKnown = message.is_known();
    propagation.concerned = message.concerned();
    propagation.applied = message.applied();
    propagation.refusedBy = textsOf(message.refused_by());
    propagation.offline = textsOf(message.offline());
    propagation.committed = durationOf(message.has_committed(), message.committed());
    propagation.compiled = durationOf(message.has_compiled(), message.compiled());
    propagation.pushed = durationOf(message.has_pushed(), message.pushed());
    propagation.acknowledged = durationOf(message.has_acknowledged(), message.acknowledged());
    propagation.firstRouted = durationOf(message.has_first_routed(), message.first_routed());
    for (const wire::PlaneProgress& each : message.planes()) {
        api::PlaneProgressView progress;
        progress.plane = each.plane();
        ASSIGN_OR_RETURN(progress.state,
                         enumeratorOf(each.state(), api::PlaneProgressView::State::Offline, "state of a plane"));
        progress.reason = each.reason();
        progress.took = durationOf(each.has_took(), each.took());
        propagation.planes.push_back(std::move(progress));
    }
    return propagation;
}

} // namespace

Result<HeadView> fromWire(const wire::Head& message)
{
    HeadView head;
    head.name = message.name();
    head.summary = message.summary();
    head.time = wallTimeOf(message.time());
    head.headRevision = message.head_revision();
    if (message.has_problem())
        head.problem = message.problem();
    head.nextAttempt = timeOf(message.has_next_attempt(), message.next_attempt());
    return head;
}

Result<api::TrustView> fromWire(const wire::Trust& message)
{
    api::TrustView trust;
    trust.isMutualTls = message.is_mutual_tls();
    trust.nextRotation = timeOf(message.has_next_rotation(), message.next_rotation());
    trust.rotations = message.rotations();
    trust.rootsFingerprints = textsOf(message.roots_fingerprints());
    return trust;
}

Result<api::LoadView> fromWire(const wire::Load& message)
{
    api::LoadView load;
    load.target = message.target();
    load.maximum = message.maximum();
    load.traffic = read(message.traffic());
    return load;
}

Result<api::ZoneView> fromWire(const wire::Zone& message)
{
    api::ZoneView zone;
    zone.name = message.name();
    zone.detail = message.detail();
    ASSIGN_OR_RETURN(zone.health, healthOf(message.health()));
    zone.healthReason = message.health_reason();
    return zone;
}

Result<api::LinkSettings> fromWire(const wire::LinkSettings& message)
{
    api::LinkSettings settings;
    settings.delay = std::chrono::microseconds(message.delay_us());
    settings.jitter = std::chrono::microseconds(message.jitter_us());
    settings.megabitsPerSecond = message.megabits_per_second();
    settings.lossPercent = message.loss_percent();
    settings.isCut = message.is_cut();
    return settings;
}

Result<api::LinkView> fromWire(const wire::Link& message)
{
    api::LinkView link;
    link.id = message.id();
    link.fromZone = message.from_zone();
    link.toZone = message.to_zone();
    link.via = message.via();
    ASSIGN_OR_RETURN(link.health, healthOf(message.health()));
    link.healthReason = message.health_reason();
    link.window = std::chrono::milliseconds(message.window_ms());
    link.samples = message.samples();
    link.roundTrip = durationOf(message.has_round_trip(), message.round_trip());
    link.roundTripP99 = durationOf(message.has_round_trip_p99(), message.round_trip_p99());
    link.bytesPerSecond = message.bytes_per_second();
    if (message.has_settings()) {
        ASSIGN_OR_RETURN(link.settings, fromWire(message.settings()));
    }
    return link;
}

Result<api::NodeView> fromWire(const wire::Node& message)
{
    api::NodeView node;
    node.id = message.id();
    ASSIGN_OR_RETURN(node.kind, enumeratorOf(message.kind(), api::NodeKind::ZoneIngress, "kind of node"));
    node.name = message.name();
    node.zone = message.zone();
    node.mesh = message.mesh();
    node.detail = message.detail();
    ASSIGN_OR_RETURN(node.health, healthOf(message.health()));
    node.healthReason = message.health_reason();
    node.planes = textsOf(message.planes());
    node.isMutualTls = message.is_mutual_tls();
    node.traffic = read(message.traffic());
    return node;
}

Result<api::EdgeView> fromWire(const wire::Edge& message)
{
    api::EdgeView edge;
    edge.id = message.id();
    edge.from = message.from();
    edge.to = message.to();
    edge.traffic = read(message.traffic());
    edge.routes = textsOf(message.routes());
    edge.via = message.via();
    return edge;
}

Result<api::RouteView> fromWire(const wire::Route& message)
{
    api::RouteView route;
    route.id = message.id();
    route.label = message.label();
    route.mesh = message.mesh();
    route.kind = message.kind();
    route.resource = message.resource();
    route.version = message.version();
    route.decidedBy = message.decided_by();
    route.destination = message.destination();
    for (const wire::Backend& backend : message.backends())
        route.backends.push_back(read(backend));
    route.traffic = read(message.traffic());
    return route;
}

Result<api::PlaneView> fromWire(const wire::Plane& message)
{
    api::PlaneView plane;
    plane.name = message.name();
    plane.node = message.node();
    plane.role = message.role();
    plane.zone = message.zone();
    ASSIGN_OR_RETURN(plane.state, enumeratorOf(message.state(), api::PlaneState::Offline, "state of a plane"));
    plane.reason = message.reason();
    plane.servedRevision = message.served_revision();
    plane.since = wallTimeOf(message.since());
    plane.version = message.version();
    plane.identity = message.identity();
    plane.certificateExpires = timeOf(message.has_certificate_expires(), message.certificate_expires());
    return plane;
}

Result<std::vector<api::DiffLine>> diffFrom(const google::protobuf::RepeatedPtrField<wire::DiffLine>& lines)
{
    std::vector<api::DiffLine> diff;
    for (const wire::DiffLine& line : lines) {
        ASSIGN_OR_RETURN(const auto kind,
                         enumeratorOf(line.kind(), api::DiffLine::Kind::Skipped, "kind of a line of a difference"));
        diff.push_back({kind, line.text()});
    }
    return diff;
}

Result<api::RevisionView> fromWire(const wire::Revision& message)
{
    api::RevisionView revision;
    revision.number = message.number();
    revision.time = wallTimeOf(message.time());
    revision.author = message.author();
    revision.reason = message.reason();
    revision.title = message.title();
    ASSIGN_OR_RETURN(revision.diff, diffFrom(message.diff()));
    revision.routes = textsOf(message.routes());
    if (message.has_inverts())
        revision.inverts = message.inverts();
    ASSIGN_OR_RETURN(revision.propagation, read(message.propagation()));
    return revision;
}

Result<api::SecondView> fromWire(const wire::Second& message)
{
    api::SecondView second;
    second.second = message.second();
    second.route = message.route();
    second.service = message.service();
    second.requests = message.requests();
    second.failures = message.failures();
    second.p50 = durationOf(message.has_p50(), message.p50());
    second.p99 = durationOf(message.has_p99(), message.p99());
    if (message.latency_times_size() != message.latency_microseconds_size())
        return failure(ErrorCode::InvalidArgument, "a second with {} latencies says how often for {}",
                       message.latency_microseconds_size(), message.latency_times_size());
    for (int i = 0; i < message.latency_times_size(); ++i)
        second.latencies.push_back({message.latency_microseconds(i), message.latency_times(i)});
    return second;
}

Result<api::RefusalView> fromWire(const wire::Refusal& message)
{
    api::RefusalView refusal;
    refusal.time = wallTimeOf(message.time());
    refusal.where = message.where();
    refusal.at = message.at();
    refusal.peer = message.peer();
    refusal.reason = message.reason();
    refusal.times = message.times();
    refusal.window = std::chrono::milliseconds(message.window_ms());
    return refusal;
}

Result<api::FaultOffer> fromWire(const wire::FaultOffer& message)
{
    api::FaultOffer offer;
    ASSIGN_OR_RETURN(offer.kind, enumeratorOf(message.kind(), api::FaultKind::CutLink, "kind of fault"));
    offer.title = message.title();
    offer.detail = message.detail();
    for (const wire::FaultTarget& target : message.targets())
        offer.targets.push_back({target.id(), target.name(), target.at()});
    offer.unit = message.unit();
    offer.least = message.least();
    offer.most = message.most();
    offer.usual = message.usual();
    return offer;
}

Result<api::FaultView> fromWire(const wire::Fault& message)
{
    api::FaultView fault;
    fault.id = message.id();
    ASSIGN_OR_RETURN(fault.kind, enumeratorOf(message.kind(), api::FaultKind::CutLink, "kind of fault"));
    fault.title = message.title();
    fault.target = message.target();
    fault.at = message.at();
    fault.amount = message.amount();
    fault.author = message.author();
    fault.since = wallTimeOf(message.since());
    fault.until = timeOf(message.has_until(), message.until());
    return fault;
}

} // namespace causeway::remote
