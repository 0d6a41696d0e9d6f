#include "engine/net/descriptor_message.h"

#include "engine/net/socket_address.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>

namespace causeway::net {

namespace {

union ControlBuffer
{
    cmsghdr align;
    std::array<char, CMSG_SPACE(DescriptorMessage::descriptorLimit * sizeof(int))> bytes;
};

Result<FileDescriptor> messageSocket(const std::string& path)
{
    FileDescriptor socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (!socket.isOpen())
        return failure(systemError(errno, "cannot create a socket for " + path));
    return socket;
}

/// Takes the descriptors out of the message, whatever else is wrong with it: they are ours to close.
std::vector<FileDescriptor> descriptorsOf(msghdr& message)
{
    std::vector<FileDescriptor> descriptors;
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int descriptor = -1;
            std::memcpy(&descriptor, CMSG_DATA(part) + i * sizeof(int), sizeof descriptor);
            descriptors.emplace_back(descriptor);
        }
    }
    return descriptors;
}

} // namespace

Result<> sendMessage(int socket, std::string_view text, std::span<const int> descriptors)
{
    iovec slice{const_cast<char*>(text.data()), text.size()};
    ControlBuffer control{};
    msghdr message{};
    message.msg_iov = &slice;
    message.msg_iovlen = 1;
    if (!descriptors.empty()) {
        message.msg_control = control.bytes.data();
        message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        cmsghdr* const part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(part), descriptors.data(), descriptors.size_bytes());
    }
    while (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
        if (errno != EINTR)
            return failure(systemError(errno, "cannot speak with the other process"));
    return {};
}

Result<DescriptorMessage> receiveMessage(int socket)
{
    DescriptorMessage received;
    received.text.resize(DescriptorMessage::textLimit);
    iovec slice{received.text.data(), received.text.size()};
    ControlBuffer control{};
    msghdr message{};
    message.msg_iov = &slice;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    ssize_t size = -1;
    while ((size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0)
        if (errno != EINTR)
            return failure(systemError(errno, "the other process does not answer"));
    received.descriptors = descriptorsOf(message);
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
        return failure(ErrorCode::ResourceExhausted, "the other process says more than a message may hold");
    received.text.resize(static_cast<std::size_t>(size));
    return received;
}

Result<FileDescriptor> listenForMessages(const std::string& path)
{
    const std::string name = path + ".new";
    ASSIGN_OR_RETURN(const auto address, SocketAddress::parse("unix:" + name));
    ASSIGN_OR_RETURN(FileDescriptor socket, messageSocket(path));
    ::unlink(name.c_str());
    if (::bind(socket.get(), address.raw(), address.rawLength()) != 0)
        return failure(systemError(errno, "cannot create " + name));
    // Nobody can connect before it listens, and then its permissions are what they should be.
    if (::chmod(name.c_str(), 0600) != 0 || ::listen(socket.get(), 4) != 0 ||
        ::rename(name.c_str(), path.c_str()) != 0) {
        const int problem = errno;
        ::unlink(name.c_str());
        return failure(systemError(problem, "cannot listen on " + path));
    }
    return socket;
}

Result<FileDescriptor> connectForMessages(const std::string& path)
{
    ASSIGN_OR_RETURN(const auto address, SocketAddress::parse("unix:" + path));
    ASSIGN_OR_RETURN(FileDescriptor socket, messageSocket(path));
    if (::connect(socket.get(), address.raw(), address.rawLength()) == 0)
        return socket;
    if (errno == ENOENT || errno == ECONNREFUSED)
        return failure(ErrorCode::NotFound, "nobody listens on {}", path);
    return failure(systemError(errno, "cannot connect to " + path));
}

Result<uid_t> userOfPeer(int socket)
{
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return failure(systemError(errno, "cannot tell who is at the other end"));
    return credentials.uid;
}

} // namespace causeway::net
