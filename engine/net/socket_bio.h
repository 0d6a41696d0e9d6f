#pragma once

#include "engine/keys/openssl.h"

#include <string>

namespace causeway::net {

/// The socket below a TLS connection, and how its last operation went.
struct SocketEnd
{
    int descriptor = -1;
    bool atEnd = false;     // The peer's FIN was read.
    int problem = 0;        // errno of the operation that failed.
    std::string received{}; // What was read from the socket before there was TLS: it comes first.
    std::size_t taken = 0;  // Of that.
};

/// OpenSSL's way to a socket that never raises SIGPIPE, which its own does. `end` outlives the BIO.
keys::OpenSslPointer<BIO> createSocketBio(SocketEnd& end);

} // namespace causeway::net
