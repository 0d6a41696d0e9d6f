#include "engine/keys/spiffe.h"

#include <algorithm>

namespace causeway::keys {

namespace {

constexpr std::string_view scheme = "spiffe://";
constexpr std::string_view planeSegment = "/plane/";
constexpr std::size_t segmentLimit = 255;

bool isLowerOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isMark(char c)
{
    return c == '.' || c == '-' || c == '_';
}

bool isTrustDomain(std::string_view text)
{
    return !text.empty() && text.size() <= segmentLimit &&
           std::all_of(text.begin(), text.end(), [](char c) { return isLowerOrDigit(c) || isMark(c); });
}

bool isSegment(std::string_view text)
{
    const auto fits = [](char c) { return isLowerOrDigit(c) || isMark(c) || (c >= 'A' && c <= 'Z'); };
    return !text.empty() && text.size() <= segmentLimit && text != "." && text != ".." &&
           std::all_of(text.begin(), text.end(), fits);
}

} // namespace

Result<PlaneUris> planeUris(std::string_view mesh, std::string_view name, std::string_view workload)
{
    if (!isTrustDomain(mesh))
        return failure(ErrorCode::InvalidArgument,
                       "the mesh name '{}' cannot be a trust domain: use a-z, 0-9, '.', '-' and '_'", mesh);
    if (!isSegment(name))
        return failure(ErrorCode::InvalidArgument,
                       "the plane name '{}' cannot stand in an identity: use letters, digits, '.', '-' and '_'", name);
    if (!workload.empty() && !isSegment(workload))
        return failure(ErrorCode::InvalidArgument,
                       "the workload name '{}' cannot stand in an identity: use letters, digits, '.', '-' and '_'",
                       workload);
    PlaneUris uris;
    uris.workload = fmt::format("{}{}/{}", scheme, mesh, workload.empty() ? name : workload);
    uris.plane = fmt::format("{}{}{}{}", scheme, mesh, planeSegment, name);
    if (uris.workload == controlPlaneUri)
        return failure(ErrorCode::InvalidArgument, "the identity {} is the control plane's own", controlPlaneUri);
    return uris;
}

Result<PlaneName> planeNameOf(const std::vector<std::string>& uriNames)
{
    std::vector<PlaneName> found;
    for (std::string_view uri : uriNames) {
        if (!uri.starts_with(scheme))
            continue;
        uri.remove_prefix(scheme.size());
        const std::size_t split = uri.find(planeSegment);
        if (split == std::string_view::npos)
            continue;
        const std::string_view mesh = uri.substr(0, split);
        const std::string_view name = uri.substr(split + planeSegment.size());
        if (isTrustDomain(mesh) && isSegment(name))
            found.push_back({std::string(mesh), std::string(name)});
    }
    if (found.size() != 1)
        return failure(ErrorCode::Unauthenticated, "the certificate names {} data planes where it must name one",
                       found.size());
    return std::move(found.front());
}

} // namespace causeway::keys
