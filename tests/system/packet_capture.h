#pragma once

#include "engine/net/file_descriptor.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace causeway::test {

/// What passes the loopback interface, as a capture program sees it. Needs the right to open packet sockets.
class PacketCapture
{
public:
    PacketCapture();
    bool isPossible() const { return m_socket.isOpen(); }

    struct Segment
    {
        std::string from; // IP literals.
        std::uint16_t fromPort = 0;
        std::string to;
        std::uint16_t toPort = 0;
        bool isFirst = false; // Begins the connection.
        std::string_view bytes;
    };
    /// Every TCP segment over IPv4 that was captured since the last call.
    void take(const std::function<void(const Segment&)>& visit);

private:
    net::FileDescriptor m_socket;
};

} // namespace causeway::test
