#include "engine/model/resources.h"
#include "engine/snapshot/decode_parts.h"
#include "engine/snapshot/route_rules.h"

#include <algorithm>
#include <unordered_set>

namespace causeway::snapshot {

namespace {

Result<model::HeaderEdits> editsFrom(const wire::HeaderEdits& message)
{
    model::HeaderEdits edits;
    for (const wire::HeaderField& field : message.set())
        edits.set.push_back({field.name(), field.value()});
    for (const wire::HeaderField& field : message.add())
        edits.add.push_back({field.name(), field.value()});
    edits.remove.assign(message.remove().begin(), message.remove().end());
    RETURN_IF_ERROR(checkHeaderEdits(edits));
    return edits;
}

Result<Rewrite> rewriteFrom(const wire::Rewrite& message)
{
    if (message.kind() < 1 || message.kind() > 4)
        return failure(ErrorCode::Unimplemented, "{} is not a known kind of path rewrite", message.kind());
    Rewrite rewrite{static_cast<Rewrite::Kind>(message.kind()), message.value(), message.strip_matched(),
                    message.pattern()};
    RETURN_IF_ERROR(checkRewrite(rewrite));
    return rewrite;
}

Result<> readConditions(Route& route, const wire::Route& message)
{
    RETURN_IF_ERROR(checkCount("hosts", message.hosts_size(), conditionLimit));
    RETURN_IF_ERROR(checkCount("paths", message.paths_size(), conditionLimit));
    RETURN_IF_ERROR(checkCount("methods", message.methods_size(), conditionLimit));
    for (const std::string& host : message.hosts()) {
        RETURN_IF_ERROR(checkHostPattern(host));
        route.hosts.push_back(host);
    }
    for (const wire::PathMatch& path : message.paths()) {
        if (path.kind() < 1 || path.kind() > 5)
            return failure(ErrorCode::Unimplemented, "{} is not a known kind of path match", path.kind());
        route.paths.push_back({static_cast<model::PathMatch::Kind>(path.kind() - 1), path.value()});
        RETURN_IF_ERROR(checkPathMatch(route.paths.back()));
    }
    for (const std::string& method : message.methods()) {
        RETURN_IF_ERROR(checkToken("a method", method));
        route.methods.push_back(method);
    }
    return {};
}

using WireFields = google::protobuf::RepeatedPtrField<wire::FieldMatch>;

Result<std::vector<model::FieldMatch>> fieldsFrom(FieldPlace place, const WireFields& messages)
{
    RETURN_IF_ERROR(checkCount("conditions", messages.size(), fieldLimit));
    std::vector<model::FieldMatch> fields;
    for (const wire::FieldMatch& message : messages) {
        model::FieldMatch field{message.name(), message.is_absent(), message.ignores_case(), {}};
        for (const wire::TextMatch& value : message.values()) {
            if (value.kind() < 1 || value.kind() > 4)
                return failure(ErrorCode::Unimplemented, "{} is not a known kind of text match", value.kind());
            field.values.push_back({static_cast<model::TextMatch::Kind>(value.kind() - 1), value.value()});
        }
        RETURN_IF_ERROR(checkFieldMatch(place, field));
        fields.push_back(std::move(field));
    }
    return fields;
}

Result<> readClientConditions(Route& route, const wire::Route& message)
{
    RETURN_IF_ERROR(checkCount("server names", message.snis_size(), conditionLimit));
    RETURN_IF_ERROR(checkCount("sources", message.sources_size(), conditionLimit));
    for (const std::string& sni : message.snis()) {
        RETURN_IF_ERROR(checkServerPattern(sni));
        route.snis.push_back(sni);
    }
    for (const wire::AddressRange& source : message.sources()) {
        if (source.port() > 65'535)
            return failure(ErrorCode::InvalidArgument, "{} is not a port", source.port());
        route.sources.push_back({source.address(), source.prefix_length(), static_cast<std::uint16_t>(source.port())});
        RETURN_IF_ERROR(checkAddressRange(route.sources.back()));
    }
    return {};
}

Result<> readSplit(Route& route, const wire::Route& message)
{
    RETURN_IF_ERROR(checkCount("backends", message.split_size(), backendLimit));
    std::unordered_set<std::string_view> seen;
    std::uint64_t total = 0;
    for (const wire::WeightedCluster& part : message.split()) {
        RETURN_IF_ERROR(checkName("a backend's name", part.cluster()));
        if (part.weight() > model::maximumWeight)
            return failure(ErrorCode::InvalidArgument, "the weight {} is above {}", part.weight(),
                           model::maximumWeight);
        if (!seen.insert(part.cluster()).second)
            return failure(ErrorCode::InvalidArgument, "the backend '{}' appears twice", part.cluster());
        total += part.weight();
        route.split.push_back({part.cluster(), part.weight()});
    }
    if (!route.split.empty() && total == 0)
        return failure(ErrorCode::InvalidArgument, "all weights are 0");
    return {};
}

Result<Redirect> redirectFrom(const wire::Redirect& message)
{
    Redirect redirect;
    redirect.scheme = message.scheme();
    redirect.host = message.host();
    if (message.port() > 65'535)
        return failure(ErrorCode::InvalidArgument, "{} is not a port", message.port());
    redirect.port = static_cast<std::uint16_t>(message.port());
    if (message.has_path()) {
        ASSIGN_OR_RETURN(redirect.path, rewriteFrom(message.path()));
    }
    redirect.status = static_cast<std::uint16_t>(std::min(message.status(), 1'000U));
    RETURN_IF_ERROR(checkRedirect(redirect));
    return redirect;
}

Result<DirectAnswer> answerFrom(const wire::DirectAnswer& message)
{
    DirectAnswer answer{static_cast<std::uint16_t>(std::min(message.status(), 1'000U)), message.content_type(),
                        message.body()};
    RETURN_IF_ERROR(checkAnswer(answer));
    return answer;
}

Result<> readMirrors(Route& route, const wire::Route& message)
{
    RETURN_IF_ERROR(checkCount("mirrors", message.mirrors_size(), mirrorLimit));
    for (const wire::Mirror& mirror : message.mirrors()) {
        RETURN_IF_ERROR(checkName("a mirror's name", mirror.cluster()));
        if (mirror.per_million() < 1 || mirror.per_million() > 1'000'000)
            return failure(ErrorCode::InvalidArgument, "a mirror takes {} requests of a million", mirror.per_million());
        route.mirrors.push_back({mirror.cluster(), mirror.per_million()});
    }
    return {};
}

/// What a route does instead of sending requests on, and how it sends them.
Result<> readActions(Route& route, const wire::Route& message)
{
    if (message.plain_status() != 0) {
        RETURN_IF_ERROR(checkPlainStatus(message.plain_status()));
        route.plainStatus = static_cast<std::uint16_t>(message.plain_status());
    }
    if (!message.host_rewrite().empty())
        RETURN_IF_ERROR(checkHostPattern(message.host_rewrite()));
    route.hostRewrite = message.host_rewrite();
    if (message.has_redirect()) {
        ASSIGN_OR_RETURN(route.redirect, redirectFrom(message.redirect()));
    }
    if (message.has_answer()) {
        ASSIGN_OR_RETURN(route.answer, answerFrom(message.answer()));
    }
    if (message.has_redirect() + message.has_answer() + (message.split_size() > 0) > 1)
        return failure(ErrorCode::InvalidArgument, "it redirects, answers and sends on, or two of these");
    RETURN_IF_ERROR(readMirrors(route, message));
    if (message.has_retry()) {
        const wire::Retry& retry = message.retry();
        if (retry.count() > retryLimit)
            return failure(ErrorCode::InvalidArgument, "{} retries are more than {}", retry.count(), retryLimit);
        route.retry = {retry.count(), retry.revisits(), retry.after_sending(), retry.any_method()};
    }
    return {};
}

} // namespace

Result<Route> routeFrom(const wire::Route& message)
{
    Route route;
    RETURN_IF_ERROR(checkName("its name", message.name()));
    route.name = message.name();
    if (!message.origin().empty())
        RETURN_IF_ERROR(checkName("its origin", message.origin()));
    route.origin = message.origin();
    RETURN_IF_ERROR(readConditions(route, message));
    ASSIGN_OR_RETURN(route.headers, fieldsFrom(FieldPlace::Header, message.headers()));
    ASSIGN_OR_RETURN(route.query, fieldsFrom(FieldPlace::Query, message.query()));
    RETURN_IF_ERROR(readClientConditions(route, message));
    if (message.has_rewrite()) {
        ASSIGN_OR_RETURN(route.rewrite, rewriteFrom(message.rewrite()));
    }
    route.preserveHost = message.preserve_host();
    ASSIGN_OR_RETURN(route.requestHeaders, editsFrom(message.request_headers()));
    ASSIGN_OR_RETURN(route.responseHeaders, editsFrom(message.response_headers()));
    RETURN_IF_ERROR(readSplit(route, message));
    RETURN_IF_ERROR(readActions(route, message));
    return route;
}

} // namespace causeway::snapshot
