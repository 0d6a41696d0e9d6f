#include "engine/model/text_rules.h"
#include "engine/model/validation.h"

#include <algorithm>

namespace causeway::model {

namespace {

bool isPort(std::string_view digits)
{
    const bool isNumber = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    return isNumber && !digits.empty() && digits.size() <= 5 && digits.front() != '0' &&
           std::stoi(std::string(digits)) <= 65'535;
}

} // namespace

Complaint checkHostPattern(std::string_view host)
{
    std::string_view name = host;
    const std::size_t colon = host.rfind(':');
    const bool hasPort = colon != std::string_view::npos && !isIpLiteral(host);
    if (hasPort) {
        if (!isPort(host.substr(colon + 1)))
            return "must have a port from 1 to 65535 behind its ':'";
        name = host.substr(0, colon);
    }
    if (name.size() > 2 && name.front() == '[' && name.back() == ']')
        return isIpLiteral(name.substr(1, name.size() - 2)) ? Complaint() : "is not an address";
    if (name.starts_with("*."))
        name.remove_prefix(2);
    else if (name.ends_with(".*"))
        name.remove_suffix(2);
    else
        return checkHostName(name);
    if (name.find('*') != std::string_view::npos || isIpLiteral(name))
        return "must have one asterisk at most, for all of its first or of its last labels";
    return checkHostName(name);
}

Complaint checkServerPattern(std::string_view name)
{
    if (isIpLiteral(name))
        return "must not be an IP";
    if (name.find(':') != std::string_view::npos)
        return "must not have a port";
    return checkHostPattern(name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
}

} // namespace causeway::model
