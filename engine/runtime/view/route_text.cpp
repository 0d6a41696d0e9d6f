#include "engine/runtime/view/route_text.h"

#include "engine/api/curl_command.h"
#include "engine/formats/json.h"
#include "engine/formats/resource_document.h"
#include "engine/formats/yaml.h"
#include "engine/runtime/view/cluster_facts.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::runtime {

namespace {

std::string requestOf(const model::MeshHttpRoute& route)
{
    return fmt::format("PUT /meshes/{}/meshhttproutes/{}\n{}", route.mesh, route.name,
                       toJson(formats::documentOf(model::Resource(route))));
}

} // namespace

Result<std::string> routeText(const std::vector<control::ResourceEntry>& resources, std::string_view rule,
                              api::TextForm form, std::string_view apiAddress)
{
    const std::vector<SplitRule> rules = splitRules(resources);
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const SplitRule& each) { return each.id == rule; });
    if (found == rules.end())
        return failure(ErrorCode::NotFound, "there is no route {} any more", rule);
    switch (form) {
    case api::TextForm::Yaml:
        return toYaml(formats::documentOf(model::Resource(*found->route)));
    case api::TextForm::Curl:
        return api::curlCommand(requestOf(*found->route), {.origin = fmt::format("http://{}", apiAddress)});
    case api::TextForm::Request:
        return requestOf(*found->route);
    }
    return failure(ErrorCode::Unimplemented, "a route has no such form");
}

} // namespace causeway::runtime
