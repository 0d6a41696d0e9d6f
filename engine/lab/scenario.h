#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/lab/link_shape.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::lab {

/// A machine of the lab: an address of its own in the lab's network, unless told to share one.
struct Host
{
    std::string name;
    std::string zone;
};

/// How long a sample service takes: log-normal around the median. A spread of 0 is always the median; 0.5 puts 95 % of
/// the requests below 2.3 times the median.
struct LatencyModel
{
    Duration median{0};
    double spread = 0;
};

/// What a sample service says to one method and path. A path holds variables in braces, each for one segment:
/// /card/{id}; the reply may name them.
struct Answer
{
    std::string method;
    std::vector<std::string> paths;
    int status = 200;
    std::string reply;            // JSON text with {variables}.
    std::string downloadVariable; // The variable that says how many bytes to send instead of `reply`; empty: none.
};

struct InstancePlace
{
    std::string name; // Unique in the scenario; what X-Served-By tells.
    std::string host;
    std::uint16_t port = 0;        // Of the application.
    std::uint16_t inboundPort = 0; // Of its sidecar on the same host; 0: it has none.
};

struct SampleServicePlan
{
    std::string name;
    std::string zone; // Of its hosts; they are all in one.
    std::vector<InstancePlace> instances;
    LatencyModel latency;
    bool hasSidecar = false;      // Every instance has one, and takes mesh traffic through it only.
    std::size_t concurrency = 64; // Requests an instance works on at a time; more wait their turn.
    std::size_t queueLimit = 256; // Requests that wait their turn; more are answered 503.
    std::size_t replyBytes = 128; // Of a service without `answers`, which says the same to every request.
    std::vector<Answer> answers;
};

struct SidecarOutbound
{
    std::string service; // The MeshService it leads to.
    std::uint16_t port = 0;
};

/// Where clients call: a gateway plane and, on the same host, its sidecar.
struct GatewayPlan
{
    std::string name;
    std::string host;
    std::string zone; // Of the host.
    std::uint16_t port = 8000;
    std::vector<SidecarOutbound> outbounds;
};

/// The way into a zone for mesh traffic of others.
struct IngressPlan
{
    std::string name;
    std::string host;
    std::string zone; // Of the host.
    std::uint16_t port = 10001;
};

/// The path between two zones, their names in order.
struct LinkPlan
{
    std::string from;
    std::string to;
    LinkShape shape;
};

/// What stands between the zones: without a hub, planes dial the ingresses of other zones directly.
struct TransitPlan
{
    std::string hub; // Its name; empty: there is none.
    std::vector<LinkPlan> links;
};

enum class UploadFraming
{
    ContentLength,
    Chunked,
    Alternating
};

/// One kind of request in the mix of the load.
struct LoadApi
{
    std::string name;
    std::string method;
    std::string path; // {user} stands for the number of the user.
    std::uint32_t weight = 1;
    std::size_t uploadBytes = 0;
    UploadFraming framing = UploadFraming::ContentLength;
};

struct LoadPlan
{
    double rate = 0; // Requests per second.
    double maximumRate = 5000;
    std::uint32_t users = 100;
    double oneShotShare = 0; // Of the requests, 0..1: those that get a connection of their own.
    std::vector<LoadApi> apis;
};

/// A document in Kuma's or Kong's shape, still with placeholders: ${host:NAME} is the address of a host, ${port:N} the
/// port that N became.
struct ResourceText
{
    std::string text;
    std::size_t line = 1; // Of its first line, in the scenario's file.
};

/// What a lab consists of: its hosts and services, the resources it gives to the control plane, the load.
///
/// Shape:  a YAML stream: the first document is the lab, each further one a resource.
/// Errors: InvalidArgument with file, line and name of what is wrong, unknown keys included.
struct Scenario
{
    std::string name;
    std::string mesh;
    std::vector<std::string> zones;
    std::vector<Host> hosts;
    std::vector<IngressPlan> ingresses; // At most one a zone.
    TransitPlan transit;
    std::vector<SampleServicePlan> services;
    GatewayPlan gateway;
    LoadPlan load;
    std::vector<ResourceText> resources;
};

/// `origin` names the text in errors.
Result<Scenario> parseScenario(std::string_view text, std::string_view origin);
Result<Scenario> readScenario(const std::filesystem::path& path);

/// The one that the lab starts with when no other is named: part of the program.
std::string_view shippedScenario();

} // namespace causeway::lab
