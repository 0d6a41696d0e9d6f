#include "engine/remote/view_wire.h"
#include "engine/remote/view_wire_scalars.h"

namespace causeway::remote {

namespace {

template <typename Enumeration>
std::uint32_t numberOf(Enumeration value)
{
    return static_cast<std::uint32_t>(value);
}

void write(const api::Traffic& traffic, wire::Traffic& out)
{
    const auto& [window, requests, failures, requestsPerSecond, p50, p99] = traffic;
    out.set_window_ms(window.count());
    out.set_requests(requests);
    out.set_failures(failures);
    out.set_requests_per_second(requestsPerSecond);
    setOptional(out, &wire::Traffic::set_p50, p50);
    setOptional(out, &wire::Traffic::set_p99, p99);
}

void write(const api::BackendView& backend, wire::Backend& out)
{
    const auto& [service, node, weight, desiredShare, actualShare, traffic] = backend;
    out.set_service(service);
    out.set_node(node);
    out.set_weight(weight);
    out.set_desired_share(desiredShare);
    if (actualShare)
        out.set_actual_share(*actualShare);
    write(traffic, *out.mutable_traffic());
}

void write(const api::PlaneProgressView& progress, wire::PlaneProgress& out)
{
    const auto& [plane, state, reason, took] = progress;
    out.set_plane(plane);
    out.set_state(numberOf(state));
    out.set_reason(reason);
    setOptional(out, &wire::PlaneProgress::set_took, took);
}

void write(const api::PropagationView& propagation, wire::Propagation& out)
{
    const auto& [isKnown, concerned, applied, refusedBy, offline, committed, compiled, pushed, acknowledged,
                 firstRouted, planes] = propagation;
    out.set_is_known(isKnown);
    out.set_concerned(concerned);
    out.set_applied(applied);
    copyTexts(refusedBy, *out.mutable_refused_by());
    copyTexts(offline, *out.mutable_offline());
    setOptional(out, &wire::Propagation::set_committed, committed);
    setOptional(out, &wire::Propagation::set_compiled, compiled);
    setOptional(out, &wire::Propagation::set_pushed, pushed);
    setOptional(out, &wire::Propagation::set_acknowledged, acknowledged);
    setOptional(out, &wire::Propagation::set_first_routed, firstRouted);
    for (const api::PlaneProgressView& plane : planes)
        write(plane, *out.add_planes());
}

} // namespace

wire::Head headToWire(const HeadView& head)
{
    const auto& [name, summary, time, headRevision, problem, nextAttempt] = head;
    wire::Head out;
    out.set_name(name);
    out.set_summary(summary);
    out.set_time(nanoseconds(time));
    out.set_head_revision(headRevision);
    if (problem)
        out.set_problem(*problem);
    setOptional(out, &wire::Head::set_next_attempt, nextAttempt);
    return out;
}

wire::Trust toWire(const api::TrustView& trust)
{
    const auto& [isMutualTls, nextRotation, rotations, rootsFingerprints] = trust;
    wire::Trust out;
    out.set_is_mutual_tls(isMutualTls);
    setOptional(out, &wire::Trust::set_next_rotation, nextRotation);
    out.set_rotations(rotations);
    copyTexts(rootsFingerprints, *out.mutable_roots_fingerprints());
    return out;
}

wire::Load toWire(const api::LoadView& load)
{
    const auto& [target, maximum, traffic] = load;
    wire::Load out;
    out.set_target(target);
    out.set_maximum(maximum);
    write(traffic, *out.mutable_traffic());
    return out;
}

wire::Zone toWire(const api::ZoneView& zone)
{
    const auto& [name, detail, health, healthReason] = zone;
    wire::Zone out;
    out.set_name(name);
    out.set_detail(detail);
    out.set_health(numberOf(health));
    out.set_health_reason(healthReason);
    return out;
}

wire::LinkSettings toWire(const api::LinkSettings& settings)
{
    const auto& [delay, jitter, megabitsPerSecond, lossPercent, isCut] = settings;
    wire::LinkSettings out;
    out.set_delay_us(delay.count());
    out.set_jitter_us(jitter.count());
    out.set_megabits_per_second(megabitsPerSecond);
    out.set_loss_percent(lossPercent);
    out.set_is_cut(isCut);
    return out;
}

wire::Link toWire(const api::LinkView& link)
{
    const auto& [id, fromZone, toZone, via, health, healthReason, window, samples, roundTrip, roundTripP99,
                 bytesPerSecond, settings] = link;
    wire::Link out;
    out.set_id(id);
    out.set_from_zone(fromZone);
    out.set_to_zone(toZone);
    out.set_via(via);
    out.set_health(numberOf(health));
    out.set_health_reason(healthReason);
    out.set_window_ms(window.count());
    out.set_samples(samples);
    setOptional(out, &wire::Link::set_round_trip, roundTrip);
    setOptional(out, &wire::Link::set_round_trip_p99, roundTripP99);
    out.set_bytes_per_second(bytesPerSecond);
    if (settings)
        *out.mutable_settings() = toWire(*settings);
    return out;
}

wire::Node toWire(const api::NodeView& node)
{
    const auto& [id, kind, name, zone, mesh, detail, health, healthReason, planes, isMutualTls, traffic] = node;
    wire::Node out;
    out.set_id(id);
    out.set_kind(numberOf(kind));
    out.set_name(name);
    out.set_zone(zone);
    out.set_mesh(mesh);
    out.set_detail(detail);
    out.set_health(numberOf(health));
    out.set_health_reason(healthReason);
    copyTexts(planes, *out.mutable_planes());
    out.set_is_mutual_tls(isMutualTls);
    write(traffic, *out.mutable_traffic());
    return out;
}

wire::Edge toWire(const api::EdgeView& edge)
{
    const auto& [id, from, to, traffic, routes, via] = edge;
    wire::Edge out;
    out.set_id(id);
    out.set_from(from);
    out.set_to(to);
    write(traffic, *out.mutable_traffic());
    copyTexts(routes, *out.mutable_routes());
    out.set_via(via);
    return out;
}

wire::Route toWire(const api::RouteView& route)
{
    const auto& [id, label, mesh, kind, resource, version, decidedBy, destination, backends, traffic] = route;
    wire::Route out;
    out.set_id(id);
    out.set_label(label);
    out.set_mesh(mesh);
    out.set_kind(kind);
    out.set_resource(resource);
    out.set_version(version);
    out.set_decided_by(decidedBy);
    out.set_destination(destination);
    for (const api::BackendView& backend : backends)
        write(backend, *out.add_backends());
    write(traffic, *out.mutable_traffic());
    return out;
}

wire::Plane toWire(const api::PlaneView& plane)
{
    const auto& [name, node, role, zone, state, reason, servedRevision, since, version, identity, certificateExpires] =
        plane;
    wire::Plane out;
    out.set_name(name);
    out.set_node(node);
    out.set_role(role);
    out.set_zone(zone);
    out.set_state(numberOf(state));
    out.set_reason(reason);
    out.set_served_revision(servedRevision);
    out.set_since(nanoseconds(since));
    out.set_version(version);
    out.set_identity(identity);
    setOptional(out, &wire::Plane::set_certificate_expires, certificateExpires);
    return out;
}

void copyDiff(const std::vector<api::DiffLine>& diff, google::protobuf::RepeatedPtrField<wire::DiffLine>& out)
{
    for (const auto& [kind, text] : diff) {
        wire::DiffLine& line = *out.Add();
        line.set_kind(numberOf(kind));
        line.set_text(text);
    }
}

wire::Revision toWire(const api::RevisionView& revision)
{
    const auto& [number, time, author, reason, title, diff, routes, inverts, propagation] = revision;
    wire::Revision out;
    out.set_number(number);
    out.set_time(nanoseconds(time));
    out.set_author(author);
    out.set_reason(reason);
    out.set_title(title);
    copyDiff(diff, *out.mutable_diff());
    copyTexts(routes, *out.mutable_routes());
    if (inverts)
        out.set_inverts(*inverts);
    write(propagation, *out.mutable_propagation());
    return out;
}

wire::Second toWire(const api::SecondView& second)
{
    const auto& [when, route, service, requests, failures, p50, p99, latencies] = second;
    wire::Second out;
    out.set_second(when);
    out.set_route(route);
    out.set_service(service);
    out.set_requests(requests);
    out.set_failures(failures);
    setOptional(out, &wire::Second::set_p50, p50);
    setOptional(out, &wire::Second::set_p99, p99);
    for (const api::LatencyBin& bin : latencies) {
        out.add_latency_microseconds(bin.microseconds);
        out.add_latency_times(bin.times);
    }
    return out;
}

wire::Refusal toWire(const api::RefusalView& refusal)
{
    const auto& [time, where, at, peer, reason, times, window] = refusal;
    wire::Refusal out;
    out.set_time(nanoseconds(time));
    out.set_where(where);
    out.set_at(at);
    out.set_peer(peer);
    out.set_reason(reason);
    out.set_times(times);
    out.set_window_ms(window.count());
    return out;
}

wire::FaultOffer toWire(const api::FaultOffer& offer)
{
    const auto& [kind, title, detail, targets, unit, least, most, usual] = offer;
    wire::FaultOffer out;
    out.set_kind(numberOf(kind));
    out.set_title(title);
    out.set_detail(detail);
    for (const auto& [id, name, at] : targets) {
        wire::FaultTarget& target = *out.add_targets();
        target.set_id(id);
        target.set_name(name);
        target.set_at(at);
    }
    out.set_unit(unit);
    out.set_least(least);
    out.set_most(most);
    out.set_usual(usual);
    return out;
}

wire::Fault toWire(const api::FaultView& fault)
{
    const auto& [id, kind, title, target, at, amount, author, since, until] = fault;
    wire::Fault out;
    out.set_id(id);
    out.set_kind(numberOf(kind));
    out.set_title(title);
    out.set_target(target);
    out.set_at(at);
    out.set_amount(amount);
    out.set_author(author);
    out.set_since(nanoseconds(since));
    setOptional(out, &wire::Fault::set_until, until);
    return out;
}

} // namespace causeway::remote
