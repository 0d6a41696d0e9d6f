#pragma once

#include "engine/base/result.h"
#include "engine/formats/kong_stream.h"
#include "engine/formats/kong_tls.h"
#include "engine/model/resources.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

namespace causeway::formats {

/// What a declarative file of Kong Gateway asks for, as far as this program goes. Where a route names a service, it is
/// among `services`; names are unique.
struct KongFile
{
    std::vector<model::GatewayService> services;
    std::vector<model::GatewayRoute> routes;
    std::vector<KongStreamRoute> streamRoutes;
    std::vector<KongCertificate> certificates;
    std::vector<KongAuthority> authorities;
    std::map<std::string, KongServiceTls> serviceTls; // By name; of the services that speak TLS.
};

/// Reads a declarative file (YAML or JSON). Nothing in it is passed over: a key that is unknown, or known but not
/// supported yet, is refused by name and line.
///
/// Shape:  certificates may stand in any order; services and routes in the order of the file, a service's own routes
/// where the service stands. What has no
///         name gets its id, or a name from its place: `service-2`, `orders.route-1`.
/// Units:  `firstLine` is the line of the text's beginning in its file, from 1.
/// Errors: InvalidArgument with every problem found, each a line "<origin>:<line>: …", at most 20 of them.
/// Source: Kong Gateway 3.x declarative configuration, `_format_version` 1.1, 2.1 and 3.0.
Result<KongFile> parseKongFile(std::string_view text, std::string_view origin, std::size_t firstLine = 1);
Result<KongFile> readKongFile(const std::filesystem::path& path);

} // namespace causeway::formats
