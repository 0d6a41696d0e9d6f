#include "engine/formats/json.h"
#include "engine/formats/kong_file.h"
#include "engine/formats/resource_document.h"
#include "engine/formats/yaml.h"
#include "engine/model/validation.h"
#include "tests/fuzz/target.h"

#include <algorithm>
#include <set>

namespace causeway::fuzz {

namespace {

using namespace formats;

/// What a document says is not lost when it is written and read again.
void checkDocuments(std::string_view text)
{
    if (const auto documents = parseYaml(text))
        for (const Node& node : *documents) {
            const auto again = parseYaml(toYaml(node));
            CAUSEWAY_ASSERT(again && again->size() == 1 && again->front() == node);
        }
    if (const auto node = parseJson(text)) {
        const auto again = parseJson(toJson(*node));
        CAUSEWAY_ASSERT(again && *again == *node);
    }
}

/// Every problem is a line that begins with its place; there is no end to a list that has one.
void checkProblems(const std::string& message)
{
    CAUSEWAY_ASSERT(!message.empty());
    CAUSEWAY_ASSERT(std::ranges::count(message, '\n') <= 21);
}

/// What is taken is sound: names are unique, routes name what is there, and each is valid by the model's own rules.
void checkTaken(const KongFile& file)
{
    std::set<std::string> services;
    std::set<std::string> routes;
    for (const model::GatewayService& service : file.services)
        CAUSEWAY_ASSERT(services.insert(service.name).second && model::validate(service).empty());
    for (const model::GatewayRoute& route : file.routes) {
        CAUSEWAY_ASSERT(routes.insert(route.name).second && model::validate(route).empty());
        CAUSEWAY_ASSERT(route.service.empty() || services.contains(route.service));
    }
}

void run(std::string_view bytes)
{
    checkDocuments(bytes);
    const auto file = parseKongFile(bytes, "kong.yml");
    if (file)
        checkTaken(*file);
    else
        checkProblems(file.error().message);
}

std::vector<Seed> seeds()
{
    return {
        {"services and routes",
         "_format_version: \"3.0\"\n_transform: true\nservices:\n  - name: orders\n    host: o.internal\n"
         "    port: 8080\n    path: /v1\n    retries: 2\n    connect_timeout: 1500\n    enabled: false\n"
         "    tags: [shop, eu]\n    routes:\n      - name: front\n        hosts: [shop.example]\n"
         "        paths: [/orders, /baskets]\n        methods: [GET]\n        strip_path: false\n"
         "        preserve_host: true\n"},
        {"a URL and routes at the top",
         "_format_version: \"2.1\"\nservices:\n- url: http://[::1]:81/x/\n  name: a\n"
         "routes:\n- service: a\n  paths:\n  - /\n  id: 4e3ad2e4-0bc4-4638-8e34-c84a417ba39b\n"},
        {"a control character", std::string("_{\0_formko", 10)},
        {"JSON",
         R"({"_format_version":"3.0","services":[{"name":"s","url":"http://a.b/c","routes":[{"paths":["\/x"]}]}]})"},
        {"what is not supported",
         "_format_version: \"3.0\"\nplugins:\n- name: key-auth\nservices:\n- name: s\n  host: h\n"
         "  protocol: grpc\n  client_certificate: null\n"},
        {"wild YAML", "a: &x [1, 2.5e3, ~, 'it''s', \"\\x41\\u00e9\"]\n? b\n: |\n  text\n   more\n# comment\nc: >-\n  "
                      "folded\n  text\n"},
        {"text that belongs to no document", ": 'a' \"\\x41\"]\n? b\n: |\n  text\n"},
        {"deep JSON", std::string(70, '[') + std::string(70, ']')},
        {"deep YAML", std::string(70, '[') + std::string(70, ']') + "\n"},
    };
}

} // namespace

const Target kongFileTarget{"kong_file", run, seeds};

} // namespace causeway::fuzz
