#include "tests/fuzz/target.h"

#include <array>

namespace causeway::fuzz {

std::span<const Target> targets()
{
    static const std::array all = {channelTarget,     clientHelloTarget, contentTarget,  kongFileTarget,
                                   proxyHeaderTarget, requestTarget,     resourceTarget, responseTarget,
                                   routerTarget,      snapshotTarget,    webSocketTarget};
    return all;
}

} // namespace causeway::fuzz
