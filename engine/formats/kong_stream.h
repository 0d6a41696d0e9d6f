#pragma once

#include "engine/formats/kong_fields.h"

#include <cstdint>
#include <string>
#include <vector>

namespace causeway::formats {

/// A route of connections.
///
/// Source: Kong `routes` with the protocols tcp, tls and tls_passthrough.
struct KongStreamRoute
{
    struct Address
    {
        std::string network; // "10.0.0.0/8"; empty: any.
        std::uint16_t port = 0;
    };
    std::string name;
    std::string service;
    std::vector<std::string> protocols; // Of the three.
    std::vector<std::string> serverNames;
    std::vector<Address> sources;
    std::vector<Address> destinations;

    /// By which Kong's router puts them in order, larger first.
    std::uint64_t priority() const;
};

namespace kong {

/// Whether a route's protocols are those of streams.
bool isStreamRoute(const Node& entity);
/// All but its name and its service, which the caller reads.
void readStreamFields(KongFields& fields, KongStreamRoute& route);

} // namespace kong
} // namespace causeway::formats
