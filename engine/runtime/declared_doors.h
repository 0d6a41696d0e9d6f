#pragma once

#include "engine/base/result.h"
#include "engine/net/socket_address.h"
#include "engine/snapshot/sections.h"

#include <filesystem>
#include <string>
#include <vector>

namespace causeway::runtime {

/// A socket that a gateway by itself listens on.
///
/// Shape:  written as "ADDRESS:PORT [ssl] [proxy_protocol]".
/// Source: Kong's proxy_listen and stream_listen.
struct DeclaredDoor
{
    static Result<DeclaredDoor> parse(std::string_view text);

    net::SocketAddress address;
    bool isSecure = false;         // TLS ends here.
    bool takesProxyHeader = false; // Each connection begins with a PROXY header.
    bool isForStreams = false;     // Otherwise for requests.
};

/// How it takes its clients.
struct DeclaredDoors
{
    std::vector<DeclaredDoor> doors;    // Never empty.
    std::vector<std::string> trusted{}; // Networks; "10.0.0.1" is written as "10.0.0.1/32".
    snapshot::ClientAddressField clientAddress = snapshot::ClientAddressField::XRealIp;
    snapshot::TlsVersion lowest = snapshot::TlsVersion::Tls12;
    std::string ciphers{};
    snapshot::FrontTls::ClientCertificate clients = snapshot::FrontTls::ClientCertificate::None;
    std::filesystem::path clientAuthorities{}; // PEM; empty: clients are asked for nothing.
};

/// "10.0.0.1" as a network; a network as it is.
Result<std::string> networkOf(std::string_view text);

} // namespace causeway::runtime
