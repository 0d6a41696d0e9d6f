#include "engine/net/socket_bio.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

namespace causeway::net {

namespace {

SocketEnd& endOf(BIO* bio)
{
    return *static_cast<SocketEnd*>(BIO_get_data(bio));
}

/// -1 with the retry flag when the socket would block, -1 without when it failed.
int failed(BIO* bio, int retryFlag)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        BIO_set_flags(bio, retryFlag | BIO_FLAGS_SHOULD_RETRY);
    else
        endOf(bio).problem = errno;
    return -1;
}

int writeSome(BIO* bio, const char* bytes, int size)
{
    BIO_clear_retry_flags(bio);
    ssize_t count = -1;
    do
        count = ::send(endOf(bio).descriptor, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    return count < 0 ? failed(bio, BIO_FLAGS_WRITE) : static_cast<int>(count);
}

int takeReceived(SocketEnd& end, char* into, int size)
{
    SocketEnd::Received& received = *end.received;
    const std::size_t count = std::min(static_cast<std::size_t>(size), received.bytes.size() - received.taken);
    received.bytes.copy(into, count, received.taken);
    received.taken += count;
    if (received.taken == received.bytes.size())
        end.received.reset();
    return static_cast<int>(count);
}

int readSome(BIO* bio, char* into, int size)
{
    BIO_clear_retry_flags(bio);
    if (endOf(bio).received)
        return takeReceived(endOf(bio), into, size);
    ssize_t count = -1;
    do
        count = ::recv(endOf(bio).descriptor, into, static_cast<std::size_t>(size), 0);
    while (count < 0 && errno == EINTR);
    if (count == 0)
        endOf(bio).atEnd = true;
    return count < 0 ? failed(bio, BIO_FLAGS_READ) : static_cast<int>(count);
}

long control(BIO* bio, int command, long, void*)
{
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1; // Nothing is kept back here.
    case BIO_CTRL_EOF:
        return endOf(bio).atEnd ? 1 : 0;
    default:
        return 0;
    }
}

/// Made once; OpenSSL keeps a reference in every BIO, so it lives as long as the program.
const BIO_METHOD* socketMethod()
{
    static const BIO_METHOD* const method = [] {
        BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "causeway socket");
        CAUSEWAY_ASSERT(made && BIO_meth_set_write(made, writeSome) == 1 && BIO_meth_set_read(made, readSome) == 1 &&
                        BIO_meth_set_ctrl(made, control) == 1);
        return made;
    }();
    return method;
}

} // namespace

keys::OpenSslPointer<BIO> createSocketBio(SocketEnd& end)
{
    keys::OpenSslPointer<BIO> bio(BIO_new(socketMethod()));
    CAUSEWAY_ASSERT(bio); // Only memory exhaustion fails here.
    BIO_set_data(bio.get(), &end);
    BIO_set_init(bio.get(), 1);
    return bio;
}

} // namespace causeway::net
