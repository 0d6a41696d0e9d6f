#pragma once

#include "engine/model/http_match.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace causeway::snapshot {

struct WeightedCluster
{
    std::string cluster;
    std::uint32_t weight = 0; // Relative parts; 0 gets no requests.

    bool operator==(const WeightedCluster&) const = default;
};

/// Where clients connect from. What is not given fits any.
struct AddressRange
{
    std::string address;            // IP literal; empty: any.
    std::uint32_t prefixLength = 0; // Leading bits of `address` that count; bits beyond them are 0.
    std::uint16_t port = 0;         // 0: any.

    bool operator==(const AddressRange&) const = default;
};

/// How the path of a matched request becomes the path that the upstream sees.
struct Rewrite
{
    enum class Kind
    {
        None,
        ReplaceFullPath,      // `value` replaces the path; the query stays.
        ReplaceSegmentPrefix, // `value` replaces the matched SegmentPrefix.
        KongServicePath,      // `value` is the service's path; kong.md §4.2 v0 with `stripMatched`.
        ReplaceRegex,         // `value`, with \0 to \9 for the groups, replaces what `pattern` finds first.
    };
    Kind kind = Kind::None;
    std::string value;
    bool stripMatched = false;
    std::string pattern{};

    bool operator==(const Rewrite&) const = default;
};

/// Sends the client elsewhere. What is not given stays as the client has it; the query always does.
struct Redirect
{
    std::string scheme;     // http or https.
    std::string host;       // Without port.
    std::uint16_t port = 0; // 0: the usual one where scheme or host change, else the client's.
    Rewrite path{};         // Not KongServicePath.
    std::uint16_t status = 302;

    bool operator==(const Redirect&) const = default;
};

/// An answer of the route itself.
struct DirectAnswer
{
    std::uint16_t status = 200;
    std::string contentType; // Empty: none is said.
    std::string body;

    bool operator==(const DirectAnswer&) const = default;
};

/// Sends copies of requests to another cluster too, and takes no notice of what becomes of them.
struct Mirror
{
    std::string cluster;
    std::uint32_t perMillion = 1'000'000; // Of the route's requests: exact, as a split.

    bool operator==(const Mirror&) const = default;
};

/// What may be tried after an attempt that came to nothing, before a byte of the response was there. A call that is not
/// idempotent is repeated only while no byte of it was sent.
struct Retry
{
    std::uint32_t count = 5;   // Attempts after the first.
    bool revisits = false;     // From the last endpoint on again with the first; else each is tried once at most.
    bool afterSending = false; // Also when the request was sent, and the connection broke or kept silent.
    bool anyMethod = false;    // Whatever is sent may be sent twice.

    bool operator==(const Retry&) const = default;
};

/// A route: its conditions (each empty list: anything), what it changes and where its requests go.
struct Route
{
    std::string name;   // Unique in the plane; the access record and the counters carry it.
    std::string origin; // The resource and rule it was compiled from, for people.
    // Of hosts: name, *.suffix (of any depth) or prefix.*, each perhaps with :port. Lower case, without a final dot.
    std::vector<std::string> hosts;
    std::vector<model::PathMatch> paths;
    std::vector<std::string> methods;
    Rewrite rewrite;
    bool preserveHost = false; // Otherwise Host names the endpoint.
    model::HeaderEdits requestHeaders;
    model::HeaderEdits responseHeaders;
    std::vector<WeightedCluster> split;       // Empty, and neither redirect nor answer: no service, answers 503.
    std::vector<model::FieldMatch> headers{}; // All of them must fit; names in lower case.
    std::vector<model::FieldMatch> query{};   // All of them; the first parameter of a name counts, as it was sent.
    std::vector<std::string> snis{};          // As hosts, without port. Clients without TLS are not asked.
    std::vector<AddressRange> sources{};
    std::uint16_t plainStatus = 0;        // For clients without TLS: 426, or a redirect to https; 0: they are served.
    std::string hostRewrite{};            // What Host says to the upstream, instead of what preserveHost chooses.
    std::optional<Redirect> redirect{};   // Then there is no split,
    std::optional<DirectAnswer> answer{}; // and at most one of these two.
    std::vector<Mirror> mirrors{};
    Retry retry{};

    bool operator==(const Route&) const = default;
};

} // namespace causeway::snapshot
