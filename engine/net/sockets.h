#pragma once

#include "engine/net/file_descriptor.h"
#include "engine/net/socket_address.h"

namespace causeway::net {

/// A listening, non-blocking stream socket with SO_REUSEADDR. The error names the address, and for a taken port says
/// so.
Result<FileDescriptor> listenOn(const SocketAddress& address, int backlog = 4096);

/// A non-blocking stream socket whose connection is under way (or made); writability tells the outcome, which
/// connectOutcome() reads. TCP_NODELAY is set. With a `source` of the same family the connection comes from that
/// address, from a port of the system's choice, which is chosen as late as it can be: the same one serves many peers.
Result<FileDescriptor> startConnect(const SocketAddress& address, const SocketAddress* source = nullptr);
Result<> connectOutcome(int descriptor, const SocketAddress& address);

/// Another descriptor of the same socket.
Result<FileDescriptor> duplicate(const FileDescriptor& descriptor);

/// The next connection of a listening socket, non-blocking, TCP_NODELAY; not open when none waits. Descriptor and
/// memory exhaustion are errors with code ResourceExhausted; the caller pauses accepting.
Result<FileDescriptor> acceptFrom(int listener);

} // namespace causeway::net
