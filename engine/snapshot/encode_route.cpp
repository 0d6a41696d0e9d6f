#include "engine/snapshot/wire.h"

namespace causeway::snapshot {

namespace {

void fill(wire::HeaderField& message, const model::HeaderField& field)
{
    message.set_name(field.name);
    message.set_value(field.value);
}

void fill(wire::HeaderEdits& message, const model::HeaderEdits& edits)
{
    for (const model::HeaderField& field : edits.set)
        fill(*message.add_set(), field);
    for (const model::HeaderField& field : edits.add)
        fill(*message.add_add(), field);
    for (const std::string& name : edits.remove)
        message.add_remove(name);
}

void fill(wire::Rewrite& message, const Rewrite& rewrite)
{
    message.set_kind(static_cast<std::uint32_t>(rewrite.kind));
    message.set_value(rewrite.value);
    message.set_strip_matched(rewrite.stripMatched);
    message.set_pattern(rewrite.pattern);
}

void fill(wire::Redirect& message, const Redirect& redirect)
{
    message.set_scheme(redirect.scheme);
    message.set_host(redirect.host);
    message.set_port(redirect.port);
    if (redirect.path.kind != Rewrite::Kind::None)
        fill(*message.mutable_path(), redirect.path);
    message.set_status(redirect.status);
}

void fill(wire::DirectAnswer& message, const DirectAnswer& answer)
{
    message.set_status(answer.status);
    message.set_content_type(answer.contentType);
    message.set_body(answer.body);
}

void fill(wire::Retry& message, const Retry& retry)
{
    message.set_count(retry.count);
    message.set_revisits(retry.revisits);
    message.set_after_sending(retry.afterSending);
    message.set_any_method(retry.anyMethod);
}

using WireFields = google::protobuf::RepeatedPtrField<wire::FieldMatch>;

void fill(WireFields& messages, const std::vector<model::FieldMatch>& fields)
{
    for (const model::FieldMatch& field : fields) {
        wire::FieldMatch& message = *messages.Add();
        message.set_name(field.name);
        message.set_is_absent(field.isAbsent);
        message.set_ignores_case(field.ignoresCase);
        for (const model::TextMatch& value : field.values) {
            wire::TextMatch& match = *message.add_values();
            match.set_kind(static_cast<std::uint32_t>(value.kind) + 1);
            match.set_value(value.value);
        }
    }
}

void fillConditions(wire::Route& message, const Route& route)
{
    for (const std::string& host : route.hosts)
        message.add_hosts(host);
    for (const model::PathMatch& path : route.paths) {
        wire::PathMatch& match = *message.add_paths();
        match.set_kind(static_cast<std::uint32_t>(path.kind) + 1);
        match.set_value(path.value);
    }
    for (const std::string& method : route.methods)
        message.add_methods(method);
    fill(*message.mutable_headers(), route.headers);
    fill(*message.mutable_query(), route.query);
    for (const std::string& sni : route.snis)
        message.add_snis(sni);
    for (const AddressRange& source : route.sources) {
        wire::AddressRange& range = *message.add_sources();
        range.set_address(source.address);
        range.set_prefix_length(source.prefixLength);
        range.set_port(source.port);
    }
}

} // namespace

void fill(wire::Route& message, const Route& route)
{
    message.set_name(route.name);
    message.set_origin(route.origin);
    fillConditions(message, route);
    if (route.rewrite.kind != Rewrite::Kind::None)
        fill(*message.mutable_rewrite(), route.rewrite);
    message.set_preserve_host(route.preserveHost);
    if (!route.requestHeaders.isEmpty())
        fill(*message.mutable_request_headers(), route.requestHeaders);
    if (!route.responseHeaders.isEmpty())
        fill(*message.mutable_response_headers(), route.responseHeaders);
    for (const WeightedCluster& part : route.split) {
        wire::WeightedCluster& weighted = *message.add_split();
        weighted.set_cluster(part.cluster);
        weighted.set_weight(part.weight);
    }
    message.set_plain_status(route.plainStatus);
    message.set_host_rewrite(route.hostRewrite);
    if (route.redirect)
        fill(*message.mutable_redirect(), *route.redirect);
    if (route.answer)
        fill(*message.mutable_answer(), *route.answer);
    for (const Mirror& mirror : route.mirrors) {
        wire::Mirror& one = *message.add_mirrors();
        one.set_cluster(mirror.cluster);
        one.set_per_million(mirror.perMillion);
    }
    if (route.retry != Retry())
        fill(*message.mutable_retry(), route.retry);
}

} // namespace causeway::snapshot
