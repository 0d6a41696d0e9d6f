#include "engine/formats/kong_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace causeway::formats {

namespace {

using Address = KongStreamRoute::Address;

bool isStreamProtocol(std::string_view text)
{
    return text == "tcp" || text == "tls" || text == "tls_passthrough" || text == "udp";
}

model::Complaint checkStreamProtocol(std::string_view text)
{
    if (text == "udp")
        return "is not supported yet";
    return isStreamProtocol(text) ? model::Complaint() : "does not go together with protocols of streams";
}

model::Complaint checkServerName(std::string_view text)
{
    if (text.starts_with("*."))
        text.remove_prefix(2);
    else if (text.ends_with(".*"))
        text.remove_suffix(2);
    return model::checkHostName(text);
}

/// With its prefix, and without the bits that the prefix leaves out.
std::string networkFrom(std::string_view text)
{
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string address(text.substr(0, slash));
    const bool isV6 = address.find(':') != std::string::npos;
    const int family = isV6 ? AF_INET6 : AF_INET;
    const unsigned width = isV6 ? 128 : 32;
    std::array<unsigned char, 16> bytes{};
    unsigned length = width;
    if (::inet_pton(family, address.c_str(), bytes.data()) != 1)
        return {};
    if (slash < text.size()) {
        const auto [end, problem] = std::from_chars(text.data() + slash + 1, text.data() + text.size(), length);
        if (problem != std::errc() || end != text.data() + text.size() || length > width)
            return {};
    }
    for (unsigned bit = length; bit < width; ++bit)
        bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] & ~(0x80U >> bit % 8));
    char written[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(family, bytes.data(), written, sizeof written);
    return fmt::format("{}/{}", written, length);
}

void readAddress(KongFields& fields, std::string_view field, const Node& item, std::vector<Address>& addresses)
{
    if (item.kind != Node::Kind::Map)
        return fields.object(item, field, "must hold maps of ip and port");
    Address address;
    for (const Member& member : item.members) {
        const Node& value = member.value;
        if (member.key == "ip" && value.kind == Node::Kind::Text) {
            address.network = networkFrom(value.text);
            if (address.network.empty())
                return fields.object(member.line,
                                     fmt::format("{}: '{}' is not an address or a network", field, value.text));
        } else if (member.key == "port" && value.kind == Node::Kind::Integer && value.integer >= 1 &&
                   value.integer <= 65'535) {
            address.port = static_cast<std::uint16_t>(value.integer);
        } else if (!value.isNull()) {
            return fields.object(member.line,
                                 fmt::format("{}: {} is not an ip or a port from 1 to 65535", field, member.key));
        }
    }
    if (address.network.empty() && address.port == 0)
        return fields.object(item, field, "must have at least one of ip and port");
    addresses.push_back(std::move(address));
}

std::vector<Address> readAddresses(KongFields& fields, std::string_view field)
{
    std::vector<Address> addresses;
    const Node* const list = fields.take(field);
    if (list && list->kind != Node::Kind::List)
        fields.object(*list, field, "must be a list");
    for (std::size_t i = 0; list && i < list->items.size(); ++i)
        readAddress(fields, field, list->items[i], addresses);
    return addresses;
}

/// kong.md §4.1: an address, a port, a network of several addresses.
std::uint64_t bitsOf(const std::vector<Address>& addresses)
{
    std::uint64_t bits = 0;
    for (const Address& address : addresses) {
        bits |= address.network.empty() ? 0 : 8U;
        bits |= address.port == 0 ? 0 : 4U;
        bits |=
            address.network.empty() || address.network.ends_with("/32") || address.network.ends_with("/128") ? 0 : 1U;
    }
    return bits;
}

} // namespace

std::uint64_t KongStreamRoute::priority() const
{
    const bool isFirstClass = !serverNames.empty() || (!sources.empty() && !destinations.empty());
    return (isFirstClass ? std::uint64_t(1) << 61 : 0) | bitsOf(sources) << 4 | bitsOf(destinations);
}

namespace kong {

bool isStreamRoute(const Node& entity)
{
    const Node* const protocols = entity.find("protocols");
    return protocols && std::any_of(protocols->items.begin(), protocols->items.end(), [](const Node& item) {
               return item.kind == Node::Kind::Text && isStreamProtocol(item.text);
           });
}

void readStreamFields(KongFields& fields, KongStreamRoute& route)
{
    route.protocols = fields.texts("protocols", checkStreamProtocol);
    for (const std::string& name : fields.texts("snis", checkServerName))
        route.serverNames.push_back(model::lowered(name));
    route.sources = readAddresses(fields, "sources");
    route.destinations = readAddresses(fields, "destinations");
    const auto speaks = [&](std::string_view protocol) {
        return std::find(route.protocols.begin(), route.protocols.end(), protocol) != route.protocols.end();
    };
    if (speaks("tls_passthrough") && route.protocols.size() > 1)
        fields.object(fields.line(), "tls_passthrough stands alone among the protocols of a route");
    if (speaks("tls_passthrough") && route.serverNames.empty())
        fields.object(fields.line(), "must set 'snis' when 'protocols' is 'tls_passthrough'");
    if (!fields.take("sources") && !fields.take("destinations") && !fields.take("snis"))
        fields.object(fields.line(),
                      "must set one of 'sources', 'destinations', 'snis' when 'protocols' are of streams");
    if (!route.serverNames.empty() && !speaks("tls") && !speaks("tls_passthrough"))
        fields.object(fields.line(), "has 'snis', which only tls and tls_passthrough have");
    for (const char* const field : {"methods", "hosts", "paths", "headers", "expression", "priority", "plugins"})
        fields.unsupported(field);
    for (const char* const field :
         {"tags", "created_at", "updated_at", "strip_path", "preserve_host", "path_handling", "regex_priority",
          "https_redirect_status_code", "request_buffering", "response_buffering"}) // They speak of requests.
        fields.take(field);
}

} // namespace kong
} // namespace causeway::formats
