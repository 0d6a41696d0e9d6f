#include "engine/net/sockets.h"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace causeway::net {

namespace {

void setNoDelay(int descriptor)
{
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on,
                 sizeof on); // Fails on Unix sockets, where it means nothing.
}

Result<> bindTo(int descriptor, const SocketAddress& source)
{
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (::bind(descriptor, source.raw(), source.rawLength()) != 0)
        return failure(systemError(errno, "cannot connect from " + source.host()));
    return {};
}

} // namespace

Result<FileDescriptor> listenOn(const SocketAddress& address, int backlog)
{
    FileDescriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.isOpen())
        return failure(systemError(errno, "cannot create a socket for " + address.toString()));
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket.get(), address.raw(), address.rawLength()) != 0 || ::listen(socket.get(), backlog) != 0) {
        if (errno == EADDRINUSE)
            return failure(ErrorCode::Unavailable, "cannot listen on {}: another program already does",
                           address.toString());
        return failure(systemError(errno, "cannot listen on " + address.toString()));
    }
    return socket;
}

Result<FileDescriptor> startConnect(const SocketAddress& address, const SocketAddress* source)
{
    FileDescriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.isOpen())
        return failure(systemError(errno, "cannot create a socket for " + address.toString()));
    setNoDelay(socket.get());
    if (source && source->family() == address.family())
        RETURN_IF_ERROR(bindTo(socket.get(), source->withPort(0)));
    if (::connect(socket.get(), address.raw(), address.rawLength()) != 0 && errno != EINPROGRESS)
        return failure(systemError(errno, "cannot connect to " + address.toString()));
    return socket;
}

Result<> connectOutcome(int descriptor, const SocketAddress& address)
{
    int problem = 0;
    socklen_t size = sizeof problem;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &size) != 0)
        problem = errno;
    if (problem != 0)
        return failure(systemError(problem, "cannot connect to " + address.toString()));
    return {};
}

Result<FileDescriptor> duplicate(const FileDescriptor& descriptor)
{
    FileDescriptor copy(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 0));
    if (!copy.isOpen())
        return failure(systemError(errno, "cannot duplicate a descriptor"));
    return copy;
}

Result<FileDescriptor> acceptFrom(int listener)
{
    while (true) {
        FileDescriptor socket(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.isOpen()) {
            setNoDelay(socket.get());
            return socket;
        }
        if (errno == EINTR || errno == ECONNABORTED)
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return FileDescriptor();
        return failure(systemError(errno, "cannot accept a connection"));
    }
}

} // namespace causeway::net
