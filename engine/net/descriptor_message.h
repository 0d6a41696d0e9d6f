#pragma once

#include "engine/base/result.h"
#include "engine/net/file_descriptor.h"

#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace causeway::net {

/// A message between two processes of one host, with open descriptors. Both ends are blocking Unix sockets that keep
/// messages apart (SOCK_SEQPACKET).
struct DescriptorMessage
{
    static constexpr std::size_t textLimit = 16 << 10;
    static constexpr std::size_t descriptorLimit = 64;

    std::string text; // Never empty: that is how the end of the conversation looks.
    std::vector<FileDescriptor> descriptors;
};

Result<> sendMessage(int socket, std::string_view text, std::span<const int> descriptors = {});
/// An empty text when the other side has closed. ResourceExhausted when the message is larger than it may be.
Result<DescriptorMessage> receiveMessage(int socket);

/// A socket that listens for such conversations, readable and writable by its owner only. It takes the place of what
/// has that name, in one step.
Result<FileDescriptor> listenForMessages(const std::string& path);
/// NotFound when nobody listens there.
Result<FileDescriptor> connectForMessages(const std::string& path);
/// The user of the process at the other end.
Result<uid_t> userOfPeer(int socket);

} // namespace causeway::net
