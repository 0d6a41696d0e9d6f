#include "tests/system/packet_capture.h"

#include <array>
#include <vector>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace causeway::test {

namespace {

constexpr int bufferBytes = 32 * 1024 * 1024;

std::string textOf(const std::uint32_t& address)
{
    std::array<char, INET_ADDRSTRLEN> text{};
    return ::inet_ntop(AF_INET, &address, text.data(), text.size());
}

} // namespace

PacketCapture::PacketCapture()
{
    net::FileDescriptor socket(::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_IP)));
    if (!socket.isOpen())
        return;
    sockaddr_ll loopback{};
    loopback.sll_family = AF_PACKET;
    loopback.sll_protocol = htons(ETH_P_IP);
    loopback.sll_ifindex = static_cast<int>(::if_nametoindex("lo"));
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &bufferBytes, sizeof bufferBytes);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&loopback), sizeof loopback) == 0)
        m_socket = std::move(socket);
}

void PacketCapture::take(const std::function<void(const Segment&)>& visit)
{
    std::vector<char> packet(128 * 1024);
    while (true) {
        sockaddr_ll source{};
        socklen_t size = sizeof source;
        const ssize_t count =
            ::recvfrom(m_socket.get(), packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&source), &size);
        if (count <= 0)
            return;
        if (source.sll_pkttype == PACKET_OUTGOING) // On this interface each packet passes twice.
            continue;
        const auto* const ip = reinterpret_cast<const iphdr*>(packet.data());
        const std::size_t ipBytes = ip->ihl * 4UL;
        if (ip->protocol != IPPROTO_TCP || static_cast<std::size_t>(count) < ipBytes + sizeof(tcphdr))
            continue;
        const auto* const tcp = reinterpret_cast<const tcphdr*>(packet.data() + ipBytes);
        const std::size_t headBytes = ipBytes + tcp->doff * 4UL;
        Segment segment;
        segment.from = textOf(ip->saddr);
        segment.fromPort = ntohs(tcp->source);
        segment.to = textOf(ip->daddr);
        segment.toPort = ntohs(tcp->dest);
        segment.isFirst = tcp->syn != 0;
        if (static_cast<std::size_t>(count) > headBytes)
            segment.bytes = std::string_view(packet.data() + headBytes, static_cast<std::size_t>(count) - headBytes);
        visit(segment);
    }
}

} // namespace causeway::test
