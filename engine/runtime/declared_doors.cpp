#include "engine/runtime/declared_doors.h"

#include "engine/net/network.h"

#include <sstream>

namespace causeway::runtime {

Result<DeclaredDoor> DeclaredDoor::parse(std::string_view text)
{
    std::istringstream words{std::string(text)};
    std::string word;
    DeclaredDoor door;
    words >> word;
    ASSIGN_OR_RETURN(door.address, net::SocketAddress::parse(word));
    while (words >> word) {
        if (word == "ssl")
            door.isSecure = true;
        else if (word == "proxy_protocol")
            door.takesProxyHeader = true;
        else
            return failure(ErrorCode::InvalidArgument, "'{}' is not a flag of a listener; ssl and proxy_protocol are",
                           word);
    }
    return door;
}

Result<std::string> networkOf(std::string_view text)
{
    std::string network(text);
    if (network.find('/') == std::string::npos)
        network += network.find(':') == std::string::npos ? "/32" : "/128";
    RETURN_IF_ERROR(net::Network::parse(network));
    return network;
}

} // namespace causeway::runtime
