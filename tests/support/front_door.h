#pragma once

#include "engine/keys/self_signed.h"
#include "engine/net/tls_context.h"
#include "tests/support/running_plane.h"
#include "tests/support/scripted_upstream.h"

#include <string>
#include <vector>

namespace causeway::test {

/// A certificate for one host with its key.
struct HostCertificate
{
    explicit HostCertificate(const std::string& host)
        : key(keys::KeyPair::generate().value())
        , certificate(keys::selfSigned(key, {host}, std::chrono::hours(1)).value())
    {
    }

    snapshot::Certificate section(const std::string& name) const
    {
        return {name, {{{certificate.pem()}, {name + "/key", key.publicKeyDigest()}}}};
    }
    std::shared_ptr<const net::TlsCredentials> credentials() const
    {
        std::vector<keys::Certificate> chain;
        chain.push_back(keys::Certificate::ofRaw(*certificate.raw()));
        return net::TlsCredentials::create(keys::KeyPair::ofRaw(*key.raw()), std::move(chain)).value();
    }

    keys::KeyPair key;
    keys::Certificate certificate;
};

/// Answers "hello" to each request, and keeps what it was asked.
struct Application
{
    Application()
        : upstream([this](UpstreamPeer& peer) {
            for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
                upstream.noteRequest(request);
                if (!peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"))
                    return;
            }
        })
    {
    }
    std::uint16_t port() const { return upstream.port(); }
    int requests() const { return upstream.requests(); }
    std::vector<std::string> received() const { return upstream.received(); }

    ScriptedUpstream upstream;
};

/// Puts a certificate on the plane, in the place of the one that had the name.
inline void give(RunningPlane& plane, const std::string& name, const HostCertificate& certificate)
{
    if (!plane.plane().addKeys({{name + "/key", certificate.key.privateKeyPem()}}))
        std::abort();
    std::erase_if(plane.snapshot.certificates, [&](const auto& one) { return one.name == name; });
    plane.snapshot.certificates.push_back(certificate.section(name));
}

} // namespace causeway::test
