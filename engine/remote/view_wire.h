#pragma once

#include "engine/api/views.h"
#include "engine/base/result.h"
#include "engine/remote/console.pb.h"

// Parts of views ⇄ messages. Writing takes each value apart by structured bindings: a field that is added to a view
// does not compile before it is written here. Reading is strict about kinds. For sources of this layer only.

namespace causeway::remote {

/// What a view says of the whole.
struct HeadView
{
    std::string name;
    std::string summary;
    WallTime time;
    std::uint64_t headRevision = 0;
    std::optional<std::string> problem;
    std::optional<WallTime> nextAttempt;
};

wire::Head headToWire(const HeadView& head);
wire::Trust toWire(const api::TrustView& trust);
wire::Load toWire(const api::LoadView& load);
wire::Zone toWire(const api::ZoneView& zone);
wire::LinkSettings toWire(const api::LinkSettings& settings);
wire::Link toWire(const api::LinkView& link);
wire::Node toWire(const api::NodeView& node);
wire::Edge toWire(const api::EdgeView& edge);
wire::Route toWire(const api::RouteView& route);
wire::Plane toWire(const api::PlaneView& plane);
wire::Revision toWire(const api::RevisionView& revision);
void copyDiff(const std::vector<api::DiffLine>& diff, google::protobuf::RepeatedPtrField<wire::DiffLine>& out);
Result<std::vector<api::DiffLine>> diffFrom(const google::protobuf::RepeatedPtrField<wire::DiffLine>& lines);
wire::Second toWire(const api::SecondView& second);
wire::Refusal toWire(const api::RefusalView& refusal);
wire::FaultOffer toWire(const api::FaultOffer& offer);
wire::Fault toWire(const api::FaultView& fault);

Result<HeadView> fromWire(const wire::Head& message);
Result<api::TrustView> fromWire(const wire::Trust& message);
Result<api::LoadView> fromWire(const wire::Load& message);
Result<api::ZoneView> fromWire(const wire::Zone& message);
Result<api::LinkSettings> fromWire(const wire::LinkSettings& message);
Result<api::LinkView> fromWire(const wire::Link& message);
Result<api::NodeView> fromWire(const wire::Node& message);
Result<api::EdgeView> fromWire(const wire::Edge& message);
Result<api::RouteView> fromWire(const wire::Route& message);
Result<api::PlaneView> fromWire(const wire::Plane& message);
Result<api::RevisionView> fromWire(const wire::Revision& message);
Result<api::SecondView> fromWire(const wire::Second& message);
Result<api::RefusalView> fromWire(const wire::Refusal& message);
Result<api::FaultOffer> fromWire(const wire::FaultOffer& message);
Result<api::FaultView> fromWire(const wire::Fault& message);

/// The enumerator of that number, if there is one; `last` is the highest.
template <typename Enumeration>
Result<Enumeration> enumeratorOf(std::uint32_t number, Enumeration last, std::string_view what)
{
    if (number > static_cast<std::uint32_t>(last))
        return failure(ErrorCode::Unimplemented, "{} {} is not known here", what, number);
    return static_cast<Enumeration>(number);
}

} // namespace causeway::remote
