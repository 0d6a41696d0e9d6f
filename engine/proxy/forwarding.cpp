#include "engine/proxy/forwarding.h"

#include "engine/http/characters.h"

#include <vector>

namespace causeway::proxy {

namespace {

using http::FieldName;

bool isAddress(std::string_view text)
{
    return net::SocketAddress::create(text, 0).has_value();
}

/// What stands after the last comma, and the text without it.
std::string_view takeLast(std::string_view& list)
{
    const std::size_t comma = list.rfind(',');
    const std::string_view last = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
    return http::trimBlanks(last);
}

/// From the nearest proxy backwards; with `isRecursive` past all that are trusted themselves.
std::string_view lastForwarded(const http::FieldList& fields, const net::NetworkSet& trusted, bool isRecursive)
{
    std::string_view found;
    for (std::size_t i = fields.size(); i > 0; --i) {
        if (fields[i - 1].id != FieldName::XForwardedFor || fields[i - 1].hopByHop)
            continue;
        for (std::string_view list = fields[i - 1].value; !list.empty();) {
            const std::string_view one = takeLast(list);
            const auto address = net::SocketAddress::create(one, 0);
            if (!address)
                return found; // Whoever wrote this is not to be believed about what stands before it.
            found = one;
            if (!isRecursive || !trusted.contains(*address))
                return found;
        }
    }
    return found;
}

} // namespace

std::string_view valueOf(const http::FieldList& fields, FieldName name)
{
    if (!fields.contains(name))
        return {};
    for (const http::Field& field : fields)
        if (field.id == name && !field.value.empty() && !field.hopByHop)
            return field.value;
    return {};
}

std::string_view clientNamedIn(const http::FieldList& fields, const PlaneTrust& trust)
{
    using From = snapshot::ClientAddressField;
    if (trust.clientAddress != From::XRealIp)
        return lastForwarded(fields, trust.networks, trust.clientAddress == From::XForwardedForRecursive);
    const std::string_view named = valueOf(fields, FieldName::XRealIp);
    return isAddress(named) ? named : std::string_view();
}

} // namespace causeway::proxy
