#include "engine/formats/json.h"
#include "engine/formats/resource_document.h"
#include "engine/formats/yaml.h"
#include "engine/model/validation.h"
#include "tests/fuzz/target.h"

namespace causeway::fuzz {

namespace {

using namespace formats;

/// What is taken is valid, and the same resource when it is written and read again: as JSON, as YAML, and from a store.
void check(const Node& document)
{
    const DecodedResource resource = decodeResource(document);
    if (!resource) {
        CAUSEWAY_ASSERT(!resource.error().empty());
        for (const model::Violation& violation : resource.error())
            CAUSEWAY_ASSERT(!violation.reason.empty());
        return;
    }
    CAUSEWAY_ASSERT(model::validate(*resource).empty());
    const Node written = documentOf(*resource);
    CAUSEWAY_ASSERT(decodeResource(written) == resource);
    CAUSEWAY_ASSERT(decodeStoredResource(parseJson(toJson(written)).value()) == resource);
    CAUSEWAY_ASSERT(decodeResource(parseYaml(toYaml(written)).value().front()) == resource);
    CAUSEWAY_ASSERT(toJson(documentOf(*decodeResource(written))) == toJson(written));
}

void run(std::string_view bytes)
{
    if (const auto documents = parseYaml(bytes))
        for (const Node& document : *documents)
            check(document);
    if (const auto document = parseJson(bytes))
        check(*document);
}

std::vector<Seed> seeds()
{
    return {
        {"a route", R"(type: MeshHTTPRoute
mesh: default
name: cutover
labels: {team: cards}
spec:
  targetRef: {kind: Dataplane, labels: {app: gateway}}
  to:
    - targetRef: {kind: MeshService, name: monolith}
      rules:
        - matches:
            - path: {type: PathPrefix, value: /card/dispute}
              method: GET
            - path: {type: Exact, value: /}
          default:
            filters:
              - type: URLRewrite
                urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /disputes}}
              - type: RequestHeaderModifier
                requestHeaderModifier:
                  set: [{name: x-team, value: cards}]
                  remove: [x-debug]
            backendRefs:
              - {kind: MeshService, name: monolith, port: 5000, weight: 72}
              - {kind: MeshService, name: disputes, weight: 28}
)"},
        {"a mesh",
         R"({"type":"Mesh","name":"default","mtls":{"enabledBackend":"ca-1","backends":[{"name":"ca-1","type":"builtin","mode":"PERMISSIVE","dpCert":{"rotation":{"expiration":"1m30s"}}}]}})"},
        {"a zone", R"({"type":"Zone","name":"cloud","labels":{"a":"b"},"enabled":false})"},
        {"a permission",
         R"({"type":"MeshTrafficPermission","mesh":"default","name":"p","spec":{"targetRef":{"kind":"Mesh"},"rules":[{"default":{"deny":[{"spiffeID":{"type":"Exact","value":"spiffe://default/kong"}}],"allow":[{"spiffeID":{"type":"Prefix","value":"spiffe://default"}}]}}]}})"},
        {"a permission by sources",
         R"({"type":"MeshTrafficPermission","mesh":"default","name":"p","spec":{"from":[{"targetRef":{"kind":"MeshService","name":"kong"},"default":{"action":"Deny"}}]}})"},
        {"a service",
         R"({"type":"MeshService","mesh":"default","name":"disputes","spec":{"ports":[{"name":"main","port":8080,"appProtocol":"http"}],"instances":[{"name":"disputes-1","address":"127.0.0.1","port":9001}]}})"},
        {"a gateway's service",
         R"({"type":"GatewayService","name":"Mesh","protocol":"http","host":"monolith","port":5000,"path":"/m/","retries":5,"connect_timeout":1,"write_timeout":60000,"read_timeout":60000,"enabled":false,"tags":["x y"]})"},
        {"a gateway's route",
         R"({"type":"GatewayRoute","name":"Mesh","service":{"name":"Mesh"},"hosts":["a.b"],"paths":["/mesh"],"methods":["GET"],"strip_path":false,"preserve_host":true})"},
        {"what an answer adds",
         R"({"type":"Zone","name":"cloud","creationTime":"2026-11-20T21:15:00.123Z","modificationTime":"x","kri":"kri_z____cloud_"})"},
    };
}

} // namespace

const Target resourceTarget{"resource", run, seeds};

} // namespace causeway::fuzz
