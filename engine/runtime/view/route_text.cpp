#include "engine/runtime/view/route_text.h"

#include "engine/formats/json.h"
#include "engine/formats/resource_document.h"
#include "engine/formats/yaml.h"
#include "engine/runtime/view/cluster_facts.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::runtime {

namespace {

// Between quoted marks the shell takes lines as they are; JSON on one line never is the mark itself.
std::string curlOf(const model::MeshHttpRoute& route, std::string_view apiAddress)
{
    return fmt::format("curl --fail-with-body -X PUT 'http://{}/meshes/{}/meshhttproutes/{}' \\\n"
                       "  -H 'Content-Type: application/json' --data-binary @- <<'JSON'\n{}\nJSON\n",
                       apiAddress, route.mesh, route.name, toJson(formats::documentOf(model::Resource(route))));
}

} // namespace

Result<std::string> routeText(const std::vector<control::ResourceEntry>& resources, std::string_view rule,
                              api::TextForm form, std::string_view apiAddress)
{
    const std::vector<SplitRule> rules = splitRules(resources);
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const SplitRule& each) { return each.id == rule; });
    if (found == rules.end())
        return failure(ErrorCode::NotFound, "there is no route {} any more", rule);
    if (form == api::TextForm::Curl)
        return curlOf(*found->route, apiAddress);
    return toYaml(formats::documentOf(model::Resource(*found->route)));
}

} // namespace causeway::runtime
