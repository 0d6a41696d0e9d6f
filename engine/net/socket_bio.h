#pragma once

#include "engine/keys/openssl.h"

#include <memory>
#include <string>

namespace causeway::net {

/// The socket below a TLS connection, and how its last operation went.
struct SocketEnd
{
    /// What was read from the socket before there was TLS: it comes first.
    struct Received
    {
        std::string bytes;
        std::size_t taken = 0;
    };

    int descriptor = -1;
    int problem = 0;                      // errno of the operation that failed.
    bool atEnd = false;                   // The peer's FIN was read.
    std::unique_ptr<Received> received{}; // Null once it was taken.
};

/// OpenSSL's way to a socket that never raises SIGPIPE, which its own does. `end` outlives the BIO.
keys::OpenSslPointer<BIO> createSocketBio(SocketEnd& end);

} // namespace causeway::net
