#include "engine/lab/source_socket.h"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace causeway::lab {

Result<net::FileDescriptor> connectFrom(const net::SocketAddress& source, const net::SocketAddress& target)
{
    net::FileDescriptor socket(::socket(target.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.isOpen())
        return failure(systemError(errno, "cannot create a socket for " + target.toString()));
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(socket.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    const net::SocketAddress host = source.withPort(0);
    if (::bind(socket.get(), host.raw(), host.rawLength()) != 0)
        return failure(systemError(errno, "cannot connect from " + host.host()));
    if (::connect(socket.get(), target.raw(), target.rawLength()) != 0 && errno != EINPROGRESS)
        return failure(systemError(errno, "cannot connect to " + target.toString()));
    return socket;
}

void resetOnClose(const net::FileDescriptor& socket)
{
    const linger none{1, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

} // namespace causeway::lab
